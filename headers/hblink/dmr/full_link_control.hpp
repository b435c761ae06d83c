// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/link_control.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

// The link control of a voice LC header or terminator: BPTC(196,96) around Reed-Solomon (12,9) (spec
// dmr-fec.md, "Full LC"). `type` is voice_lc_header or terminator_with_lc; bursts of other types have none.
namespace hblink::dmr {

// Nothing: more wrong bits than can be corrected, or the octets are not those that were sent.
std::optional<link_control> read_full_link_control(burst from, data_type type) noexcept;

// Writes the 196 information bits only: slot type and sync stay as they are.
void write_full_link_control(const link_control& lc, data_type type, writable_burst to) noexcept;

// A whole burst of a base station: link control, slot type and data sync.
std::array<std::byte, burst_size> lc_burst(const link_control& lc, data_type type,
                                           std::uint8_t colour_code) noexcept;
std::array<std::byte, burst_size> terminator_burst(const link_control& lc, std::uint8_t colour_code) noexcept;

}

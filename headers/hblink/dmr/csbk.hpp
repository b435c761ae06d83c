// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/control_block.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hblink::dmr {

// A control signalling block: a preamble before data, a call alert, and so on (ETSI TS 102 361-1, 9.1.5).
// What its data mean depends on opcode and feature set.
struct csbk
{
    bool last_block{};
    bool protect_flag{};
    std::uint8_t opcode{};      // 0..63
    std::uint8_t feature_set{}; // FID; 0 is ETSI's own
    std::array<std::byte, 8> data{};

    friend constexpr bool operator==(const csbk&, const csbk&) = default;
};

// Nothing: more wrong bits than can be corrected, or the CRC does not fit.
std::optional<csbk> read_csbk(burst from) noexcept;

// Writes the 196 information bits only.
void write_csbk(const csbk& block, writable_burst to) noexcept;

}

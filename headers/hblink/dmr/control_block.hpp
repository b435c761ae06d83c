// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>

// Ten octets and a CRC in a BPTC(196,96): what a data header and a CSBK have in common (spec dmr-fec.md,
// "Data header / CSBK block"). `type` is data_header or csbk, which differ in the mask of the CRC; bursts of
// other types are not read.
namespace hblink::dmr {

using control_octets = std::array<std::byte, 10>;

// Nothing: more wrong bits than can be corrected, or the CRC does not fit.
std::optional<control_octets> read_control_block(burst from, data_type type) noexcept;

// Writes the 196 information bits only: slot type and sync stay as they are.
void write_control_block(const control_octets& octets, data_type type, writable_burst to) noexcept;

// The block with its CRC, as it goes into the BPTC.
std::array<std::byte, 12> with_crc(const control_octets& octets, data_type type) noexcept;

}

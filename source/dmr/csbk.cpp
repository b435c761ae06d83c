// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/csbk.hpp"

#include <algorithm>

namespace hblink::dmr {

std::optional<csbk> read_csbk(burst from) noexcept
{
    const auto octets = read_control_block(from, data_type::csbk);
    if (!octets)
        return std::nullopt;
    const auto first = std::to_integer<unsigned>((*octets)[0]);
    csbk block;
    block.last_block = (first & 0x80) != 0;
    block.protect_flag = (first & 0x40) != 0;
    block.opcode = static_cast<std::uint8_t>(first & 0x3F);
    block.feature_set = std::to_integer<std::uint8_t>((*octets)[1]);
    std::copy_n(octets->begin() + 2, block.data.size(), block.data.begin());
    return block;
}

void write_csbk(const csbk& block, writable_burst to) noexcept
{
    control_octets octets{};
    octets[0] = std::byte((block.last_block ? 0x80u : 0u) | (block.protect_flag ? 0x40u : 0u) |
                          (block.opcode & 0x3Fu));
    octets[1] = std::byte{block.feature_set};
    std::copy(block.data.begin(), block.data.end(), octets.begin() + 2);
    write_control_block(octets, data_type::csbk, to);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/link_control.hpp"

#include <array>
#include <cstdint>
#include <optional>

// The link control that the voice bursts B to E carry beside the voice, so that late listeners learn who
// speaks (spec dmr-fec.md, "Embedded LC"; ETSI TS 102 361-1, B.2.1).
namespace hblink::dmr {

// Of the bursts B, C, D and E; the first bit on the air is the most significant one. Each has four columns of
// the code's matrix: its four bytes.
using fragments = std::array<std::uint32_t, 4>;

fragments encode_embedded(const link_control& lc) noexcept;

// Any two wrong bits are corrected, three are corrected or noticed; so are more if no row has two of them.
// Nothing: more are wrong, or the 5-bit checksum does not fit, for example because the fragments are of
// different link controls.
std::optional<link_control> decode_embedded(const fragments& from) noexcept;

// Bits 116-147 of a voice burst.
constexpr std::uint32_t read_fragment(burst from) noexcept
{
    return (std::to_integer<std::uint32_t>(from[14]) & 0x0F) << 28 |
           std::to_integer<std::uint32_t>(from[15]) << 20 | std::to_integer<std::uint32_t>(from[16]) << 12 |
           std::to_integer<std::uint32_t>(from[17]) << 4 | std::to_integer<std::uint32_t>(from[18]) >> 4;
}

constexpr void write_fragment(std::uint32_t fragment, writable_burst to) noexcept
{
    to[14] = (to[14] & std::byte{0xF0}) | std::byte(fragment >> 28);
    to[15] = std::byte(fragment >> 20 & 0xFF);
    to[16] = std::byte(fragment >> 12 & 0xFF);
    to[17] = std::byte(fragment >> 4 & 0xFF);
    to[18] = std::byte(fragment << 4 & 0xF0) | (to[18] & std::byte{0x0F});
}

// Has each of the fragment's four columns an even number of ones? A fragment of a link control has.
constexpr bool columns_fit(std::uint32_t fragment) noexcept
{
    fragment ^= fragment >> 4;
    fragment ^= fragment >> 2;
    fragment ^= fragment >> 1;
    return (fragment & 0x0101'0101) == 0;
}

}

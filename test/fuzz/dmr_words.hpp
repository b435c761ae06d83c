// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzz/input.hpp"
#include "support/wrong_bits.hpp"

// The fuzzer's bytes as bursts and their parts, and how they differ.
namespace hblink::fuzz {

template <std::size_t Size>
std::array<std::byte, Size> octets(input& in)
{
    std::array<std::byte, Size> out{};
    for (std::byte& b : out)
        b = std::byte{in.byte()};
    return out;
}

using burst_bytes = std::array<std::byte, dmr::burst_size>;

inline unsigned difference(std::span<const std::byte> a, std::span<const std::byte> b)
{
    int bits = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        bits += std::popcount(std::to_integer<unsigned>(a[i] ^ b[i]));
    return static_cast<unsigned>(bits);
}

}

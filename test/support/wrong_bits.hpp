// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

// Damage, in all ways or at chance.
namespace hblink::test {

// The next number with as many ones.
constexpr std::uint32_t next_pattern(std::uint32_t pattern)
{
    const std::uint32_t lowest = pattern & (~pattern + 1);
    const std::uint32_t carried = pattern + lowest;
    return carried | ((pattern ^ carried) >> (std::countr_zero(lowest) + 2));
}

// Calls `with` for each pattern of `count` wrong bits in a word of `length` bits.
template <class With>
void each_pattern(unsigned length, unsigned count, With with)
{
    for (std::uint32_t p = (1u << count) - 1; p < 1u << length; p = next_pattern(p))
        with(p);
}

inline void flip(std::span<std::byte> bytes, std::size_t bit)
{
    bytes[bit / 8] ^= std::byte{0x80} >> static_cast<int>(bit % 8);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

// Octets as numbers: on the air the most significant bit goes first.
namespace hblink::dmr {

// The bytes of a number the other way round; one instruction, once the compiler has seen through it.
constexpr std::uint32_t reversed(std::uint32_t v) noexcept
{
    return v >> 24 | (v >> 8 & 0xFF00) | (v << 8 & 0xFF'0000) | v << 24;
}
constexpr std::uint64_t reversed(std::uint64_t v) noexcept
{
    return std::uint64_t{reversed(static_cast<std::uint32_t>(v))} << 32 |
           reversed(static_cast<std::uint32_t>(v >> 32));
}

template <class Number>
constexpr Number read_big_endian(std::span<const std::byte, sizeof(Number)> from) noexcept
{
    std::array<std::byte, sizeof(Number)> bytes{};
    std::copy(from.begin(), from.end(), bytes.begin());
    const auto value = std::bit_cast<Number>(bytes);
    return std::endian::native == std::endian::big ? value : reversed(value);
}

template <class Number>
constexpr void write_big_endian(Number value, std::span<std::byte, sizeof(Number)> to) noexcept
{
    const auto bytes = std::bit_cast<std::array<std::byte, sizeof(Number)>>(
        std::endian::native == std::endian::big ? value : reversed(value));
    std::copy(bytes.begin(), bytes.end(), to.begin());
}

}

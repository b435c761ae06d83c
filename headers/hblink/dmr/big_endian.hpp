// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// Octets as numbers: on the air the most significant bit goes first. Written out so that the compiler makes
// one load or store of it.
namespace hblink::dmr {

constexpr std::uint32_t read_32(std::span<const std::byte, 4> from) noexcept
{
    return std::to_integer<std::uint32_t>(from[0]) << 24 | std::to_integer<std::uint32_t>(from[1]) << 16 |
           std::to_integer<std::uint32_t>(from[2]) << 8 | std::to_integer<std::uint32_t>(from[3]);
}

constexpr std::uint64_t read_64(std::span<const std::byte, 8> from) noexcept
{
    return std::uint64_t{read_32(from.first<4>())} << 32 | read_32(from.last<4>());
}

constexpr void write_32(std::uint32_t value, std::span<std::byte, 4> to) noexcept
{
    to[0] = std::byte(value >> 24);
    to[1] = std::byte(value >> 16 & 0xFF);
    to[2] = std::byte(value >> 8 & 0xFF);
    to[3] = std::byte(value & 0xFF);
}

constexpr void write_64(std::uint64_t value, std::span<std::byte, 8> to) noexcept
{
    write_32(static_cast<std::uint32_t>(value >> 32), to.first<4>());
    write_32(static_cast<std::uint32_t>(value), to.last<4>());
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/position.hpp"

#include "hblink/dmr/big_endian.hpp"

#include <algorithm>
#include <cmath>

namespace hblink::dmr {

namespace {

constexpr unsigned longitude_bits = 25;
constexpr unsigned latitude_bits = 24;

// The low bits of a number, as two's complement.
std::int64_t with_sign(std::uint64_t value, unsigned bits) noexcept
{
    const auto low = static_cast<std::int64_t>(value & ((std::uint64_t{1} << bits) - 1));
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    return low < half ? low : low - 2 * half;
}

double degrees(std::int64_t steps, unsigned bits, double circle) noexcept
{
    return static_cast<double>(steps) * circle / static_cast<double>(std::int64_t{1} << bits);
}

std::uint64_t steps(double angle, unsigned bits, double circle) noexcept
{
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    const double exact = std::isfinite(angle) ? angle * static_cast<double>(2 * half) / circle : 0.0;
    const double nearest =
        std::round(std::clamp(exact, -static_cast<double>(half), static_cast<double>(half - 1)));
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(nearest)) &
           static_cast<std::uint64_t>(2 * half - 1);
}

}

std::optional<position> read_position(std::span<const std::byte> data) noexcept
{
    if (data.size() < 7)
        return std::nullopt;
    std::array<std::byte, 8> octets{};
    std::copy_n(data.begin(), 7, octets.begin() + 1);
    const auto bits = read_big_endian<std::uint64_t>(octets);
    position p;
    p.error = static_cast<std::uint8_t>(bits >> (longitude_bits + latitude_bits) & 7);
    p.longitude = degrees(with_sign(bits >> latitude_bits, longitude_bits), longitude_bits, 360);
    p.latitude = degrees(with_sign(bits, latitude_bits), latitude_bits, 180);
    return p;
}

std::array<std::byte, 7> write_position(const position& p) noexcept
{
    const std::uint64_t bits = std::uint64_t{p.error & 7u} << (longitude_bits + latitude_bits) |
                               steps(p.longitude, longitude_bits, 360) << latitude_bits |
                               steps(p.latitude, latitude_bits, 180);
    std::array<std::byte, 8> octets{};
    write_big_endian(bits, std::span{octets});
    std::array<std::byte, 7> out{};
    std::copy_n(octets.begin() + 1, out.size(), out.begin());
    return out;
}

}

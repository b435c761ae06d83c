// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/reed_solomon.hpp"

#include <algorithm>

namespace hblink::dmr {

namespace {

// Powers of x, and their exponents.
struct field
{
    std::array<std::uint8_t, 255> power{};
    std::array<std::uint8_t, 256> exponent{};
};

constexpr field make_field()
{
    field f;
    unsigned value = 1;
    for (std::size_t i = 0; i < f.power.size(); ++i) {
        f.power[i] = static_cast<std::uint8_t>(value);
        f.exponent[value] = static_cast<std::uint8_t>(i);
        value <<= 1;
        if (value > 0xFF)
            value ^= 0x11D;
    }
    return f;
}

constexpr field gf = make_field();

constexpr unsigned multiply(unsigned a, unsigned b)
{
    if (a == 0 || b == 0)
        return 0;
    return gf.power[(unsigned{gf.exponent[a]} + gf.exponent[b]) % 255];
}

// What an octet that leaves the shift register adds to it: its multiple of 0x0E x^2 + 0x38 x + 0x40.
constexpr std::array<std::uint32_t, 256> make_feedback()
{
    std::array<std::uint32_t, 256> out{};
    for (unsigned i = 0; i < out.size(); ++i)
        out[i] = multiply(i, 0x0E) << 16 | multiply(i, 0x38) << 8 | multiply(i, 0x40);
    return out;
}

constexpr std::array<std::uint32_t, 256> feedback = make_feedback();

// The word as a polynomial, at the power `root` of x.
unsigned value_at(std::span<const std::byte, 12> word, unsigned root) noexcept
{
    unsigned value = 0;
    for (const std::byte b : word)
        value = multiply(value, gf.power[root]) ^ std::to_integer<unsigned>(b);
    return value;
}

}

std::uint32_t reed_solomon_parity(std::span<const std::byte, 9> data) noexcept
{
    std::uint32_t remainder = 0;
    for (const std::byte b : data) {
        const std::uint32_t leaving = remainder >> 16 ^ std::to_integer<std::uint32_t>(b);
        remainder = (remainder << 8 & 0xFFFFFF) ^ feedback[leaving];
    }
    return remainder;
}

std::optional<std::array<std::byte, 12>> correct_reed_solomon(std::span<const std::byte, 12> word) noexcept
{
    std::array<std::byte, 12> out{};
    std::copy(word.begin(), word.end(), out.begin());
    const unsigned s1 = value_at(word, 1);
    const unsigned s2 = value_at(word, 2);
    const unsigned s3 = value_at(word, 3);
    if (s1 == 0 && s2 == 0 && s3 == 0)
        return out;
    // One error e in the octet at x^p gives e x^p, e x^2p, e x^3p: a geometric series.
    if (s1 == 0 || s2 == 0 || s3 == 0 || multiply(s2, s2) != multiply(s1, s3))
        return std::nullopt;
    const unsigned p = (255u + gf.exponent[s2] - gf.exponent[s1]) % 255;
    if (p >= out.size())
        return std::nullopt;
    const unsigned e = gf.power[(255u + gf.exponent[s1] - p) % 255];
    out[out.size() - 1 - p] ^= std::byte(e);
    return out;
}

}

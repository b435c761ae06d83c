// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/control_block.hpp"

#include "hblink/dmr/bptc.hpp"

#include <algorithm>
#include <cstdint>

namespace hblink::dmr {

namespace {

// Remainders of all octets by x^16 + x^12 + x^5 + 1.
constexpr std::array<std::uint16_t, 256> make_remainders()
{
    std::array<std::uint16_t, 256> out{};
    for (unsigned i = 0; i < out.size(); ++i) {
        unsigned remainder = i << 8;
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder << 1 ^ ((remainder & 0x8000) != 0 ? 0x1'1021u : 0u);
        out[i] = static_cast<std::uint16_t>(remainder);
    }
    return out;
}

constexpr std::array<std::uint16_t, 256> remainders = make_remainders();

unsigned masked_crc(const control_octets& octets, data_type type) noexcept
{
    unsigned crc = 0;
    for (const std::byte b : octets)
        crc = (crc << 8 & 0xFF00) ^ remainders[crc >> 8 ^ std::to_integer<unsigned>(b)];
    return crc ^ 0xFFFF ^ (type == data_type::csbk ? 0xA5A5 : 0xCCCC);
}

}

std::array<std::byte, 12> with_crc(const control_octets& octets, data_type type) noexcept
{
    std::array<std::byte, 12> block{};
    std::copy(octets.begin(), octets.end(), block.begin());
    const unsigned crc = masked_crc(octets, type);
    block[10] = std::byte(crc >> 8);
    block[11] = std::byte(crc & 0xFF);
    return block;
}

std::optional<control_octets> read_control_block(burst from, data_type type) noexcept
{
    if (type != data_type::data_header && type != data_type::csbk)
        return std::nullopt;
    const bptc_result block = decode_bptc(from);
    if (!block.good)
        return std::nullopt;
    control_octets octets{};
    std::copy_n(block.data.begin(), octets.size(), octets.begin());
    if (with_crc(octets, type) != block.data)
        return std::nullopt;
    return octets;
}

void write_control_block(const control_octets& octets, data_type type, writable_burst to) noexcept
{
    encode_bptc(with_crc(octets, type), to);
}

}

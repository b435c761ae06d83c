// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/full_link_control.hpp"

#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/reed_solomon.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <span>

namespace hblink::dmr {

namespace {

// So that a header is not taken for a terminator (spec dmr-fec.md, "Full LC").
constexpr std::uint32_t parity_mask(data_type type) noexcept
{
    return type == data_type::terminator_with_lc ? 0x99'9999 : 0x96'9696;
}

}

std::optional<link_control> read_full_link_control(burst from, data_type type) noexcept
{
    if (type != data_type::voice_lc_header && type != data_type::terminator_with_lc)
        return std::nullopt;
    const bptc_result block = decode_bptc(from);
    if (!block.good)
        return std::nullopt;
    link_control lc;
    std::copy_n(block.data.begin(), lc.octets.size(), lc.octets.begin());
    const std::uint32_t parity = std::to_integer<std::uint32_t>(block.data[9]) << 16 |
                                 std::to_integer<std::uint32_t>(block.data[10]) << 8 |
                                 std::to_integer<std::uint32_t>(block.data[11]);
    if ((parity ^ parity_mask(type)) != reed_solomon_parity(lc.octets))
        return std::nullopt;
    return lc;
}

void write_full_link_control(const link_control& lc, data_type type, writable_burst to) noexcept
{
    const std::uint32_t parity = reed_solomon_parity(lc.octets) ^ parity_mask(type);
    std::array<std::byte, block_size> block{};
    std::copy(lc.octets.begin(), lc.octets.end(), block.begin());
    block[9] = std::byte(parity >> 16);
    block[10] = std::byte(parity >> 8 & 0xFF);
    block[11] = std::byte(parity & 0xFF);
    encode_bptc(block, to);
}

std::array<std::byte, burst_size> lc_burst(const link_control& lc, data_type type,
                                           std::uint8_t colour_code) noexcept
{
    std::array<std::byte, burst_size> out{};
    write_full_link_control(lc, type, out);
    write_slot_type({colour_code, type}, out);
    write_data_sync(out);
    return out;
}

std::array<std::byte, burst_size> terminator_burst(const link_control& lc, std::uint8_t colour_code) noexcept
{
    return lc_burst(lc, data_type::terminator_with_lc, colour_code);
}

}

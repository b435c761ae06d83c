// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/data_header.hpp"

namespace hblink::dmr {

namespace {

constexpr unsigned group_flag = 0x80;
constexpr unsigned response_flag = 0x40;

unsigned blocks_to_follow(data_format format, const control_octets& octets) noexcept
{
    const auto octet = [&octets](std::size_t i) { return std::to_integer<unsigned>(octets[i]); };
    switch (format) {
    case data_format::unified:
        return (octet(8) & 0x03) + 1;
    case data_format::response:
    case data_format::unconfirmed:
    case data_format::confirmed:
        return octet(8) & 0x7F;
    case data_format::short_defined:
    case data_format::short_raw:
        return (octet(0) & 0x30) | (octet(1) & 0x0F);
    case data_format::proprietary:
        break;
    }
    return 0;
}

void write_blocks_to_follow(const data_header& header, control_octets& to) noexcept
{
    switch (header.format) {
    case data_format::unified:
        to[8] = std::byte((header.blocks - 1) & 0x03);
        break;
    case data_format::response:
    case data_format::unconfirmed:
    case data_format::confirmed:
        to[8] = std::byte(header.blocks & 0x7F);
        break;
    case data_format::short_defined:
    case data_format::short_raw:
        to[0] |= std::byte(header.blocks & 0x30);
        to[1] |= std::byte(header.blocks & 0x0F);
        break;
    case data_format::proprietary:
        break;
    }
}

std::uint32_t read_24(const control_octets& from, std::size_t at) noexcept
{
    return std::to_integer<std::uint32_t>(from[at]) << 16 |
           std::to_integer<std::uint32_t>(from[at + 1]) << 8 | std::to_integer<std::uint32_t>(from[at + 2]);
}

void write_24(std::uint32_t value, control_octets& to, std::size_t at) noexcept
{
    to[at] = std::byte(value >> 16 & 0xFF);
    to[at + 1] = std::byte(value >> 8 & 0xFF);
    to[at + 2] = std::byte(value & 0xFF);
}

}

data_header data_header_of(const control_octets& octets) noexcept
{
    const auto first = std::to_integer<unsigned>(octets[0]);
    data_header h;
    h.group = (first & group_flag) != 0;
    h.response_requested = (first & response_flag) != 0;
    h.format = data_format(first & 0x0F);
    h.sap = std::to_integer<std::uint8_t>(octets[1] >> 4);
    h.blocks = blocks_to_follow(h.format, octets);
    h.destination = read_24(octets, 2);
    h.source = radio_id{read_24(octets, 5)};
    return h;
}

control_octets octets_of(const data_header& header) noexcept
{
    control_octets out{};
    out[0] = std::byte((header.group ? group_flag : 0) | (header.response_requested ? response_flag : 0) |
                       (unsigned(header.format) & 0x0F));
    out[1] = std::byte(header.sap & 0x0F) << 4;
    write_24(header.destination, out, 2);
    write_24(header.source.value(), out, 5);
    write_blocks_to_follow(header, out);
    return out;
}

std::optional<data_header> read_data_header(burst from) noexcept
{
    const auto octets = read_control_block(from, data_type::data_header);
    if (!octets)
        return std::nullopt;
    return data_header_of(*octets);
}

void write_data_header(const data_header& header, writable_burst to) noexcept
{
    write_control_block(octets_of(header), data_type::data_header, to);
}

}

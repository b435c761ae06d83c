// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hblink::dmr {

// What a link control says; any other of the 64 values may come from the air (ETSI TS 102 361-2, annex B.1).
enum class flco : std::uint8_t
{
    group_voice = 0,
    unit_voice = 3,
    talker_alias_header = 4,
    talker_alias_block_1 = 5,
    talker_alias_block_2 = 6,
    talker_alias_block_3 = 7,
    gps = 8
};

// Who speaks to whom, or a piece of a talker alias, or a position: nine octets (spec dmr-fec.md, "Full LC").
struct link_control
{
    std::array<std::byte, 9> octets{};

    // Service options of a late entry: spec routing.md, "Translation in the path".
    static constexpr link_control voice(flco opcode, std::uint8_t feature_set, std::uint8_t service_options,
                                        std::uint32_t destination, radio_id source) noexcept
    {
        link_control lc{
            {std::byte(std::uint8_t(opcode) & 0x3F), std::byte{feature_set}, std::byte{service_options}}};
        lc.write_24(3, destination);
        lc.write_24(6, source.value());
        return lc;
    }

    constexpr flco opcode() const noexcept { return flco(octet(0) & 0x3F); }
    constexpr bool protect_flag() const noexcept { return (octet(0) & 0x80) != 0; }
    constexpr std::uint8_t feature_set() const noexcept { return octet(1); } // FID; 0 is ETSI's own
    constexpr std::uint8_t service_options() const noexcept { return octet(2); }
    constexpr std::uint32_t destination() const noexcept { return read_24(3); } // talkgroup or radio
    constexpr radio_id source() const noexcept { return radio_id{read_24(6)}; }

    friend constexpr bool operator==(const link_control&, const link_control&) = default;

private:
    constexpr std::uint8_t octet(std::size_t i) const noexcept
    {
        return std::to_integer<std::uint8_t>(octets[i]);
    }
    constexpr std::uint32_t read_24(std::size_t at) const noexcept
    {
        return std::uint32_t{octet(at)} << 16 | std::uint32_t{octet(at + 1)} << 8 | octet(at + 2);
    }
    constexpr void write_24(std::size_t at, std::uint32_t value) noexcept
    {
        octets[at] = std::byte(value >> 16 & 0xFF);
        octets[at + 1] = std::byte(value >> 8 & 0xFF);
        octets[at + 2] = std::byte(value & 0xFF);
    }
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hblink::dmr {

inline constexpr std::size_t burst_size = 33; // bytes: 264 bits (ETSI TS 102 361-1, 4.2.2)
using burst = std::span<const std::byte, burst_size>;
using writable_burst = std::span<std::byte, burst_size>;

// The two bits 0x30 of a DMRD's byte 15 (spec hbp.md).
enum class frame_type : std::uint8_t
{
    voice = 0,
    voice_sync = 1,
    data_sync = 2,
    reserved = 3
};

// The data type of a data-sync burst (ETSI TS 102 361-1, 9.3.6).
enum class data_type : std::uint8_t
{
    pi_header = 0, // an encrypted call begins
    voice_lc_header = 1,
    terminator_with_lc = 2,
    csbk = 3,
    mbc_header = 4,
    mbc_continuation = 5,
    data_header = 6,
    rate_1_2_data = 7,
    rate_3_4_data = 8,
    idle = 9,
    rate_1_data = 10
};

// True for the data types that belong to a voice call; a stream that starts with any other one is a data
// call (spec routing.md, "Data calls").
constexpr bool belongs_to_voice(data_type t) noexcept
{
    return t == data_type::pi_header || t == data_type::voice_lc_header || t == data_type::terminator_with_lc;
}

}

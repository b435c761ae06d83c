// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/control_block.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstdint>
#include <optional>

namespace hblink::dmr {

// How the blocks after a data header are built (DPF, ETSI TS 102 361-1, 9.3.17); the others are reserved.
enum class data_format : std::uint8_t
{
    unified = 0, // UDT
    response = 1,
    unconfirmed = 2,
    confirmed = 3,
    short_defined = 13,
    short_raw = 14,
    proprietary = 15
};

// The first burst of a data call: who sends what to whom (spec dmr-fec.md, "Data header").
struct data_header
{
    bool group{};
    bool response_requested{};
    data_format format{};
    // 0 unified data, 2 TCP/IP and 3 UDP/IP with compressed headers, 4 IP, 5 ARP, 9 proprietary, 10 short
    // data
    std::uint8_t sap{};
    unsigned blocks{}; // to follow; 0 for the formats that do not tell
    std::uint32_t destination{};
    radio_id source{};

    friend constexpr bool operator==(const data_header&, const data_header&) = default;
};

// Nothing: more wrong bits than can be corrected, or the CRC does not fit.
std::optional<data_header> read_data_header(burst from) noexcept;

// Writes the 196 information bits only. What a data_header does not name is 0.
void write_data_header(const data_header& header, writable_burst to) noexcept;

// The same without burst and CRC.
data_header data_header_of(const control_octets& octets) noexcept;
control_octets octets_of(const data_header& header) noexcept;

}

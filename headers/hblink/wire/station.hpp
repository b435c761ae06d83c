// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hblink::wire {

// The fields of an RPTC, in the order of the wire (spec hbp.md, "RPTC layout").
enum class station_field : std::uint8_t
{
    callsign,
    rx_frequency,
    tx_frequency,
    tx_power,
    colour_code,
    latitude,
    longitude,
    height,
    location,
    description,
    slots,
    url,
    software_id,
    package_id
};
inline constexpr std::size_t station_fields = 14;

// A repeater's description of itself. Its texts come from the network: they are valid UTF-8 without
// control characters here (what is not valid is dropped), cut at the first NUL, trimmed; nothing else is
// promised. All of them in one string: ten thousand repeaters are ten thousand small allocations.
class station
{
public:
    station() = default;

    std::string_view operator[](station_field f) const noexcept;
    std::string_view callsign() const noexcept { return (*this)[station_field::callsign]; }

    friend bool operator==(const station&, const station&) = default;

    // Reads what follows the id in an RPTC: 294 bytes normally, fewer leave the last fields empty, more
    // are ignored. Never fails: a client must be able to log in whatever it calls itself (quirks.md 10).
    static station read(bytes fields);

private:
    std::string text_;
    std::array<std::uint16_t, station_fields> end_{}; // where each field ends in text_
};

// How real clients fill an RPTC: numbers zero-padded on the left, texts space-padded on the right
// (spec links.md). Texts too long are cut at the field's width.
struct station_report
{
    std::string callsign;
    std::uint32_t rx_frequency{}; // Hz
    std::uint32_t tx_frequency{}; // Hz
    unsigned tx_power{};
    unsigned colour_code{1};
    double latitude{};  // degrees
    double longitude{}; // degrees
    int height{};       // m
    std::string location;
    std::string description;
    char slots{'3'}; // '1', '2', '3' duplex, '4' simplex
    std::string url;
    std::string software_id;
    std::string package_id;

    friend bool operator==(const station_report&, const station_report&) = default;
};
inline constexpr std::size_t rptc_size = 302;
std::array<std::byte, rptc_size> write_description(dmr::repeater_id, const station_report&);

}

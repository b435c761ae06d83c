// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hblink::dmr {

// Where a radio is, as it says in a GPS link control (FLCO 8) or a DMRG message (spec dmr-fec.md, "GPS"; ETSI
// TS 102 361-2, 7.1.1.3).
struct position
{
    double latitude{};    // degrees, north is positive, -90 to +90
    double longitude{};   // degrees, east is positive, -180 to +180
    std::uint8_t error{}; // 0: less than 2 m, each more ten times as much, 6: more than 200 km, 7: unknown

    friend constexpr bool operator==(const position&, const position&) = default;
};

// From octets 2-8 of the link control. Nothing: fewer than seven octets (DMRGateway's DMRG has three, spec
// real-clients.md). Any seven are a place on earth: the ends of both numbers are its ends.
std::optional<position> read_position(std::span<const std::byte> data) noexcept;

// The nearest that can be said: exactly what was read, after reading.
std::array<std::byte, 7> write_position(const position& p) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/dmr/ids.hpp"

#include <array>
#include <cstdint>
#include <string>

#include "talkgroups.hpp"

// Who takes part, and what the configuration says of each: fixed from the start, by a repeater's place
// among the others.
namespace hblink::simulation {

enum class membership : std::uint8_t
{
    ordinary, // the default rule: everything, and options cut it down
    club,     // a rule with talkgroups of its own, without trust
    trusted   // a rule with talkgroups of its own, with trust: options as they are
};

class roster
{
public:
    explicit roster(std::uint32_t repeaters) : size_{repeaters} {}

    std::uint32_t size() const { return size_; }

    static std::uint32_t id_of(std::uint32_t place) { return first_id + place; }
    static std::uint32_t host_of(std::uint32_t place) { return first_host + place; }
    // The place of an id or a host; size() or more: nobody's.
    static std::uint32_t place_of_id(std::uint32_t id) { return id - first_id; }
    static std::uint32_t place_of_host(std::uint32_t host) { return host - first_host; }

    static membership membership_of(std::uint32_t place);
    static bool id_is_blacklisted(std::uint32_t place) { return place % 500 == 11; }
    static bool callsign_is_blacklisted(std::uint32_t place) { return place % 500 == 12; }
    static bool mistyped_its_passphrase(std::uint32_t place) { return place % 200 == 13; }
    // Another server as a client, which wants its own id in what it gets.
    static bool is_a_server(std::uint32_t place) { return place % 100 == 14; }

    static std::string passphrase_of(std::uint32_t place); // as its operator typed it
    static const std::array<ranges, 2>& talkgroups_of(membership);

    // The configuration that says all this.
    config::settings settings() const;

private:
    static constexpr std::uint32_t first_id = 1'000'001;
    static constexpr std::uint32_t first_host = 0x0A00'0001; // 10.0.0.1

    std::uint32_t size_;
};

core::path path_of(std::uint32_t host, std::uint16_t port);
inline std::uint32_t host_of(const wire::endpoint& e)
{
    const auto& b = e.address.bytes();
    return std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 | b[15];
}

}

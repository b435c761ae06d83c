// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/dmr/ids.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "scene.hpp"
#include "talkgroups.hpp"

// Who takes part, and what the configuration says of the server and of each: fixed from the start, by a
// repeater's place among the others.
namespace hblink::simulation {

enum class membership : std::uint8_t
{
    ordinary, // the default rule: everything, and options cut it down
    club,     // a rule with talkgroups of its own, without trust
    trusted   // a rule with talkgroups of its own, with trust: options as they are
};

// What the configuration says of all calls.
struct house_rules
{
    bool forward_data_calls{false};
    std::chrono::seconds max_call{0}; // 0: no limit
    std::chrono::seconds user_timeout{600};
    bool parrot{true};
};

// The echo service's.
inline constexpr std::uint32_t parrot_talkgroup = 9990;
inline constexpr std::uint32_t parrot_radio = 9999;
inline constexpr std::chrono::seconds longest_recording{10};

class roster
{
public:
    roster(const simulation::scene& s, const house_rules& h, std::uint32_t repeaters)
        : scene_{s}, house_{h}, size_{repeaters}
    {}

    const simulation::scene& scene() const { return scene_; }
    const house_rules& house() const { return house_; }
    std::uint32_t size() const { return size_; }

    static std::uint32_t id_of(std::uint32_t place) { return first_id + place; }
    static std::uint32_t host_of(std::uint32_t place) { return first_host + place; }
    // The place of an id or a host; size() or more: nobody's.
    static std::uint32_t place_of_id(std::uint32_t id) { return id - first_id; }
    static std::uint32_t place_of_host(std::uint32_t host) { return host - first_host; }

    membership membership_of(std::uint32_t place) const;
    // Who is not let in; nobody of a crowd.
    bool id_is_blacklisted(std::uint32_t place) const { return !scene_.crowded && place % 500 == 11; }
    bool callsign_is_blacklisted(std::uint32_t place) const { return !scene_.crowded && place % 500 == 12; }
    bool mistyped_its_passphrase(std::uint32_t place) const { return !scene_.crowded && place % 200 == 13; }
    // Another server as a client, which wants its own id in what it gets.
    bool is_a_server(std::uint32_t place) const
    {
        return place % (scene_.crowded ? 6 : 100) == (scene_.crowded ? 4 : 14);
    }

    std::string passphrase_of(std::uint32_t place) const; // as its operator typed it
    const std::array<ranges, 2>& talkgroups_of(membership) const;
    // Whether those who do not say otherwise take part in unit calls.
    bool takes_part(membership m) const
    {
        return m == membership::club || (scene_.crowded && m == membership::trusted);
    }

    // The configuration that says all this.
    config::settings settings() const;

private:
    static constexpr std::uint32_t first_id = 1'000'001;
    static constexpr std::uint32_t first_host = 0x0A00'0001; // 10.0.0.1

    simulation::scene scene_;
    house_rules house_;
    std::uint32_t size_;
};

core::path path_of(std::uint32_t host, std::uint16_t port);
inline std::uint32_t host_of(const wire::endpoint& e)
{
    const auto& b = e.address.bytes();
    return std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 | b[15];
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/connection.hpp"
#include "hblink/core/link_login.hpp"
#include "hblink/core/link_patience.hpp"
#include "hblink/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hblink::core {

// One entry of outbound_connections for as long as it stands in the configuration as it is. Never used
// again.
enum class link_id : std::uint32_t
{
};

// Why a link is not up.
enum class link_failure : std::uint8_t
{
    no_address,   // the name could not be resolved
    no_socket,    // no socket, or no route to the peer
    itself,       // it leads to this server
    no_answer,    // to one of the login's messages
    refused,      // MSTNAK
    closed,       // MSTCL
    pongs_missed, // it was up
    removed,      // from the configuration
    shutdown      // of this server
};
inline constexpr std::size_t link_failures = 9;
std::string_view to_string(link_failure) noexcept;

struct link_counters
{
    std::uint64_t attempts{};
    std::uint64_t logins{};                              // that came up
    std::array<std::uint64_t, link_failures> failures{}; // by link_failure; also of those that were up
    std::uint64_t received{};                            // DMRD while it was up
    std::uint64_t not_up{};                              // DMRD while it was not: dropped
    std::uint64_t wrong_source{};                        // datagrams from elsewhere than the peer
    std::uint64_t unknown{};                             // datagrams that are no message of a server
    std::uint64_t looped{};                              // DMRD of streams that came by another way already
    std::uint64_t too_fast{};                            // DMRD beyond 25 a second
};

// An outbound link: this server logs in elsewhere as if it were a repeater (spec links.md).
struct link : connection
{
    // `wanted`: what its options let through, by slot.
    link(link_id, config::link_settings, std::array<dmr::talkgroup_set, 2> wanted);

    bool up() const noexcept { return login.phase() == link_phase::up; }
    // When router::link_time has something to do.
    time_point due() const noexcept { return login.due(); }
    std::string_view name() const noexcept { return settings.name; }

    link_id number;
    config::link_settings settings;
    std::array<dmr::talkgroup_set, 2> wanted; // what `options` let through, by slot; in force while it is up
    link_login login;
    link_patience patience;

    bool open{false};                         // an attempt, or a session, goes on
    std::optional<link_failure> last_failure; // nothing since it came up last
    unsigned attempts{};                      // that have failed since it was up last
    duration pause{};                         // until the next one
    time_point changed_at{};                  // when it came up, or when the last attempt failed
    link_counters counts;
};

// Null: it is no link.
inline const link* link_of(const connection& c) noexcept
{
    return c.kind == connection_kind::link ? static_cast<const link*>(&c) : nullptr;
}
inline link* link_of(connection& c) noexcept
{
    return c.kind == connection_kind::link ? static_cast<link*>(&c) : nullptr;
}

// What the link's task is to do after an attempt, or a session, has ended.
struct link_outcome
{
    bool try_next_address{false}; // at once, if there is one; else after `pause`
    duration pause{};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/access.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/core/connection.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/station.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::core {

// `configuring`: the passphrase is proven, the description (RPTC) has not come (spec hbp.md, "Session of
// a repeater").
enum class session_state : std::uint8_t
{
    configuring,
    connected
};

// One repeater that has proven its passphrase. Lives in the router's session table at a fixed address.
struct session : connection
{
    session_state state{session_state::configuring};
    config::connection_type type{config::connection_type::unknown};
    bool used{false};        // false: free memory of the session table
    bool shown{false};       // a repeater_connected was reported that no repeater_disconnected has ended
    bool challenged{false};  // an RPTL of its endpoint was answered since this session was made
    bool options_set{false}; // an RPTO came: the talkgroups are its own choice
    std::uint32_t missed_pings{};
    time_point connected_at{}; // of the last RPTC that made it connected
    time_point last_heard{};
    wire::digest digest{}; // of the RPTK that made it: to know a retransmission
    config::proof proof;
    std::shared_ptr<const config::access_rule> rule; // null while configuring
    wire::station station;
    std::unique_ptr<std::string> options; // the text of the last RPTO, to apply it again to another rule
    time_point options_window{};          // limits.options_per_minute: when this minute began
    std::uint32_t options_in_window{};
    bool options_pending{false}; // `options` is to be applied when the minute has passed

    session* next_at_endpoint{}; // another session of the same endpoint
};

// Null: it is no repeater.
inline const session* repeater_of(const connection& c) noexcept
{
    return c.kind == connection_kind::repeater ? static_cast<const session*>(&c) : nullptr;
}

// "": it has none, or is no repeater.
inline std::string_view callsign_of(const connection& c) noexcept
{
    const session* const s = repeater_of(c);
    return s != nullptr ? s->station.callsign() : std::string_view{};
}

}

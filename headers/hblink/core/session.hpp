// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/access.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/quality.hpp"
#include "hblink/core/refused_streams.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/translation.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/station.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hblink::core {

// Where a session stands in the lists of the router's index (subscriptions.hpp), so that it is taken out
// without a search.
struct index_places
{
    std::array<std::vector<std::uint32_t>, 2> talkgroups; // by slot: of each block of its set
    std::uint32_t unit_calls{};
};

// `configuring`: the passphrase is proven, the description (RPTC) has not come (spec hbp.md, "Session of
// a repeater").
enum class session_state : std::uint8_t
{
    configuring,
    connected
};

// One repeater that has proven its passphrase. Lives in the router's session table at a fixed address.
struct session
{
    dmr::repeater_id id;
    core::path path; // the endpoint that it logged in from: nobody else may speak for it
    session_state state{session_state::configuring};
    config::connection_type type{config::connection_type::unknown};
    bool used{false};        // false: free memory of the session table
    bool shown{false};       // a repeater_connected was reported that no repeater_disconnected has ended
    bool challenged{false};  // an RPTL of its endpoint was answered since this session was made
    bool subscribed{false};  // `talkgroups` are in the router's index
    bool options_set{false}; // an RPTO came: the talkgroups are its own choice
    bool rewrite_id{false};  // bytes 11-14 of what it is sent become its own id
    bool unit_calls{false};  // takes part in unit calls: is in the router's list of those
    std::uint32_t missed_pings{};
    time_point connected_at{}; // of the last RPTC that made it connected
    time_point last_heard{};
    wire::digest digest{}; // of the RPTK that made it: to know a retransmission
    config::proof proof;
    std::shared_ptr<const config::access_rule> rule; // null while configuring
    wire::station station;
    std::array<dmr::talkgroup_set, 2> talkgroups; // in force, by slot; network numbering
    index_places places;                          // kept by the router's index
    std::array<slot_state, 2> slots;
    std::unique_ptr<refused_streams> refused;             // its transmissions that were refused lately
    std::unique_ptr<const core::translation> translation; // its own words for talkgroups; null: the network's
    dmr::radio_id source_override; // SRC=: its group voice leaves with this source; 0: the radio's own

    quality_totals quality; // of all that it has sent

    std::unique_ptr<std::string> options; // the text of the last RPTO, to apply it again to another rule
    time_point options_window{};          // limits.options_per_minute: when this minute began
    std::uint32_t options_in_window{};
    bool options_pending{false}; // `options` is to be applied when the minute has passed

    session* next_at_endpoint{}; // another session of the same endpoint
};

}

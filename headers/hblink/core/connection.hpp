// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/core/quality.hpp"
#include "hblink/core/refused_streams.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/translation.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace hblink::core {

// Where a connection stands in the lists of the router's index (subscriptions.hpp), so that it is taken out
// without a search.
struct index_places
{
    std::array<std::vector<std::uint32_t>, 2> talkgroups; // by slot: of each block of its set
    std::uint32_t unit_calls{};
};

enum class connection_kind : std::uint8_t
{
    repeater, // it has logged in here: a core::session
    link,     // we log in there as if we were a repeater: a core::link
    trunk     // an OpenBridge trunk, without login and without slots: a core::trunk
};

// What calls come from and go to: what a repeater, a link and a trunk have in common.
struct connection
{
    connection() = default;
    explicit connection(connection_kind k) noexcept : kind{k} {}

    connection_kind kind{connection_kind::repeater};
    bool subscribed{false}; // `talkgroups` are in the router's index
    bool rewrite_id{false}; // bytes 11-14 of what it is sent become `id`
    bool unit_calls{false}; // takes part in unit calls: is in the router's list of those
    bool relays{false};     // calls of other networks come by it: they may be on their way in a circle
    // Tells it from all others, also from those that were before in the same place of memory. A repeater that
    // comes again has the same.
    std::uint64_t identity() const noexcept
    {
        return std::uint64_t{static_cast<unsigned>(kind)} << 32 | number_of_kind;
    }
    std::uint32_t number_of_kind{}; // among its kind: the repeater's id, the number of the link or trunk
    dmr::repeater_id id;            // of the repeater; a link's radio_id; a trunk's network_id
    core::path path;                // where it is. A repeater's is the endpoint that it logged in from

    std::array<dmr::talkgroup_set, 2> talkgroups;         // in force, by slot; network numbering
    index_places places;                                  // kept by the router's index
    std::array<slot_state, 2> slots;                      // a trunk's carry data calls only
    std::unique_ptr<refused_streams> refused;             // its transmissions that were refused lately
    std::unique_ptr<const core::translation> translation; // its own words for talkgroups; null: the network's
    dmr::radio_id source_override; // SRC=: its group voice leaves with this source; 0: the radio's own

    quality_totals quality; // of all that it has sent

    // Its slots know whose they are: call once it is where it stays.
    void own_slots() noexcept
    {
        for (const std::size_t i : {0U, 1U}) {
            slots[i].owner = this;
            slots[i].which = dmr::slot_at(i);
        }
    }
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hblink::config {

// What one entry of the options wants translated: `N-M:slot:tgid`.
struct remap
{
    dmr::slot network_slot{};
    dmr::talkgroup_range network;
    dmr::slot local_slot{};
    std::optional<dmr::talkgroup> local; // nothing: the same number as the network's
};

// What an RPTO asks for (spec routing.md, "RPTO: options"). Views point into the parsed text.
struct options
{
    // An entry with a colon. Its network talkgroups are in `talkgroups` as well.
    struct translated_entry
    {
        std::string_view text;
        config::remap remap;
    };

    // By network slot; nothing = the slot is not mentioned: as the access rule has it.
    std::array<std::optional<dmr::talkgroup_set>, 2> talkgroups;
    std::array<bool, 2> starred{}; // `TS1=*`, `TS2=*`: a repeater that says so has not mentioned the slot
    std::vector<translated_entry> translations; // as they stand in the text
    std::optional<bool> unit_calls;             // UNIT=
    std::optional<dmr::radio_id> source;        // SRC=, 1..16777215

    std::vector<std::string_view> bad_entries;  // not understood and skipped; the others count
    std::vector<std::string_view> cut;          // skipped because they are beyond `most_talkgroups`
    std::vector<std::string_view> unknown_keys; // ignored
};

// How a text is read.
struct options_dialect
{
    std::uint64_t most_talkgroups{20'000}; // of a slot, ranges counted by their size
    bool dmrplus{false};                   // TS1_1= ... TS2_9= name one talkgroup each
};

// Never fails: what cannot be understood is named in the answer.
options parse_options(std::string_view text, const options_dialect&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hblink::core {

// What an RPTO asks for (spec routing.md, "RPTO: options"). Views point into the parsed text.
struct options
{
    // By network slot; nothing = the slot is not mentioned: as the access rule has it.
    std::array<std::optional<dmr::talkgroup_set>, 2> talkgroups;
    std::optional<bool> unit_calls; // UNIT=
    bool source{false};             // SRC= is there; this version does not rewrite sources

    unsigned translations{};                    // entries with a colon; this version takes their
                                                // network talkgroups and translates nothing
    std::vector<std::string_view> bad_entries;  // skipped; the others count
    std::vector<std::string_view> unknown_keys; // ignored
    bool cut{false};                            // entries beyond `most_talkgroups` were skipped: they are bad
};

// Never fails: what cannot be understood is named in the answer. A slot takes at most `most_talkgroups`,
// ranges counted by their size.
options parse_options(std::string_view text, std::uint64_t most_talkgroups);

}

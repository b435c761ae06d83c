// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/slot_state.hpp"

#include <optional>

namespace hblink::core {

// A repeater's own words for talkgroups, from its options (spec routing.md, "RPTO: options"): maps from its
// (slot, talkgroup) to the network's and back, inverse to each other.
class translation
{
public:
    // What the network calls it; nothing: no rule names it, so it is the same.
    std::optional<channel> to_network(const channel& local) const noexcept;
    // What the repeater's users call it; nothing: no rule names it, so it is the same.
    std::optional<channel> to_local(const channel& network) const noexcept;
};

}

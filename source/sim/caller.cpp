// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/caller.hpp"

namespace hblink::sim {

std::optional<caller::turn> caller::next(time_point now, const std::function<bool(std::size_t)>& ready)
{
    if (under_way_ >= calls_)
        return std::nullopt;
    for (std::size_t i = 0; i < conversations_.size(); ++i) {
        const std::size_t talkgroup = (next_talkgroup_ + i) % conversations_.size();
        conversation& c = conversations_[talkgroup];
        if (c.busy || now < c.rested)
            continue;
        const auto talker = next_talker(talkgroup, ready);
        if (!talker)
            continue;
        c.busy = true;
        c.next_place = (population_.place_of(*talker) + 1) % population_.members(talkgroup);
        next_talkgroup_ = (talkgroup + 1) % conversations_.size();
        ++under_way_;
        return turn{talkgroup, *talker};
    }
    return std::nullopt;
}

void caller::ended(std::size_t talkgroup, time_point rested)
{
    conversations_[talkgroup].busy = false;
    conversations_[talkgroup].rested = rested;
    --under_way_;
}

// Looks for a second member, too: a call that nobody hears shows nothing.
std::optional<std::size_t> caller::next_talker(std::size_t talkgroup,
                                               const std::function<bool(std::size_t)>& ready) const
{
    const std::size_t members = population_.members(talkgroup);
    std::optional<std::size_t> talker;
    for (std::size_t i = 0; i < members; ++i) {
        const std::size_t place = (conversations_[talkgroup].next_place + i) % members;
        const std::size_t repeater = population_.member(talkgroup, place);
        if (!ready(repeater))
            continue;
        if (talker)
            return talker;
        talker = repeater;
    }
    return std::nullopt;
}

}

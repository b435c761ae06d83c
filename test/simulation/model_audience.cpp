// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md, "Targets of a group stream" and "Unit (private) calls".
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

void model::choose_targets(const std::shared_ptr<transmission>& t, std::uint64_t& busy)
{
    if (t->call.unit)
        return choose_called(t, busy);
    for (const std::uint32_t place : who_wants(t->network.slot, t->network.talkgroup))
        if (place != t->origin)
            offer(t, listener_at(place, t->network), busy);
}

// "Only that repeater ... otherwise broadcast: every participant with that slot free, except the origin."
void model::choose_called(const std::shared_ptr<transmission>& t, std::uint64_t& busy)
{
    if (const auto place = where_is(t->call.destination, t->origin)) {
        std::uint64_t busy_there = 0;
        if (offer(t, {*place, t->slot, t->call.destination}, busy_there)) {
            ++found_;
            return;
        }
    }
    t->broadcast = true;
    for (const std::uint32_t place : who_takes_part(t->origin))
        offer(t, {place, t->slot, t->call.destination}, busy);
}

bool model::offer(const std::shared_ptr<transmission>& t, const listener& l, std::uint64_t& busy_ones)
{
    if (busy(slot_of(l), *t, l.destination)) {
        ++busy_ones;
        return false;
    }
    t->targets.push_back(l);
    take(members_[l.place], l.slot, t, l.destination, false);
    report(kind::tx_started, members_[l.place], slot_of(l), 0, 0, 0);
    return true;
}

std::vector<std::uint32_t> model::who_wants(std::size_t slot, std::uint32_t talkgroup) const
{
    if (const auto rank = rank_of(talkgroup))
        return subscribers_[slot][*rank];
    std::vector<std::uint32_t> places;
    for (const member& m : members_)
        if (m.state == login_state::connected && admits(m.talkgroups[slot], talkgroup))
            places.push_back(place_of(m));
    return places;
}

listener model::listener_at(std::uint32_t place, const channel& network) const
{
    const channel own = in_own_words(place, network);
    return {place, own.slot, own.talkgroup};
}

std::vector<std::uint32_t> model::who_takes_part(std::uint32_t but) const
{
    std::vector<std::uint32_t> places;
    for (const member& m : members_)
        if (m.state == login_state::connected && m.unit_calls && place_of(m) != but)
            places.push_back(place_of(m));
    return places;
}

// --- The user cache --------------------------------------------------------------------------------------

// "Updated at the start of every RX stream of a repeater (group, unit, data)."
void model::radio_heard(std::uint32_t radio, const member& m)
{
    users_[radio] = {place_of(m), now_};
    prune_broadcasts(radio, m);
}

// "Heard on a repeater that is connected, takes part ..."; on the caller's own: quirks.md 37.
std::optional<std::uint32_t> model::where_is(std::uint32_t radio, std::uint32_t from) const
{
    const auto found = users_.find(radio);
    if (found == users_.end() || now_ - found->second.heard >= roster_.house().user_timeout)
        return std::nullopt;
    const member& m = members_[found->second.place];
    if (found->second.place == from || m.state != login_state::connected || !m.unit_calls)
        return std::nullopt;
    return found->second.place;
}

// "While a broadcast runs and the called radio is heard at one of its targets, by voice, by data or by a
// frame refused as contention, the call goes on only there."
void model::prune_broadcasts(std::uint32_t radio, const member& heard_at)
{
    const std::uint32_t there = place_of(heard_at);
    for (const auto& t : running_) {
        if (!t->broadcast || t->call.destination != radio)
            continue;
        const auto is_there = [&](const listener& l) { return l.place == there; };
        if (std::none_of(t->targets.begin(), t->targets.end(), is_there))
            continue;
        ++pruned_;
        t->broadcast = false;
        const std::vector<listener> targets = t->targets;
        std::erase_if(t->targets, [&](const listener& l) { return !is_there(l); });
        for (const listener& l : targets)
            if (!is_there(l) && slot_of(l).carries == t) {
                end(members_[l.place], slot_of(l), core::end_reason::fast_terminator, farewell::terminator);
                dismiss(slot_of(l));
            }
    }
}

// Every minute.
void model::clean_users()
{
    std::erase_if(users_,
                  [&](const auto& u) { return now_ - u.second.heard >= roster_.house().user_timeout; });
}

}

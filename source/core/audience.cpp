// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/audience.hpp"

namespace hblink::core {
namespace {

target make_target(connection& to, const channel& local)
{
    slot_state& slot = to.slots[dmr::index_of(local.slot)];
    return {&slot, &to.path, slot.generation, local.talkgroup, to.rewrite_id};
}

channel in_its_words(const connection& to, const channel& network)
{
    if (!to.translation)
        return network;
    return to.translation->to_local(network).value_or(network);
}

// Nothing goes back to where it comes from, and nothing from one link to another (spec links.md).
bool is_kept_from(const connection& to, const connection& origin) noexcept
{
    return &to == &origin || (to.kind == connection_kind::link && origin.kind == connection_kind::link);
}

}

unsigned audience::choose(stream& s, const connection& origin, time_point now)
{
    return s.call.call == dmr::call_type::group ? choose_group(s, origin, now) : choose_unit(s, origin, now);
}

// Makes it a target of the stream, if its slot is free for that.
bool audience::take(const target& t, stream& s, time_point now)
{
    if (!slots_.claim(t, s, now))
        return false;
    s.targets.push_back(t);
    return true;
}

unsigned audience::choose_group(stream& s, const connection& origin, time_point now)
{
    unsigned busy = 0;
    const channel network{s.network_slot, s.call.destination};
    subscriptions_.for_each(network.slot, dmr::talkgroup{network.talkgroup}, [&](connection& to) {
        if (is_kept_from(to, origin))
            return;
        const channel local = in_its_words(to, network);
        if (!take(make_target(to, local), s, now))
            ++busy;
        else if (!(local == s.received))
            s.in_other_words = true;
    });
    if (trunk* const over = carrier_for(origin, network.talkgroup); over != nullptr)
        busy += take_trunk(*over, s, now);
    return busy;
}

// Calls of repeaters go over trunks, those of other networks do not.
trunk* audience::carrier_for(const connection& origin, std::uint32_t talkgroup) const noexcept
{
    if (origin.kind != connection_kind::repeater)
        return nullptr;
    trunk* const over = connections_.trunks.carrier_of(talkgroup);
    return over != nullptr && over->has_peer() ? over : nullptr;
}

// Answers how many have no room for it: none, or this one.
unsigned audience::take_trunk(trunk& over, stream& s, time_point now)
{
    const std::uint32_t talkgroup = s.call.destination;
    slot_state* const place = over.take_place(over.slot_of(talkgroup).value_or(s.network_slot));
    if (place == nullptr) {
        ++over.counts.no_room;
        return 1;
    }
    take({place, &over.path, place->generation, talkgroup}, s, now); // it was idle
    s.in_other_words = true;
    return 0;
}

// The repeater or link where the radio was heard last, if a unit call can reach it there. At the caller's own
// the repeater repeats the call itself; the radio may have moved, so the others get it all the same
// (quirks.md 37).
connection* audience::whereabouts(const connection& origin, dmr::radio_id radio, time_point now) const
{
    const user* const found = users_.find(radio, now);
    if (found == nullptr)
        return nullptr;
    connection* there = nullptr;
    if (session* const s = connections_.sessions.find(found->where);
        s != nullptr && s->state == session_state::connected)
        there = s;
    else if (link* const l = connections_.links.find(found->where); l != nullptr && l->up())
        there = l;
    return there != nullptr && !is_kept_from(*there, origin) && there->unit_calls ? there : nullptr;
}

unsigned audience::choose_unit(stream& s, const connection& origin, time_point now)
{
    const channel here{s.network_slot, s.call.destination}; // no translation
    if (connection* const to = whereabouts(origin, dmr::radio_id{s.call.destination}, now); to != nullptr) {
        if (take(make_target(*to, here), s, now))
            return 0;
    }
    s.broadcast = true;
    unsigned busy = 0;
    subscriptions_.for_each_unit_participant([&](connection& to) {
        if (is_kept_from(to, origin))
            return;
        if (!take(make_target(to, here), s, now))
            ++busy;
    });
    return busy;
}

void audience::choose_for_data(std::vector<target>& targets, const connection& origin, const channel& network,
                               const addressing& local, time_point now) const
{
    if (local.call == dmr::call_type::unit) {
        if (connection* const to = whereabouts(origin, dmr::radio_id{local.destination}, now); to != nullptr)
            return targets.push_back(make_target(*to, network));
        return subscriptions_.for_each_unit_participant([&](connection& to) {
            if (!is_kept_from(to, origin))
                targets.push_back(make_target(to, network));
        });
    }
    subscriptions_.for_each(network.slot, dmr::talkgroup{network.talkgroup}, [&](connection& to) {
        const target t = make_target(to, in_its_words(to, network));
        // The number stands in the data itself, too, which is never touched.
        if (!is_kept_from(to, origin) && t.destination == local.destination)
            targets.push_back(t);
    });
    trunk* const over = carrier_for(origin, network.talkgroup);
    if (over != nullptr && network.talkgroup == local.destination)
        targets.push_back(make_target(*over, network)); // its two slots carry nothing but data
}

}

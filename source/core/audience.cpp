// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/audience.hpp"

#include "hblink/core/session.hpp"

namespace hblink::core {
namespace {

target make_target(session& to, const channel& local)
{
    slot_state& slot = to.slots[dmr::index_of(local.slot)];
    return {&slot, &to.path, slot.generation, local.talkgroup, to.rewrite_id};
}

channel in_its_words(const session& to, const channel& network)
{
    if (!to.translation)
        return network;
    return to.translation->to_local(network).value_or(network);
}

}

unsigned audience::choose(stream& s, const session& origin, time_point now)
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

unsigned audience::choose_group(stream& s, const session& origin, time_point now)
{
    unsigned busy = 0;
    const channel network{s.network_slot, s.call.destination};
    subscriptions_.for_each(network.slot, dmr::talkgroup{network.talkgroup}, [&](session& to) {
        if (&to == &origin)
            return;
        const channel local = in_its_words(to, network);
        if (!take(make_target(to, local), s, now))
            ++busy;
        else if (!(local == s.received))
            s.in_other_words = true;
    });
    return busy;
}

// The repeater where the radio was heard last, if a unit call can reach it there. At the caller's own the
// repeater repeats the call itself; the radio may have moved, so the others get it all the same (quirks.md
// 37).
session* audience::whereabouts(const session& origin, dmr::radio_id radio, time_point now) const
{
    const user* const found = users_.find(radio, now);
    session* const there = found == nullptr ? nullptr : sessions_.find(found->repeater);
    if (there == nullptr || there == &origin || !there->unit_calls ||
        there->state != session_state::connected)
        return nullptr;
    return there;
}

unsigned audience::choose_unit(stream& s, const session& origin, time_point now)
{
    const channel here{s.network_slot, s.call.destination}; // no translation
    if (session* const to = whereabouts(origin, dmr::radio_id{s.call.destination}, now); to != nullptr) {
        if (take(make_target(*to, here), s, now))
            return 0;
    }
    s.broadcast = true;
    unsigned busy = 0;
    subscriptions_.for_each_unit_participant([&](session& to) {
        if (&to == &origin)
            return;
        if (!take(make_target(to, here), s, now))
            ++busy;
    });
    return busy;
}

void audience::choose_for_data(std::vector<target>& targets, const session& origin, const channel& network,
                               const addressing& local, time_point now) const
{
    if (local.call == dmr::call_type::unit) {
        if (session* const to = whereabouts(origin, dmr::radio_id{local.destination}, now); to != nullptr)
            return targets.push_back(make_target(*to, network));
        return subscriptions_.for_each_unit_participant([&](session& to) {
            if (&to != &origin)
                targets.push_back(make_target(to, network));
        });
    }
    subscriptions_.for_each(network.slot, dmr::talkgroup{network.talkgroup}, [&](session& to) {
        const target t = make_target(to, in_its_words(to, network));
        // The number stands in the data itself, too, which is never touched.
        if (&to != &origin && t.destination == local.destination)
            targets.push_back(t);
    });
}

}

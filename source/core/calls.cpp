// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/calls.hpp"

#include <algorithm>

namespace hblink::core {

calls::calls(const config::settings& settings, const connections& connections,
             const subscriptions& subscriptions, egress& egress, event_sink& events, random_source& random,
             counters& counters)
    : settings_{settings},
      events_{events},
      counters_{counters},
      users_{settings.timing.user_cache_timeout},
      delivery_{egress, counters},
      slots_{{settings.timing.stream_timeout, settings.timing.stream_hang_time},
             delivery_,
             events,
             [this](stream& s, time_point now) { ended(s, now); }},
      audience_{connections, subscriptions, users_, slots_},
      talkers_{events, users_},
      data_{settings.timing.stream_timeout, events},
      parrot_{settings, slots_, delivery_, egress, events, random, counters}
{}

void calls::on_burst(connection& from, const wire::dmrd& burst, time_point now)
{
    ++counters_.bursts;
    on_slot(from, from.slots[dmr::index_of(burst.slot())], burst, now);
}

// A trunk has no slots: each of its streams has a place of its own, and all data is beside those.
void calls::on_trunk_burst(trunk& from, const wire::dmrd& burst, time_point now)
{
    ++counters_.bursts;
    if (slot_state* const place = from.incoming(burst.stream()); place != nullptr)
        return on_slot(from, *place, burst, now);
    slot_state& beside = from.slots[dmr::index_of(burst.slot())];
    if (data_calls::is_data(beside, burst))
        return on_data(from, beside, burst, now);
    slot_state* const place = from.take_place(burst.slot());
    if (place == nullptr) {
        ++from.counts.no_room;
        return drop(drop_reason::no_room);
    }
    judge(from, *place, burst, now);
    if (place->phase == slot_phase::idle)
        return from.give_back(*place); // it was refused
    data_.turn_into_voice(beside, burst.stream(), now);
    from.note_incoming(burst.stream(), *place);
}

inline void calls::on_slot(connection& from, slot_state& slot, const wire::dmrd& burst, time_point now)
{
    if (slot.phase == slot_phase::idle || slot.id != burst.stream())
        return judge(from, slot, burst, now);
    if (slot.direction == stream_direction::tx)
        return drop(drop_reason::echo);
    if (slot.call.destination != burst.destination() || slot.call.call != burst.call()) {
        if (slot.phase == slot_phase::hang_time) // no late frame: the next call, with the id of the last
            return judge(from, slot, burst, now);
        ++slot.stream->dropped;
        return drop(drop_reason::changed_call);
    }
    carry_on(*slot.stream, burst, now);
}

// What links and trunks count of their own.
void calls::count(connection& from, drop_reason reason) noexcept
{
    link* const l = link_of(from);
    trunk* const t = trunk_of(from);
    if (reason == drop_reason::looped && l != nullptr)
        ++l->counts.looped;
    else if (reason == drop_reason::looped && t != nullptr)
        ++t->counts.looped;
    else if (reason == drop_reason::too_fast && l != nullptr)
        ++l->counts.too_fast;
    else if (reason == drop_reason::too_fast && t != nullptr)
        ++t->counts.too_fast;
}

void calls::drop(drop_reason reason) noexcept { ++counters_.dropped[static_cast<std::size_t>(reason)]; }

// --- A new stream ----------------------------------------------------------------------------------

void calls::judge(connection& from, slot_state& slot, const wire::dmrd& burst, time_point now)
{
    if (data_calls::is_data(slot, burst))
        return on_data(from, slot, burst, now);
    request wanted{.local = {burst.source(), burst.destination(), burst.call()},
                   .network = {slot.which, burst.destination()}};
    if (const auto reason = why_not(from, slot, burst, wanted, now)) {
        if (*reason == drop_reason::contention)
            prune(from, burst.source(), now);
        return refuse(from, slot, burst, wanted, *reason, now);
    }
    start(from, slot, burst, wanted, now);
}

// Puts what is wanted into the network's words, and says why it cannot be had, if so.
std::optional<drop_reason> calls::why_not(const connection& from, const slot_state& slot,
                                          const wire::dmrd& burst, request& wanted, time_point now) const
{
    if (from.refused && from.refused->is_cut(slot.which, burst.stream(), now))
        return drop_reason::too_long;
    if (!translate(from, wanted))
        return drop_reason::network_side;
    if (from.relays && is_looped(from, wanted, burst.stream(), now))
        return drop_reason::looped;
    switch (may_start(from, slot, wanted.local, now)) {
    case slot_answer::contention:
        return drop_reason::contention;
    case slot_answer::hang_time:
        return drop_reason::hang_time;
    case slot_answer::yes:
        break;
    }
    wanted.echo = from.kind == connection_kind::repeater &&
                  parrot_.is_called(wanted.local.call, wanted.network.talkgroup);
    if (wanted.echo)
        return std::nullopt; // needs no permission
    if (permits(from, wanted))
        return std::nullopt;
    return wanted.local.call == dmr::call_type::group ? drop_reason::not_permitted
                                                      : drop_reason::unit_calls_off;
}

// It came by another way already, or went out by this one.
bool calls::is_looped(const connection& from, const request& wanted, dmr::stream_id id, time_point now) const
{
    return heard_.is_elsewhere({id, wanted.local.source, wanted.network.talkgroup}, from, now);
}

// A link's peer is refused only for another stream of its own, and has no hang time (spec links.md); a trunk
// has no slots.
slot_answer calls::may_start(const connection& from, const slot_state& slot, const addressing& call,
                             time_point now) const
{
    switch (from.kind) {
    case connection_kind::repeater:
        break;
    case connection_kind::link:
        return slot.phase == slot_phase::active && slot.direction == stream_direction::rx &&
                       !silent(slot, now)
                   ? slot_answer::contention
                   : slot_answer::yes;
    case connection_kind::trunk:
        return slot_answer::yes;
    }
    return may_send(slot, call, slots_.timing(), now);
}

// Into the network's words. False: the repeater keyed the network side of a talkgroup that it has an alias
// for; `wanted.network` is then the alias.
bool calls::translate(const connection& from, request& wanted)
{
    if (wanted.local.call == dmr::call_type::unit || !from.translation)
        return true;
    const channel keyed = wanted.network;
    if (const auto network = from.translation->to_network(keyed)) {
        wanted.network = *network;
        return true;
    }
    const auto alias = from.translation->to_local(keyed);
    if (alias)
        wanted.network = *alias;
    return !alias;
}

bool calls::permits(const connection& from, const request& wanted)
{
    if (wanted.local.call == dmr::call_type::unit)
        return from.unit_calls;
    if (from.kind == connection_kind::trunk)
        return true; // its table has been asked
    return from.talkgroups[dmr::index_of(wanted.network.slot)].admits(
        dmr::talkgroup{wanted.network.talkgroup});
}

void calls::refuse(connection& from, const slot_state& slot, const wire::dmrd& burst, const request& wanted,
                   drop_reason reason, time_point now)
{
    drop(reason);
    count(from, reason);
    if (!from.refused)
        from.refused = std::make_unique<refused_streams>();
    const auto noted = reason == drop_reason::too_long
                           ? from.refused->note_cut(slot.which, burst.stream(), now)
                           : from.refused->note(slot.which, burst.stream(), now);
    if (noted.forgot)
        ++counters_.refused_streams_forgotten;
    if (noted.first)
        events_.on(call_refused{from, slot.which, burst.stream(), wanted.local, reason, slot, wanted.network},
                   now);
}

void calls::start(connection& from, slot_state& slot, const wire::dmrd& burst, const request& wanted,
                  time_point now)
{
    ++counters_.streams;
    data_.turn_into_voice(slot, burst.stream(), now);
    const bool unit = wanted.local.call == dmr::call_type::unit;
    if (from.kind == connection_kind::repeater || (from.kind == connection_kind::link && unit))
        users_.heard(wanted.local.source, from, slot, wanted.local, now);
    prune(from, wanted.local.source, now);
    if (from.kind == connection_kind::link)
        slots_.give_way(slot, now);

    stream& s = slots_.receive(slot, burst, wanted.local, now);
    s.call = wanted.local;
    s.call.destination = wanted.network.talkgroup;
    s.network_slot = wanted.network.slot;
    s.received = {slot.which, wanted.local.destination};
    const bool replaces_source =
        wanted.local.call == dmr::call_type::group && from.source_override.value() != 0 && !wanted.echo;
    s.sent_source = replaces_source ? from.source_override : wanted.local.source;
    s.relayed = from.relays;
    s.until_update = packets_between_updates;
    s.first_frame = now;
    if (from.refused)
        s.first_frame = from.refused->first_frame(slot.which, burst.stream(), now).value_or(now);
    const auto longest = settings_.timing.max_call;
    s.must_end = longest == longest.zero() ? time_point::max() : now + longest;
    s.link_control.begin(burst.destination(), burst.source(), burst.call());
    heard_.begins(s.name(), from, now);

    unsigned busy = 0;
    if (wanted.echo)
        s.echo = parrot_.record(from, slot.which, wanted.local);
    else
        busy = audience_.choose(s, from, now);
    delivery_.arrange(s);
    if (s.broadcast)
        broadcasts_.push_back(&s);
    events_.on(stream_started{.connection = from,
                              .slot = slot,
                              .targets = static_cast<unsigned>(s.targets.size()),
                              .busy = busy,
                              .broadcast = s.broadcast,
                              .echo = wanted.echo},
               now);
    for (const target& t : s.targets)
        events_.on(stream_started{.connection = *t.slot->owner, .slot = *t.slot}, now);
    carry_on(s, burst, now);
}

// --- Frames of a stream ----------------------------------------------------------------------------

void calls::carry_on(stream& s, const wire::dmrd& burst, time_point now)
{
    if (now > s.must_end) [[unlikely]]
        return cut_short(s, burst, now);
    if (s.relayed && !s.pace.take(now)) [[unlikely]] // more than 25 packets a second (spec links.md)
        return refuse_frame(s, burst, drop_reason::too_fast, now);
    s.slot->last_frame = now;
    const bool active = s.slot->phase == slot_phase::active;
    if (active && burst.is_voice_sync())
        enter_late(s, now);
    ++s.packets;
    s.quality.count(burst, now);
    s.last_sequence = burst.sequence();
    talkers_.read(s, burst, now);
    delivery_.send(s, burst, now);
    if (s.echo)
        parrot_.hear(s, burst);
    if (active && burst.is_terminator())
        slots_.end(s, end_reason::terminator, farewell::none, now);
    else if (--s.until_update == 0) [[unlikely]]
        tell_of_progress(s, now);
}

void calls::tell_of_progress(stream& s, time_point now)
{
    s.until_update = packets_between_updates;
    if (s.slot->phase == slot_phase::active) // else it was a late frame
        events_.on(stream_updated{*s.slot->owner, *s.slot, s.packets}, now);
}

// global.max_call_seconds: ends the stream, and drops whatever more of it comes.
void calls::cut_short(stream& s, const wire::dmrd& burst, time_point now)
{
    s.slot->last_frame = now; // the slot is not free before it is silent
    if (s.slot->phase == slot_phase::active) {
        s.too_long = true;
        slots_.end(s, end_reason::timeout, farewell::terminator, now);
    }
    refuse_frame(s, burst, drop_reason::too_long, now);
}

// One of a stream that was accepted.
void calls::refuse_frame(const stream& s, const wire::dmrd& burst, drop_reason reason, time_point now)
{
    const request wanted{.local = s.slot->call, .network = {s.network_slot, s.call.destination}};
    refuse(*s.slot->owner, *s.slot, burst, wanted, reason, now);
}

void calls::enter_late(stream& s, time_point now)
{
    for (const target& t : s.targets) {
        if (t.slot->serial == s.serial || t.slot->generation != t.generation || t.lost ||
            !slots_.claim(t, s, now))
            continue;
        ++counters_.late_entries;
        events_.on(stream_started{.connection = *t.slot->owner, .slot = *t.slot}, now);
    }
}

// A radio was heard. A unit call to it that went to all who take part goes on only there, if that is one of
// its targets.
void calls::prune(const connection& heard_at, dmr::radio_id radio, time_point now)
{
    for (std::size_t i = broadcasts_.size(); i-- > 0;) {
        stream& s = *broadcasts_[i];
        if (s.call.destination != radio.value())
            continue;
        const auto here = [&](const target& t) {
            return t.slot->owner == &heard_at && t.slot->generation == t.generation;
        };
        if (std::none_of(s.targets.begin(), s.targets.end(), here))
            continue;
        for (const target& t : s.targets)
            if (!here(t) && t.slot->serial == s.serial && t.slot->phase == slot_phase::active)
                slots_.leave(s, t, end_reason::fast_terminator, farewell::terminator, now);
        std::erase_if(s.targets, [&](const target& t) { return !here(t); });
        s.renditions.front().end = s.targets.size(); // a unit call has no other one
        s.broadcast = false;
        broadcasts_[i] = broadcasts_.back();
        broadcasts_.pop_back();
    }
}

void calls::ended(stream& s, time_point now)
{
    if (s.broadcast)
        std::erase(broadcasts_, &s);
    if (s.echo)
        parrot_.finish(s, now);
    heard_.ends(s.name(), *s.slot->owner, now);
    s.slot->owner->quality.add(s.quality.summary());
}

// --- Data, talkers ---------------------------------------------------------------------------------

void calls::on_data(connection& from, slot_state& slot, const wire::dmrd& burst, time_point now)
{
    const auto [call, new_stream] = data_.take(from, slot, burst, now);
    if (new_stream) {
        if (from.kind != connection_kind::trunk)
            users_.heard(call.call.source, from, slot, call.call, now);
        prune(from, call.call.source, now);
        choose_targets(call, burst.stream(), now);
    }
    if (from.relays && !call.pace.take(now)) {
        count(from, drop_reason::too_fast);
        return drop(drop_reason::too_fast);
    }
    ++counters_.data_bursts;
    data_.count(call, burst, now);
    delivery_.send_data(call.targets, burst);
}

// By the rules of group and unit calls, but for the slots: those are looked at burst by burst.
void calls::choose_targets(data_call& data, dmr::stream_id id, time_point now)
{
    data.targets.clear();
    connection& from = *data.from;
    if (!settings_.forward_data_calls && from.kind != connection_kind::trunk)
        return;
    request wanted{.local = data.call, .network = {data.slot->which, data.call.destination}};
    if (!translate(from, wanted) || !permits(from, wanted))
        return;
    if (from.relays && is_looped(from, wanted, id, now))
        return count(from, drop_reason::looped);
    const stream_name name{id, data.call.source, wanted.network.talkgroup};
    heard_.begins(name, from, now);
    heard_.ends(name, from, now); // it is known for 5 s from now on, however long it takes
    audience_.choose_for_data(data.targets, from, wanted.network, data.call, now);
    delivery_.reserve(data.targets.size());
}

void calls::on_talker(connection& from, const talker_block& block, time_point now)
{
    for (slot_state& slot : from.slots)
        if (slot.phase == slot_phase::active && slot.direction == stream_direction::rx &&
            slot.call.source == block.radio)
            talkers_.take(*slot.stream, block, now);
}

// --- Periodic --------------------------------------------------------------------------------------

void calls::settings_changed()
{
    const config::timing_settings& t = settings_.timing;
    users_.change_timeout(t.user_cache_timeout);
    slots_.change_timing({t.stream_timeout, t.stream_hang_time});
    data_.change_timeout(t.stream_timeout);
    parrot_.settings_changed();
}

void calls::check(time_point now)
{
    slots_.check(now);
    data_.check(now);
    heard_.expire(now);
}

void calls::forget(connection& who, time_point now)
{
    slots_.forget(who, now);
    data_.forget(who, now);
    parrot_.forget(who);
}

void calls::detach(const connection& who)
{
    slots_.detach(who);
    data_.detach(who);
}

}

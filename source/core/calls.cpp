// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/calls.hpp"

#include <algorithm>

namespace hblink::core {

calls::calls(const config::settings& settings, const session_table& sessions,
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
      audience_{sessions, subscriptions, users_, slots_},
      talkers_{events, users_},
      data_{settings.timing.stream_timeout, events},
      parrot_{settings, slots_, delivery_, egress, events, random, counters}
{}

void calls::on_burst(session& from, const wire::dmrd& burst, time_point now)
{
    ++counters_.bursts;
    slot_state& slot = from.slots[dmr::index_of(burst.slot())];
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

void calls::drop(drop_reason reason) noexcept { ++counters_.dropped[static_cast<std::size_t>(reason)]; }

// --- A new stream ----------------------------------------------------------------------------------

void calls::judge(session& from, slot_state& slot, const wire::dmrd& burst, time_point now)
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
std::optional<drop_reason> calls::why_not(const session& from, const slot_state& slot,
                                          const wire::dmrd& burst, request& wanted, time_point now) const
{
    if (from.refused && from.refused->is_cut(slot.which, burst.stream(), now))
        return drop_reason::too_long;
    if (!translate(from, wanted))
        return drop_reason::network_side;
    switch (may_send(slot, wanted.local, slots_.timing(), now)) {
    case slot_answer::contention:
        return drop_reason::contention;
    case slot_answer::hang_time:
        return drop_reason::hang_time;
    case slot_answer::yes:
        break;
    }
    wanted.echo = parrot_.is_called(wanted.local.call, wanted.network.talkgroup);
    if (wanted.echo)
        return std::nullopt; // needs no permission
    if (permits(from, wanted))
        return std::nullopt;
    return wanted.local.call == dmr::call_type::group ? drop_reason::not_permitted
                                                      : drop_reason::unit_calls_off;
}

// Into the network's words. False: the repeater keyed the network side of a talkgroup that it has an alias
// for; `wanted.network` is then the alias.
bool calls::translate(const session& from, request& wanted)
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

bool calls::permits(const session& from, const request& wanted)
{
    if (wanted.local.call == dmr::call_type::unit)
        return from.unit_calls;
    return from.talkgroups[dmr::index_of(wanted.network.slot)].admits(
        dmr::talkgroup{wanted.network.talkgroup});
}

void calls::refuse(session& from, const slot_state& slot, const wire::dmrd& burst, const request& wanted,
                   drop_reason reason, time_point now)
{
    drop(reason);
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

void calls::start(session& from, slot_state& slot, const wire::dmrd& burst, const request& wanted,
                  time_point now)
{
    ++counters_.streams;
    data_.turn_into_voice(slot, burst.stream(), now);
    users_.heard(wanted.local.source, from, slot, wanted.local, now);
    prune(from, wanted.local.source, now);

    stream& s = slots_.receive(slot, burst, wanted.local, now);
    s.call = wanted.local;
    s.call.destination = wanted.network.talkgroup;
    s.network_slot = wanted.network.slot;
    s.received = {slot.which, wanted.local.destination};
    const bool replaces_source =
        wanted.local.call == dmr::call_type::group && from.source_override.value() != 0 && !wanted.echo;
    s.sent_source = replaces_source ? from.source_override : wanted.local.source;
    s.until_update = packets_between_updates;
    s.first_frame = now;
    if (from.refused)
        s.first_frame = from.refused->first_frame(slot.which, burst.stream(), now).value_or(now);
    const auto longest = settings_.timing.max_call;
    s.must_end = longest == longest.zero() ? time_point::max() : now + longest;
    s.link_control.begin(burst.destination(), burst.source(), burst.call());

    unsigned busy = 0;
    if (wanted.echo)
        s.echo = parrot_.record(from, slot.which, wanted.local);
    else
        busy = audience_.choose(s, from, now);
    delivery_.arrange(s);
    if (s.broadcast)
        broadcasts_.push_back(&s);
    events_.on(stream_started{.session = from,
                              .slot = slot,
                              .targets = static_cast<unsigned>(s.targets.size()),
                              .busy = busy,
                              .broadcast = s.broadcast,
                              .echo = wanted.echo},
               now);
    for (const target& t : s.targets)
        events_.on(stream_started{.session = *t.slot->owner, .slot = *t.slot}, now);
    carry_on(s, burst, now);
}

// --- Frames of a stream ----------------------------------------------------------------------------

void calls::carry_on(stream& s, const wire::dmrd& burst, time_point now)
{
    s.slot->last_frame = now;
    if (now > s.must_end) [[unlikely]]
        return cut_short(s, burst, now);
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
    if (s.slot->phase == slot_phase::active) {
        s.too_long = true;
        slots_.end(s, end_reason::timeout, farewell::terminator, now);
    }
    const request wanted{.local = s.slot->call, .network = {s.network_slot, s.call.destination}};
    refuse(*s.slot->owner, *s.slot, burst, wanted, drop_reason::too_long, now);
}

void calls::enter_late(stream& s, time_point now)
{
    for (const target& t : s.targets) {
        if (t.slot->serial == s.serial || t.slot->generation != t.generation || !slots_.claim(t, s, now))
            continue;
        ++counters_.late_entries;
        events_.on(stream_started{.session = *t.slot->owner, .slot = *t.slot}, now);
    }
}

// A radio was heard. A unit call to it that went to all who take part goes on only there, if that is one of
// its targets.
void calls::prune(const session& heard_at, dmr::radio_id radio, time_point now)
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
    s.slot->owner->quality.add(s.quality.summary());
}

// --- Data, talkers ---------------------------------------------------------------------------------

void calls::on_data(session& from, slot_state& slot, const wire::dmrd& burst, time_point now)
{
    ++counters_.data_bursts;
    const auto [call, new_stream] = data_.take(from, slot, burst, now);
    if (new_stream) {
        users_.heard(call.call.source, from, slot, call.call, now);
        prune(from, call.call.source, now);
        choose_targets(call, now);
    }
    data_.count(call, burst, now);
    delivery_.send_data(call.targets, burst);
}

// By the rules of group and unit calls, but for the slots: those are looked at burst by burst.
void calls::choose_targets(data_call& data, time_point now)
{
    data.targets.clear();
    if (!settings_.forward_data_calls)
        return;
    request wanted{.local = data.call, .network = {data.slot->which, data.call.destination}};
    if (translate(*data.from, wanted) && permits(*data.from, wanted))
        audience_.choose_for_data(data.targets, *data.from, wanted.network, data.call, now);
    delivery_.reserve(data.targets.size());
}

void calls::on_talker(session& from, const talker_block& block, time_point now)
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
}

void calls::forget(session& who, time_point now)
{
    slots_.forget(who, now);
    data_.forget(who, now);
    parrot_.forget(who);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/calls.hpp"

#include <algorithm>

namespace hblink::core {

calls::calls(slot_timing timing, const subscriptions& subscriptions, egress& egress, event_sink& events,
             counters& counters)
    : timing_{timing}, subscriptions_{subscriptions}, egress_{egress}, events_{events}, counters_{counters}
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
    // Data is tracked beside the voice of a slot, never on it (quirks.md 38).
    if (burst.begins_data_call())
        return drop(drop_reason::data_call);
    const addressing call{burst.source(), burst.destination(), burst.call()};
    if (burst.call() == dmr::call_type::unit)
        return refuse(from, slot, burst, call, drop_reason::unit_call, now);

    switch (may_send(slot, call, timing_, now)) {
    case slot_answer::contention:
        return refuse(from, slot, burst, call, drop_reason::contention, now);
    case slot_answer::hang_time:
        return refuse(from, slot, burst, call, drop_reason::hang_time, now);
    case slot_answer::yes:
        break;
    }
    if (!from.talkgroups[dmr::index_of(slot.which)].admits(dmr::talkgroup{call.destination}))
        return refuse(from, slot, burst, call, drop_reason::not_permitted, now);
    end(slot, end_reason::fast_terminator, now);
    start(from, slot, burst, call, now);
}

void calls::refuse(session& from, const slot_state& slot, const wire::dmrd& burst, const addressing& call,
                   drop_reason reason, time_point now)
{
    drop(reason);
    if (!from.refused)
        from.refused = std::make_unique<refused_streams>();
    const auto noted = from.refused->note(slot.which, burst.stream(), now);
    if (noted.forgot)
        ++counters_.refused_streams_forgotten;
    if (noted.first)
        events_.on(call_refused{from, slot.which, burst.stream(), call, reason, slot}, now);
}

void calls::start(session& from, slot_state& slot, const wire::dmrd& burst, const addressing& call,
                  time_point now)
{
    ++counters_.streams;
    ++running_;
    release(slot);
    stream& s = pool_.take();
    s.serial = ++last_serial_;
    s.slot = &slot;
    s.call = call;
    s.network_slot = slot.which;
    s.first_frame = now;
    s.packets = 0;
    s.dropped = 0;
    if (from.refused)
        s.first_frame = from.refused->first_frame(slot.which, burst.stream(), now).value_or(now);
    slot.id = burst.stream();
    slot.stream = &s;
    occupy(slot, s, stream_direction::rx, now);

    const unsigned busy = choose_targets(s, from, now);
    events_.on(stream_started{from, slot, static_cast<unsigned>(s.targets.size()), busy}, now);
    for (const target& t : s.targets)
        events_.on(stream_started{*t.slot->owner, *t.slot, 0, 0}, now);
    carry_on(s, burst, now);
}

unsigned calls::choose_targets(stream& s, const session& origin, time_point now)
{
    unsigned busy = 0;
    subscriptions_.for_each(s.network_slot, dmr::talkgroup{s.call.destination}, [&](session& to) {
        if (&to == &origin)
            return;
        slot_state& slot = to.slots[dmr::index_of(s.network_slot)];
        if (claim(slot, s, now))
            s.targets.push_back({&slot, &to.path, slot.generation, to.rewrite_id});
        else
            ++busy;
    });
    if (to_.size() < s.targets.size())
        to_.resize(s.targets.size());
    return busy;
}

// --- Frames of a stream ----------------------------------------------------------------------------

void calls::carry_on(stream& s, const wire::dmrd& burst, time_point now)
{
    ++s.packets;
    s.slot->last_frame = now;
    const bool active = s.slot->phase == slot_phase::active;
    if (active && burst.is_voice_sync())
        enter_late(s, now);
    fan_out(s, burst, now);
    if (active && burst.is_terminator())
        end_stream(s, end_reason::terminator, now);
}

void calls::enter_late(stream& s, time_point now)
{
    for (const target& t : s.targets) {
        if (t.slot->serial == s.serial || t.slot->generation != t.generation || !claim(*t.slot, s, now))
            continue;
        ++counters_.late_entries;
        events_.on(stream_started{*t.slot->owner, *t.slot, 0, 0}, now);
    }
}

void calls::fan_out(stream& s, const wire::dmrd& burst, time_point now)
{
    if (s.targets.empty())
        return;
    wire::dmrd_bytes padded;
    wire::bytes datagram = burst.datagram();
    if (datagram.size() != wire::dmrd_size) {
        padded = burst.to_55_bytes();
        datagram = padded;
    }
    std::uint64_t sent = 0;
    std::size_t alike = 0; // targets that get this datagram as it is
    for (const target& t : s.targets) {
        if (t.slot->serial != s.serial)
            continue; // another stream has taken that slot, or the repeater has gone
        t.slot->last_frame = now;
        ++sent;
        if (t.rewrite_id) [[unlikely]]
            send_rewritten(t, datagram);
        else
            to_[alike++] = t.path;
    }
    counters_.forwarded += sent;
    if (alike != 0)
        egress_.send(std::span{to_}.first(alike), datagram);
}

void calls::send_rewritten(const target& to, wire::bytes datagram)
{
    wire::dmrd_bytes own;
    std::copy(datagram.begin(), datagram.end(), own.begin());
    wire::set_repeater_id(own, to.slot->owner->id);
    egress_.send(std::span{&to.path, 1}, own);
}

// --- Slots -----------------------------------------------------------------------------------------

// Takes a target's slot for the stream, if it is free for it.
bool calls::claim(slot_state& slot, const stream& s, time_point now)
{
    if (!may_receive(slot, s.call, s.first_frame, timing_, now))
        return false;
    end(slot, end_reason::fast_terminator, now);
    release(slot);
    slot.id = s.slot->id;
    occupy(slot, s, stream_direction::tx, now);
    return true;
}

void calls::occupy(slot_state& slot, const stream& s, stream_direction direction, time_point now)
{
    if (slot.phase == slot_phase::idle) {
        slot.place_in_use = static_cast<std::uint32_t>(in_use_.size());
        in_use_.push_back(&slot);
    }
    slot.serial = s.serial;
    slot.phase = slot_phase::active;
    slot.direction = direction;
    slot.call = s.call;
    slot.started = now;
    slot.last_frame = now;
}

// Ends what a slot carries, if anything.
void calls::end(slot_state& slot, end_reason reason, time_point now)
{
    if (slot.phase != slot_phase::active)
        return;
    if (slot.direction == stream_direction::rx)
        return end_stream(*slot.stream, reason, now);
    slot.phase = slot_phase::hang_time;
    slot.ended = now;
    events_.on(stream_ended{*slot.owner, slot, reason, slot.last_frame - slot.started, 0, 0}, now);
}

// Ends a stream where it comes in and at each target that still has it.
void calls::end_stream(stream& s, end_reason reason, time_point now)
{
    --running_;
    slot_state& slot = *s.slot;
    slot.phase = slot_phase::hang_time;
    slot.ended = now;
    events_.on(stream_ended{*slot.owner, slot, reason, slot.last_frame - slot.started, s.packets, s.dropped},
               now);
    for (const target& t : s.targets)
        if (t.slot->serial == s.serial)
            end(*t.slot, reason, now);
}

// The record of an ended stream that a slot still has goes back to the pool.
void calls::release(slot_state& slot)
{
    if (slot.stream == nullptr)
        return;
    pool_.give_back(*slot.stream);
    slot.stream = nullptr;
}

void calls::free_slot(slot_state& slot)
{
    release(slot);
    in_use_[slot.place_in_use] = in_use_.back();
    in_use_[slot.place_in_use]->place_in_use = slot.place_in_use;
    in_use_.pop_back();
    slot.phase = slot_phase::idle;
    slot.serial = 0;
}

void calls::check(time_point now)
{
    for (slot_state* slot : in_use_)
        if (slot->phase == slot_phase::active && slot->direction == stream_direction::rx &&
            now - slot->last_frame >= timing_.stream_timeout)
            end_stream(*slot->stream, end_reason::timeout, now);

    for (std::size_t i = in_use_.size(); i-- > 0;) {
        slot_state& slot = *in_use_[i];
        if (!hang_time_over(slot, timing_, now))
            continue;
        events_.on(hang_time_expired{*slot.owner, slot}, now);
        free_slot(slot);
    }
}

void calls::forget(session& who, time_point now)
{
    for (slot_state& slot : who.slots) {
        end(slot, end_reason::timeout, now);
        if (slot.phase != slot_phase::idle)
            free_slot(slot);
        ++slot.generation;
    }
}

}

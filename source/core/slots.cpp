// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/slots.hpp"

#include "hblink/core/connection.hpp"
#include "hblink/core/trunk.hpp"

#include <algorithm>
#include <utility>

namespace hblink::core {

slots::slots(slot_timing timing, delivery& delivery, event_sink& events, end_listener on_end)
    : timing_{timing}, delivery_{delivery}, events_{events}, on_end_{std::move(on_end)}
{}

// --- Beginnings ------------------------------------------------------------------------------------

stream& slots::receive(slot_state& slot, const wire::dmrd& first, const addressing& local, time_point now)
{
    end(slot, end_reason::fast_terminator, farewell::terminator, now);
    release(slot);
    stream& s = pool_.take();
    s.serial = ++last_serial_;
    s.slot = &slot;
    s.id = first.stream();
    s.origin = first.id();
    ++running_;
    occupy(slot, s, stream_direction::rx, local, now);
    return s;
}

stream& slots::play(dmr::stream_id id, dmr::repeater_id origin, const addressing& call)
{
    stream& s = pool_.take();
    s.serial = ++last_serial_;
    s.slot = nullptr;
    s.id = id;
    s.origin = origin;
    s.call = call;
    s.sent_source = call.source;
    return s;
}

bool slots::claim(const target& t, stream& s, time_point now)
{
    // The talkgroup in the target's words, the source as the radio said it (spec routing.md).
    const addressing local{s.call.source, t.destination, s.call.call};
    if (!may_receive(*t.slot, local, s.first_frame, timing_, now))
        return false;
    end(*t.slot, end_reason::fast_terminator, farewell::terminator, now);
    release(*t.slot);
    occupy(*t.slot, s, stream_direction::tx, local, now);
    return true;
}

void slots::occupy(slot_state& slot, stream& s, stream_direction direction, const addressing& local,
                   time_point now)
{
    if (slot.phase == slot_phase::idle) {
        slot.place_in_use = static_cast<std::uint32_t>(in_use_.size());
        in_use_.push_back(&slot);
    }
    slot.serial = s.serial;
    slot.stream = &s;
    slot.id = s.id;
    slot.phase = slot_phase::active;
    slot.direction = direction;
    slot.call = local;
    slot.sent_source = s.sent_source;
    slot.joined_at = s.packets;
    slot.started = now;
    slot.last_frame = now;
}

// --- Ends ------------------------------------------------------------------------------------------

void slots::end(slot_state& slot, end_reason reason, farewell say, time_point now)
{
    if (slot.phase != slot_phase::active)
        return;
    if (slot.direction == stream_direction::rx)
        return end(*slot.stream, reason, say, now);
    const auto& targets = slot.stream->targets;
    const auto mine =
        std::find_if(targets.begin(), targets.end(), [&](const target& t) { return t.slot == &slot; });
    leave(*slot.stream, *mine, reason, say, now);
}

void slots::give_way(slot_state& slot, time_point now)
{
    if (slot.phase != slot_phase::active || slot.direction != stream_direction::tx)
        return;
    for (target& t : slot.stream->targets)
        if (t.slot == &slot)
            t.lost = true;
    end(slot, end_reason::fast_terminator, farewell::terminator, now);
}

void slots::end(stream& s, end_reason reason, farewell say, time_point now)
{
    --running_;
    slot_state& slot = *s.slot;
    slot.phase = slot_phase::hang_time;
    slot.ended = now;
    s.must_end = s.too_long ? time_point::min() : time_point::max();
    on_end_(s, now);
    events_.on(stream_ended{.connection = *slot.owner,
                            .slot = slot,
                            .reason = reason,
                            .length = slot.last_frame - slot.started,
                            .packets = s.packets,
                            .stream = &s},
               now);
    for (const target& t : s.targets)
        if (t.slot->serial == s.serial && t.slot->phase == slot_phase::active)
            leave(s, t, reason, say, now);
}

void slots::leave(const stream& s, const target& t, end_reason reason, farewell say, time_point now)
{
    if (say == farewell::terminator)
        delivery_.close(s, t);
    slot_state& slot = *t.slot;
    slot.stream = nullptr;
    slot.phase = slot_phase::hang_time;
    slot.ended = now;
    events_.on(stream_ended{.connection = *slot.owner,
                            .slot = slot,
                            .reason = reason,
                            .length = slot.last_frame - slot.started,
                            .packets = s.packets - slot.joined_at},
               now);
}

// The record of an ended stream that a slot still has goes back to the pool.
void slots::release(slot_state& slot)
{
    if (slot.stream != nullptr && slot.direction == stream_direction::rx)
        pool_.give_back(*slot.stream);
    slot.stream = nullptr;
}

void slots::free_slot(slot_state& slot)
{
    release(slot);
    in_use_[slot.place_in_use] = in_use_.back();
    in_use_[slot.place_in_use]->place_in_use = slot.place_in_use;
    in_use_.pop_back();
    slot.phase = slot_phase::idle;
    slot.serial = 0;
    if (trunk* const t = trunk_of(*slot.owner); t != nullptr)
        t->give_back(slot);
}

// A trunk has no hang time.
slot_timing slots::timing_of(const slot_state& slot) const noexcept
{
    if (slot.owner->kind == connection_kind::trunk)
        return {timing_.stream_timeout, duration{}};
    return timing_;
}

void slots::check(time_point now)
{
    for (slot_state* slot : in_use_)
        if (slot->phase == slot_phase::active && slot->direction == stream_direction::rx &&
            now - slot->last_frame >= timing_.stream_timeout)
            end(*slot->stream, end_reason::timeout, farewell::none, now);

    for (std::size_t i = in_use_.size(); i-- > 0;) {
        slot_state& slot = *in_use_[i];
        if (!hang_time_over(slot, timing_of(slot), now))
            continue;
        if (slot.owner->kind != connection_kind::trunk)
            events_.on(hang_time_expired{*slot.owner, slot}, now);
        free_slot(slot);
    }
}

void slots::forget(connection& who, time_point now)
{
    for (slot_state& slot : who.slots)
        forget(slot, now);
    if (trunk* const t = trunk_of(who); t != nullptr)
        t->for_each_place([&](slot_state& place) {
            if (place.phase != slot_phase::idle)
                forget(place, now);
        });
}

void slots::forget(slot_state& slot, time_point now)
{
    // Its own listeners are told; it need not be told anything itself.
    const bool talks = slot.direction == stream_direction::rx;
    end(slot, end_reason::timeout, talks ? farewell::terminator : farewell::none, now);
    if (slot.phase != slot_phase::idle) {
        if (slot.owner->kind != connection_kind::trunk)
            events_.on(hang_time_expired{*slot.owner, slot}, now);
        free_slot(slot);
    }
    ++slot.generation;
}

void slots::detach(const connection& gone)
{
    for (slot_state* const slot : in_use_) {
        if (slot->stream == nullptr || slot->direction != stream_direction::rx)
            continue;
        for (target& t : slot->stream->targets)
            if (t.slot->owner == &gone) {
                t.slot = &nowhere_;
                t.generation = nowhere_.generation + 1;
            }
    }
}

}

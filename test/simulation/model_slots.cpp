// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md, "Life of a stream on a slot", of real-clients.md, "A lost terminator",
// and what the bursts must say where they arrive.
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

// "Same source radio; same TGID; in unit calls the same pair in either direction; a call of the other kind
// only from the same source" (spec routing.md, rules 5 and "busy"; quirks.md 35). All in one repeater's
// words.
bool may_follow(const address& held, const address& next)
{
    if (held.source == next.source)
        return true;
    if (held.unit != next.unit)
        return false;
    return held.unit ? held.source == next.destination && held.destination == next.source
                     : held.destination == next.destination;
}

address held_by(const timeslot& slot)
{
    return {slot.carries->call.source, slot.destination, slot.carries->call.unit};
}

}

bool model::silent(const timeslot& slot) const { return now_ - slot.carries->last_frame > 200ms; }

bool model::hang_time_over(const timeslot& slot) const
{
    if (slot.active || now_ - slot.ended < 10s)
        return false;
    if (slot.receives && now_ - slot.carries->last_refused < 2s)
        return false;
    return slot.dismissed || now_ - slot.carries->last_frame >= 2s;
}

bool model::may_have(const timeslot& slot, const address& next) { return may_follow(held_by(slot), next); }

bool model::busy(const timeslot& slot, const transmission& t, std::uint32_t destination) const
{
    if (!slot.carries || hang_time_over(slot))
        return false;
    // A stream that has been silent counts as ended, but not for who has been talking over it.
    if (slot.active && !(silent(slot) && t.first_frame > slot.carries->last_frame))
        return true;
    return !may_have(slot, {t.call.source, destination, t.call.unit});
}

void model::take(member& m, std::uint8_t which, const std::shared_ptr<transmission>& t,
                 std::uint32_t destination, bool receives)
{
    timeslot& slot = m.slots[which];
    end(m, slot, core::end_reason::fast_terminator, farewell::terminator);
    vacate(slot);
    slot = {.carries = t,
            .ended = {},
            .destination = destination,
            .joined = 0,
            .receives = receives,
            .active = true,
            .dismissed = false};
    if (receives) {
        most_records_ = std::max(most_records_, ++records_);
        return;
    }
    slot.joined = t->packets == 0 ? 0 : t->packets - 1; // the frame in hand goes there already
    ++t->holders;
}

void model::vacate(timeslot& slot)
{
    if (slot.carries && (slot.receives || slot.carries->played))
        --records_;
    if (slot.carries && !slot.receives && !slot.dismissed)
        --slot.carries->holders;
    slot = {};
}

// It keeps its hang time, but gets no more of the stream.
void model::dismiss(timeslot& slot)
{
    slot.dismissed = true;
    --slot.carries->holders;
}

// Ends what a slot carries: what is sent there, there alone; what comes from there, wherever it is sent.
void model::end(member& m, timeslot& slot, core::end_reason reason, farewell f)
{
    if (!slot.active)
        return;
    if (!slot.receives)
        return begin_hang_time(m, slot, reason, f);
    const auto t = slot.carries;
    begin_hang_time(m, slot, reason, f);
    for (const listener& l : t->targets) {
        timeslot& target = slot_of(l);
        if (target.active && target.carries == t)
            begin_hang_time(members_[l.place], target, reason, f);
    }
    std::erase(running_, t);
}

void model::begin_hang_time(member& m, timeslot& slot, core::end_reason reason, farewell f)
{
    slot.active = false;
    slot.ended = now_;
    const transmission& t = *slot.carries;
    const bool rx = slot.receives;
    report(rx ? kind::rx_ended : kind::tx_ended, m, slot, static_cast<std::uint8_t>(reason),
           t.packets - slot.joined, rx ? t.dropped : 0);
    if (!rx && f == farewell::terminator)
        say_farewell(m, slot);
    if (rx)
        stream_ends(t.origin, t.id, t.source, t.network.talkgroup);
    if (rx && t.recorded)
        finish_recording(m, slot);
}

// "Sequence = last + 1, same stream id and header addresses, BER and RSSI 0, full LC as last sent, slot type
// with the colour code last seen in that stream, else 1."
void model::say_farewell(const member& m, const timeslot& slot)
{
    ++counters_.terminators;
    const transmission& t = *slot.carries;
    const std::uint32_t place = place_of(m);
    const auto which = static_cast<std::uint8_t>(&slot - m.slots.data());
    expected_.closings.push_back({.place = place,
                                  .of = slot.carries,
                                  .said = {t.source, slot.destination, which,
                                           roster_.is_a_server(place) ? id_of(m) : roster::id_of(t.origin)},
                                  .sequence = static_cast<std::uint8_t>(t.last_sequence + 1),
                                  .colour_code = t.colour.value_or(1)});
}

void model::report(kind what, const member& m, const timeslot& slot, std::uint8_t reason, std::uint64_t first,
                   std::uint64_t second)
{
    const transmission& t = *slot.carries;
    expected_.events.push_back({what, id_of(m), static_cast<std::uint8_t>(&slot - m.slots.data()), reason,
                                t.id, t.call.source, slot.destination, first, second});
}

// The task that runs every second: first the timeouts, then the hang times that are over.
void model::check_streams()
{
    for (std::size_t i = running_.size(); i-- > 0;) {
        const auto t = running_[i];
        if (now_ - t->last_frame >= 2s)
            end(members_[t->origin], members_[t->origin].slots[t->slot], core::end_reason::timeout,
                farewell::none);
    }
    for (member& m : members_)
        for (const std::size_t i : {0U, 1U}) {
            timeslot& slot = m.slots[i];
            if (slot.carries && hang_time_over(slot)) {
                report(kind::hang_time_expired, m, slot, 0, 0, 0);
                vacate(slot);
            }
            for (std::size_t d = m.data[i].size(); d-- > 0;)
                if (now_ - m.data[i][d].last_frame >= 2s)
                    end_data(m, i, d);
        }
}

// --- What arrives ----------------------------------------------------------------------------------------

model::verdict model::delivered(const transmission& t, std::uint32_t place, std::uint16_t port,
                                std::uint64_t step)
{
    if (place >= members_.size())
        return verdict::nobody;
    member& m = members_[place];
    if (m.state != login_state::connected || m.port != port)
        return verdict::nobody;
    const auto carries = [&](const timeslot& s) { return s.carries.get() == &t && !s.dismissed; };
    const auto slot = std::find_if(m.slots.begin(), m.slots.end(), carries);
    if (slot == m.slots.end())
        return verdict::not_for_him;
    if (slot->receives)
        return verdict::to_origin;
    if (m.step_heard == step)
        return verdict::twice;
    m.step_heard = step;
    return verdict::right;
}

words model::words_for(const transmission& t, std::uint32_t place, const voice_frame& f) const
{
    const member& m = members_[place];
    const std::uint8_t which = m.slots[0].carries.get() == &t ? 0 : 1;
    const bool overridden = t.source != t.call.source;
    return {overridden ? t.source : f.source, m.slots[which].destination, which,
            roster_.is_a_server(place) ? id_of(m) : roster::id_of(t.origin)};
}

words model::words_for_data(const listener& l, const voice_frame& f, std::uint32_t from) const
{
    return {f.source, l.destination, l.slot, roster_.is_a_server(l.place) ? roster::id_of(l.place) : from};
}

}

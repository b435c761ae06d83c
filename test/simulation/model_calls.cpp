// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md: life of a stream, who may talk, who hears.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

// Same source radio or same talkgroup.
bool may_follow(const transmission& held, std::uint32_t source, std::uint32_t talkgroup)
{
    return held.source == source || held.talkgroup == talkgroup;
}

}

void model::burst(const sender& from, std::uint32_t id, const voice_frame& f)
{
    if (is_own(from, id) && find(id)->state == login_state::configuring)
        return drop(core::drop_reason::not_connected);
    member* const m = speak(from, id);
    if (m == nullptr)
        return;
    ++counters_.bursts;
    timeslot& slot = m->slots[f.slot];
    if (slot.carries && slot.carries->id == f.stream) {
        if (!slot.receives)
            return drop(core::drop_reason::echo);
        if (slot.carries->talkgroup == f.destination && !f.unit)
            return carry_on(slot, f);
        if (slot.active) { // quirks.md 27
            ++slot.carries->dropped;
            return drop(core::drop_reason::changed_call);
        }
    }
    // It begins, or was refused before ("each later frame of that stream is judged afresh"), or it is the
    // next call with the id of the last.
    judge(*m, slot, f);
}

// --- "May a packet use the RX slot?" -----------------------------------------------------------------

void model::judge(member& m, timeslot& slot, const voice_frame& f)
{
    if (f.what == frame::data)
        return drop(core::drop_reason::data_call);
    if (const auto reason = why_not(m, slot, f))
        return refuse_call(m, f, *reason);
    start(m, slot, f);
}

std::optional<core::drop_reason> model::why_not(const member& m, const timeslot& slot,
                                                const voice_frame& f) const
{
    if (f.unit)
        return core::drop_reason::unit_call;
    if (slot.carries && !hang_time_over(slot)) {
        if (slot.active && !silent(slot)) // rule 3
            return core::drop_reason::contention;
        if (!may_follow(*slot.carries, f.source, f.destination)) // rules 4 and 5
            return core::drop_reason::hang_time;
    }
    if (!admits(m.talkgroups[f.slot], f.destination)) // rule 6
        return core::drop_reason::not_permitted;
    return std::nullopt;
}

bool model::silent(const timeslot& slot) const { return now_ - slot.carries->last_frame > 200ms; }

bool model::hang_time_over(const timeslot& slot) const
{
    return !slot.active && now_ - slot.ended >= 10s && now_ - slot.carries->last_frame >= 2s;
}

void model::drop(core::drop_reason reason) { ++counters_.dropped[static_cast<std::size_t>(reason)]; }

// Warned of once for each stream; forgotten after 10 s, and of more than eight the one that has been silent
// longest.
void model::refuse_call(member& m, const voice_frame& f, core::drop_reason reason)
{
    drop(reason);
    std::erase_if(m.refused, [&](const refusal& r) { return now_ - r.last >= 10s; });
    for (refusal& r : m.refused)
        if (r.slot == f.slot && r.id == f.stream) {
            r.last = now_;
            return;
        }
    if (m.refused.size() == 8) {
        ++counters_.refused_streams_forgotten;
        m.refused.erase(std::min_element(m.refused.begin(), m.refused.end(),
                                         [](const refusal& a, const refusal& b) { return a.last < b.last; }));
    }
    m.refused.push_back({f.slot, f.stream, now_, now_});
    expected_.events.push_back({.what = kind::call_refused,
                                .repeater = id_of(m),
                                .slot = f.slot,
                                .reason = static_cast<std::uint8_t>(reason),
                                .stream = f.stream,
                                .source = f.source,
                                .destination = f.destination});
}

// --- "Targets of a group stream, chosen once, when it starts" ------------------------------------------

// "S's own first frame, refused or not".
time_point model::first_frame(member& m, const voice_frame& f) const
{
    for (const refusal& r : m.refused)
        if (r.slot == f.slot && r.id == f.stream && now_ - r.last < 10s)
            return r.first;
    return now_;
}

void model::start(member& m, timeslot& slot, const voice_frame& f)
{
    ++counters_.streams;
    if (slot.carries && slot.carries->id == f.stream)
        ++ids_used_again_;
    const auto t = std::make_shared<transmission>();
    t->origin = place_of(m);
    t->id = f.stream;
    t->source = f.source;
    t->talkgroup = f.destination;
    t->slot = f.slot;
    t->first_frame = first_frame(m, f);
    t->last_frame = now_;
    take(m, t, true);
    running_.push_back(t);
    std::uint64_t busy = 0;
    choose_targets(t, busy);
    report(kind::rx_started, m, slot, 0, t->targets.size(), busy);
    carry_on(slot, f);
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

void model::choose_targets(const std::shared_ptr<transmission>& t, std::uint64_t& busy_ones)
{
    for (const std::uint32_t place : who_wants(t->slot, t->talkgroup)) {
        if (place == t->origin)
            continue;
        member& m = members_[place];
        if (busy(m.slots[t->slot], *t)) {
            ++busy_ones;
            continue;
        }
        t->targets.push_back(place);
        take(m, t, false);
        report(kind::tx_started, m, m.slots[t->slot], 0, 0, 0);
    }
}

bool model::busy(const timeslot& slot, const transmission& t) const
{
    if (!slot.carries || hang_time_over(slot))
        return false;
    // A stream that has been silent counts as ended, but not for who has been talking over it.
    if (slot.active && !(silent(slot) && t.first_frame > slot.carries->last_frame))
        return true;
    return !may_follow(*slot.carries, t.source, t.talkgroup);
}

// --- Frames of a stream --------------------------------------------------------------------------------

void model::carry_on(timeslot& origin, const voice_frame& f)
{
    const auto t = origin.carries;
    const bool active = origin.active;
    ++accepted_;
    late_frames_ += active ? 0 : 1;
    ++t->packets;
    t->last_frame = now_;
    if (active && f.what == frame::sync)
        enter_late(t);
    expected_.heard = t.get();
    counters_.forwarded += t->holders;
    if (active && f.what == frame::terminator)
        end(members_[t->origin], origin, core::end_reason::terminator);
}

// A lost target "is tried again, by the busy rule, at each later voice-sync burst".
void model::enter_late(const std::shared_ptr<transmission>& t)
{
    if (t->holders == t->targets.size())
        return;
    for (const std::uint32_t place : t->targets) {
        member& m = members_[place];
        timeslot& slot = m.slots[t->slot];
        if (slot.carries == t || busy(slot, *t))
            continue;
        take(m, t, false);
        ++counters_.late_entries;
        report(kind::tx_started, m, slot, 0, 0, 0);
    }
}

// --- "Life of a stream on a slot" ------------------------------------------------------------------------

void model::take(member& m, const std::shared_ptr<transmission>& t, bool receives)
{
    timeslot& slot = m.slots[t->slot];
    end(m, slot, core::end_reason::fast_terminator);
    vacate(slot);
    slot = {t, {}, receives, true};
    if (receives)
        most_records_ = std::max(most_records_, ++records_);
    else
        ++t->holders;
}

void model::vacate(timeslot& slot)
{
    if (slot.carries && slot.receives)
        --records_;
    else if (slot.carries)
        --slot.carries->holders;
    slot = {};
}

// Ends what a slot carries: what is sent there, there alone; what comes from there, wherever it is sent.
void model::end(member& m, timeslot& slot, core::end_reason reason)
{
    if (!slot.active)
        return;
    if (!slot.receives)
        return begin_hang_time(m, slot, reason);
    const auto t = slot.carries;
    begin_hang_time(m, slot, reason);
    for (const std::uint32_t place : t->targets) {
        timeslot& target = members_[place].slots[t->slot];
        if (target.active && target.carries == t)
            begin_hang_time(members_[place], target, reason);
    }
    std::erase(running_, t);
}

void model::begin_hang_time(member& m, timeslot& slot, core::end_reason reason)
{
    slot.active = false;
    slot.ended = now_;
    const bool rx = slot.receives;
    report(rx ? kind::rx_ended : kind::tx_ended, m, slot, static_cast<std::uint8_t>(reason),
           rx ? slot.carries->packets : 0, rx ? slot.carries->dropped : 0);
}

void model::report(kind what, const member& m, const timeslot& slot, std::uint8_t reason, std::uint64_t first,
                   std::uint64_t second)
{
    const transmission& t = *slot.carries;
    expected_.events.push_back({what, id_of(m), t.slot, reason, t.id, t.source, t.talkgroup, first, second});
}

// The task that runs every second: first the timeouts, then the hang times that are over.
void model::check_streams()
{
    for (std::size_t i = running_.size(); i-- > 0;) {
        const auto t = running_[i];
        if (now_ - t->last_frame >= 2s)
            end(members_[t->origin], members_[t->origin].slots[t->slot], core::end_reason::timeout);
    }
    for (member& m : members_)
        for (timeslot& slot : m.slots)
            if (slot.carries && hang_time_over(slot)) {
                report(kind::hang_time_expired, m, slot, 0, 0, 0);
                vacate(slot);
            }
}

}

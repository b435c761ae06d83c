// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md: who may talk, and what becomes of each burst.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

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
        if (slot.carries->call.destination == f.destination && slot.carries->call.unit == f.unit)
            return carry_on(*m, slot, f);
        if (slot.active) { // quirks.md 27
            ++slot.carries->dropped;
            return drop(core::drop_reason::changed_call);
        }
    }
    // It begins, or was refused before ("each later frame of that stream is judged afresh"), or it is the
    // next call with the id of the last.
    if (belongs_to_data(*m, f))
        return data(*m, f);
    voice(*m, slot, f);
}

// --- "May a packet use the RX slot?" -----------------------------------------------------------------

void model::voice(member& m, timeslot& slot, const voice_frame& f)
{
    if (const auto reason = why_not(m, slot, f)) {
        if (*reason == core::drop_reason::contention)
            prune_broadcasts(f.source, m);
        return refuse_call(m, f, *reason);
    }
    start(m, slot, f);
}

std::optional<core::drop_reason> model::why_not(const member& m, const timeslot& slot,
                                                const voice_frame& f) const
{
    if (is_too_long(m, f))
        return core::drop_reason::too_long;
    if (!f.unit && is_network_side(m, {f.slot, f.destination})) // "Ingress: first ..."
        return core::drop_reason::network_side;
    if (is_looped(m, f))
        return core::drop_reason::looped;
    if (slot.carries && !hang_time_over(slot)) {
        if (slot.active && !silent(slot)) // rule 3
            return core::drop_reason::contention;
        if (!may_have(slot, {f.source, f.destination, f.unit})) // rules 4 and 5
            return core::drop_reason::hang_time;
    }
    if (is_parrot(f)) // "need neither unit_calls nor a permission"
        return std::nullopt;
    return why_not_here(m, f);
}

// Rule 6, and its like for unit calls.
std::optional<core::drop_reason> model::why_not_here(const member& m, const voice_frame& f) const
{
    if (f.unit)
        return m.unit_calls ? std::nullopt : std::optional{core::drop_reason::unit_calls_off};
    const channel keyed{f.slot, f.destination};
    if (is_network_side(m, keyed))
        return core::drop_reason::network_side;
    const channel network = in_network_words(place_of(m), keyed);
    if (!admits(m.talkgroups[network.slot], network.talkgroup))
        return core::drop_reason::not_permitted;
    return std::nullopt;
}

bool model::is_parrot(const voice_frame& f) const
{
    return roster_.house().parrot && f.destination == (f.unit ? parrot_radio : parrot_talkgroup);
}

void model::drop(core::drop_reason reason) { ++counters_.dropped[number_of(reason)]; }

// Warned of once for each stream; forgotten after 10 s, and of more than eight the one that has been silent
// longest.
void model::refuse_call(member& m, const voice_frame& f, core::drop_reason reason)
{
    drop(reason);
    bool known = false;
    refusal& r = remembered(m, f, known);
    const bool told = known && (reason != core::drop_reason::too_long || r.too_long);
    r.too_long = reason == core::drop_reason::too_long;
    r.last = now_;
    if (told)
        return;
    expected_.events.push_back({.what = kind::call_refused,
                                .repeater = id_of(m),
                                .slot = f.slot,
                                .reason = number_of(reason),
                                .stream = f.stream,
                                .source = f.source,
                                .destination = f.destination});
}

refusal& model::remembered(member& m, const voice_frame& f, bool& known)
{
    std::erase_if(m.refused, [&](const refusal& r) { return now_ - r.last >= 10s; });
    for (refusal& r : m.refused)
        if (r.slot == f.slot && r.id == f.stream) {
            known = true;
            return r;
        }
    if (m.refused.size() == 8) {
        ++counters_.refused_streams_forgotten;
        m.refused.erase(std::min_element(m.refused.begin(), m.refused.end(),
                                         [](const refusal& a, const refusal& b) { return a.last < b.last; }));
    }
    m.refused.push_back({f.slot, f.stream, now_, now_, false});
    return m.refused.back();
}

// "All later frames with that stream id on that slot, until 10 s of silence of that id."
bool model::is_too_long(const member& m, const voice_frame& f) const
{
    return std::any_of(m.refused.begin(), m.refused.end(), [&](const refusal& r) {
        return r.too_long && r.slot == f.slot && r.id == f.stream && now_ - r.last < 10s;
    });
}

// "S's own first frame, refused or not".
time_point model::first_frame(const member& m, const voice_frame& f) const
{
    for (const refusal& r : m.refused)
        if (r.slot == f.slot && r.id == f.stream && now_ - r.last < 10s)
            return r.first;
    return now_;
}

// --- A stream begins -----------------------------------------------------------------------------------

void model::start(member& m, timeslot& slot, const voice_frame& f)
{
    ++counters_.streams;
    if (slot.carries && slot.carries->id == f.stream)
        ++ids_used_again_;
    turn_into_voice(m, f);
    const auto t = transmission_of(m, f);
    take(m, f.slot, t, f.destination, true);
    running_.push_back(t);
    radio_heard(f.source, m);
    stream_begins(t->origin, t->id, t->source, t->network.talkgroup);
    std::uint64_t busy = 0;
    if (t->recorded)
        record(m, f.slot, t);
    else
        choose_targets(t, busy);
    const auto flags = static_cast<std::uint8_t>((t->broadcast ? 1 : 0) + (t->recorded ? 2 : 0));
    report(kind::rx_started, m, slot, flags, t->targets.size(), busy);
    carry_on(m, slot, f);
}

std::shared_ptr<transmission> model::transmission_of(const member& m, const voice_frame& f) const
{
    const auto t = std::make_shared<transmission>();
    t->origin = place_of(m);
    t->id = f.stream;
    t->slot = f.slot;
    t->call = {f.source, f.destination, f.unit};
    t->network = {f.slot, f.destination};
    if (!f.unit)
        t->network = in_network_words(place_of(m), t->network);
    t->source = !f.unit && m.source != 0 ? m.source : f.source; // "every group-voice packet"
    t->first_frame = first_frame(m, f);
    t->started = t->last_frame = now_;
    t->recorded = is_parrot(f);
    t->options.unit = f.unit;
    return t;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md: who may talk, and what becomes of each burst.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_recorded = longest_recording / 60ms; // bursts

template <class Reason>
constexpr std::uint8_t number_of(Reason r)
{
    return static_cast<std::uint8_t>(r);
}

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
    if (slot.carries && !hang_time_over(slot)) {
        if (slot.active && !silent(slot)) // rule 3
            return core::drop_reason::contention;
        if (!may_follow(held_by(slot), {f.source, f.destination, f.unit})) // rules 4 and 5
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

// --- Frames of a stream --------------------------------------------------------------------------------

void model::carry_on(member& m, timeslot& slot, const voice_frame& f)
{
    const auto t = slot.carries;
    const bool active = slot.active;
    if (t->too_long)
        return refuse_too_long(m, *t, f);
    const auto most = roster_.house().max_call;
    if (active && most > 0s && now_ - t->started > most)
        return cut(m, slot, f);
    ++accepted_;
    late_frames_ += active ? 0 : 1;
    ++t->packets;
    t->last_frame = now_;
    read_along(*t, f);
    auto& kept = m.tapes[f.slot];
    if (kept && kept->of == t && !kept->due && kept->frames.size() < most_recorded)
        kept->frames.push_back(f);
    if (active && f.what == frame::sync)
        enter_late(t);
    expected_.heard = t.get();
    counters_.forwarded += t->holders;
    if (active && f.what == frame::terminator)
        end(m, slot, core::end_reason::terminator, farewell::none);
}

// What a terminator of the server's own will have to say, and what a rewritten header says now: "service
// options and FID are decoded from the first voice header".
void model::read_along(transmission& t, const voice_frame& f)
{
    t.received.note(f.sequence);
    t.last_sequence = f.sequence;
    const options_of_call said{f.feature_set, f.service_options, f.unit};
    t.handed_over =
        t.handed_over || f.source != t.call.source || (t.packets > 1 && !(said == t.last_options));
    t.last_source = t.source != t.call.source ? t.source : f.source;
    t.last_options = said;
    if (f.what != frame::sync)
        t.colour = f.colour_code;
    gather(t, f);
    if (f.what != frame::header || t.header_read || f.wrong_bits > correctable_bits)
        return;
    t.header_read = true;
    t.options = {f.feature_set, f.service_options, f.unit};
}

// A piece of a superframe's link control names nobody. It is the call's own, or an alias's: that can be told
// when all pieces before it came, and of an alias only once the call's own has been seen.
void model::gather(transmission& t, const voice_frame& f)
{
    const bool piece = f.what == frame::speech && f.place >= 1 && f.place <= 4;
    t.sure = true;
    if (!piece) {
        t.pieces = 0;
        return;
    }
    const bool follows =
        t.pieces + 1 == f.place && static_cast<std::uint8_t>(f.sequence - t.piece_sequence) <= 1;
    t.pieces = f.place == 1 || follows ? f.place : std::uint8_t{0};
    t.piece_sequence = f.sequence;
    t.sure = t.pieces == f.place && (f.says == between::address || t.confirmed) && !t.handed_over;
    if (t.pieces == 4 && f.says == between::address)
        t.confirmed = true;
}

// Longer than global.max_call_seconds: "the stream ends (reason timeout), its targets get a terminator,
// further frames of that stream id are dropped with one warning" (spec config.md).
void model::cut(member& m, timeslot& slot, const voice_frame& f)
{
    const auto t = slot.carries;
    t->too_long = true;
    end(m, slot, core::end_reason::timeout, farewell::terminator);
    refuse_too_long(m, *t, f);
}

// The slot where it comes in is not free before it is silent.
void model::refuse_too_long(member& m, transmission& t, voice_frame f)
{
    t.last_refused = now_;
    f.source = t.call.source;
    refuse_call(m, f, core::drop_reason::too_long);
}

// A lost target "is tried again, by the busy rule, at each later voice-sync burst".
void model::enter_late(const std::shared_ptr<transmission>& t)
{
    if (t->holders == t->targets.size())
        return;
    for (const listener& l : t->targets) {
        if (slot_of(l).carries == t || busy(slot_of(l), *t, l.destination))
            continue;
        take(members_[l.place], l.slot, t, l.destination, false);
        ++counters_.late_entries;
        report(kind::tx_started, members_[l.place], slot_of(l), 0, 0, 0);
    }
}

bool model::busy(const timeslot& slot, const transmission& t, std::uint32_t destination) const
{
    if (!slot.carries || hang_time_over(slot))
        return false;
    // A stream that has been silent counts as ended, but not for who has been talking over it.
    if (slot.active && !(silent(slot) && t.first_frame > slot.carries->last_frame))
        return true;
    return !may_follow(held_by(slot), {t.call.source, destination, t.call.unit});
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md: the frames of a stream, from the second one on.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_recorded = longest_recording / 60ms; // bursts

}

void model::carry_on(member& m, timeslot& slot, const voice_frame& f)
{
    const auto t = slot.carries;
    const bool active = slot.active;
    if (t->too_long)
        return refuse_too_long(m, *t, f);
    const auto most = roster_.house().max_call;
    if (active && most > 0s && now_ - t->started > most)
        return cut(m, slot, f);
    if (is_too_fast(m, t->paced))
        return refuse_frame(m, *t, f, core::drop_reason::too_fast);
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
    else if (active && t->packets % 60 == 0)
        report(kind::stream_updated, m, slot, 0, t->packets, 0);
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
void model::refuse_too_long(member& m, transmission& t, const voice_frame& f)
{
    t.last_refused = now_;
    refuse_frame(m, t, f, core::drop_reason::too_long);
}

// Its call is that of the stream's first frame.
void model::refuse_frame(member& m, const transmission& t, voice_frame f, core::drop_reason reason)
{
    f.source = t.call.source;
    refuse_call(m, f, reason);
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

}

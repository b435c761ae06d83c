// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of the echo service (spec config.md, `parrot`): a call to it is recorded and played back
// to that repeater and slot alone, a second after its end, at the pace of the air.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto pause = 1s;
constexpr auto pace = 60ms;
constexpr std::uint32_t unnamed = 0xFFFF'FFFF; // a playback whose number is not known yet

bool begins_with_header(const tape& t) { return t.frames.front().what == frame::header; }
bool ends_with_terminator(const tape& t) { return t.frames.back().what == frame::terminator; }

// "There is always a header first and a terminator last."
std::size_t length_of(const tape& t)
{
    return t.frames.size() + (begins_with_header(t) ? 0 : 1) + (ends_with_terminator(t) ? 0 : 1);
}

}

// What was kept of that slot before is discarded.
void model::record(member& m, std::size_t slot, const std::shared_ptr<transmission>& t)
{
    m.tapes[slot] = tape{t, {}, std::nullopt, nullptr, 0};
}

void model::finish_recording(member& m, const timeslot& slot)
{
    auto& kept = m.tapes[static_cast<std::size_t>(&slot - m.slots.data())];
    if (!kept || kept->of != slot.carries)
        return;
    const bool voice = std::any_of(kept->frames.begin(), kept->frames.end(), [](const voice_frame& f) {
        return f.what == frame::sync || f.what == frame::speech;
    });
    if (voice)
        kept->due = now_ + pause;
    else
        kept.reset();
}

void model::play_echo()
{
    for (member& m : members_)
        for (const std::uint8_t slot : {std::uint8_t{0}, std::uint8_t{1}}) {
            auto& kept = m.tapes[slot];
            while (kept && kept->due && *kept->due <= now_)
                if (!play_next(m, slot, *kept))
                    kept.reset();
        }
}

// Whether there is more to come.
bool model::play_next(member& m, std::uint8_t which, tape& t)
{
    timeslot& slot = m.slots[which];
    if (t.played == 0 && !begin_to_play(m, which, t))
        return false;
    if (slot.carries != t.playback) // somebody else has it by now
        return false;
    const std::size_t recorded = t.played - (begins_with_header(t) ? 0 : 1); // wraps for a header of ours
    const bool last = t.played + 1 == length_of(t);
    const auto frame = recorded < t.frames.size() ? std::optional{t.frames[recorded]} : std::nullopt;
    expected_.played.push_back({.place = place_of(m),
                                .of = t.playback,
                                .recorded = t.of,
                                .frame = frame,
                                .sequence = static_cast<std::uint8_t>(t.played),
                                .last = last});
    ++counters_.echo_bursts;
    ++t.played;
    *t.due += pace;
    ++t.playback->packets;
    t.playback->last_frame = now_;
    if (!last)
        return true;
    // It blocks the slot for no longer than it plays.
    begin_hang_time(m, slot, core::end_reason::terminator, farewell::none);
    report(kind::hang_time_expired, m, slot, 0, 0, 0);
    vacate(slot);
    return false;
}

// "A group call comes back with the same talkgroup and source, a unit call from the parrot's id to the
// caller."
bool model::begin_to_play(member& m, std::uint8_t which, tape& t)
{
    const auto p = std::make_shared<transmission>();
    p->origin = place_of(m);
    p->id = unnamed;
    p->slot = which;
    p->call = t.of->call;
    if (p->call.unit)
        std::swap(p->call.source, p->call.destination);
    p->source = p->call.source;
    p->first_frame = p->started = now_;
    p->options = t.of->options;
    p->played = true;
    most_records_ = std::max(most_records_, records_ + 1);
    if (busy(m.slots[which], *p, p->call.destination))
        return false;
    ++playbacks_;
    ++records_;
    take(m, which, p, p->call.destination, false);
    t.playback = p;
    report(kind::tx_started, m, m.slots[which], 2, 0, 0);
    return true;
}

std::size_t model::tapes() const
{
    std::size_t n = 0;
    for (const member& m : members_)
        n += static_cast<std::size_t>(
            std::count_if(m.tapes.begin(), m.tapes.end(), [](const auto& t) { return t.has_value(); }));
    return n;
}

void model::name_playback(std::uint32_t place, std::uint8_t slot, std::uint32_t stream)
{
    const auto named =
        std::find_if(expected_.played.begin(), expected_.played.end(),
                     [&](const played_burst& b) { return b.place == place && b.of->slot == slot; });
    if (named == expected_.played.end())
        return;
    // The tape may be gone already, after a playback of one step.
    const_cast<transmission&>(*named->of).id = stream;
    for (occurrence& o : expected_.events)
        if (o.repeater == roster::id_of(place) && o.slot == slot && o.stream == unnamed)
            o.stream = stream;
}

}

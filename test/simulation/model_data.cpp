// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md, "Data calls", and quirks.md 38 and 39.
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_of_a_slot = 4; // more radios at once, and the one silent longest ends early

}

// "A stream whose first packet is frame type 2 with a data type other than 0, 1 and 2; a voice burst in it
// turns it into a voice call."
bool model::belongs_to_data(const member& m, const voice_frame& f) const
{
    if (f.what == frame::data)
        return true;
    if (f.what == frame::sync || f.what == frame::speech)
        return false;
    const auto& calls = m.data[f.slot];
    return std::any_of(calls.begin(), calls.end(), [&](const data_call& d) { return d.stream == f.stream; });
}

void model::turn_into_voice(member& m, const voice_frame& f)
{
    auto& calls = m.data[f.slot];
    const auto last =
        std::find_if(calls.rbegin(), calls.rend(), [&](const data_call& d) { return d.stream == f.stream; });
    if (last != calls.rend())
        end_data(m, f.slot, static_cast<std::size_t>(calls.rend() - last) - 1);
}

void model::data(member& m, const voice_frame& f)
{
    bool begins = false;
    bool new_stream = false;
    data_call& d = data_call_of(m, f, begins, new_stream);
    if (new_stream) {
        radio_heard(f.source, m);
        d.targets.clear();
        if (roster_.house().forward_data_calls)
            choose_data_targets(m, f, d);
    }
    if (is_too_fast(m, d.paced))
        return drop(core::drop_reason::too_fast);
    ++counters_.data_bursts;
    d.stream = f.stream;
    ++d.packets;
    d.last_frame = now_;
    if (begins)
        report_data(kind::data_started, m, f.slot, d);
    // "A slot with active voice is busy for it", frame by frame.
    for (const listener& l : d.targets)
        if (!slot_of(l).active)
            expected_.data_to.push_back(l);
    counters_.data_forwarded += expected_.data_to.size();
}

// What one radio sends to one destination on one slot is one data call, over as many streams as it likes.
data_call& model::data_call_of(member& m, const voice_frame& f, bool& begins, bool& new_stream)
{
    auto& calls = m.data[f.slot];
    const address call{f.source, f.destination, f.unit};
    // Two radios may have the same stream id: each of them begins anew when its turn comes.
    const auto last =
        std::find_if(calls.rbegin(), calls.rend(), [&](const data_call& d) { return d.stream == f.stream; });
    for (data_call& d : calls)
        if (d.call == call) {
            new_stream = last == calls.rend() || !(last->call == call);
            return d;
        }
    if (calls.size() == most_of_a_slot) {
        const auto oldest =
            std::min_element(calls.begin(), calls.end(), [](const data_call& a, const data_call& b) {
                return a.last_frame < b.last_frame;
            });
        end_data(m, f.slot, static_cast<std::size_t>(oldest - calls.begin()));
    }
    begins = new_stream = true;
    calls.push_back(
        {.call = call, .stream = f.stream, .last_frame = now_, .packets = 0, .targets = {}, .paced = {}});
    return calls.back();
}

// "By the rules of group or unit calls; the burst is never touched, and a data call whose talkgroup number
// would change is not sent to that target."
void model::choose_data_targets(const member& m, const voice_frame& f, data_call& d)
{
    if (why_not_here(m, f))
        return;
    if (is_looped(m, f))
        return;
    const std::uint32_t called =
        f.unit ? f.destination : in_network_words(place_of(m), {f.slot, f.destination}).talkgroup;
    stream_begins(place_of(m), f.stream, f.source, called);
    stream_ends(place_of(m), f.stream, f.source, called);
    if (f.unit) {
        if (const auto place = where_is(f.destination, place_of(m))) {
            d.targets.push_back({*place, f.slot, f.destination});
            return;
        }
        for (const std::uint32_t place : who_takes_part(place_of(m)))
            d.targets.push_back({place, f.slot, f.destination});
        return;
    }
    const channel network = in_network_words(place_of(m), {f.slot, f.destination});
    for (const std::uint32_t place : who_wants(network.slot, network.talkgroup)) {
        const listener l = listener_at(place, network);
        if (place != place_of(m) && l.destination == f.destination)
            d.targets.push_back(l);
    }
}

void model::end_data(member& m, std::size_t slot, std::size_t which)
{
    auto& calls = m.data[slot];
    report_data(kind::data_ended, m, slot, calls[which]);
    calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(which));
}

void model::report_data(kind what, const member& m, std::size_t slot, const data_call& d)
{
    expected_.events.push_back({.what = what,
                                .repeater = id_of(m),
                                .slot = static_cast<std::uint8_t>(slot),
                                .reason = static_cast<std::uint8_t>(d.call.unit ? 1 : 0),
                                .stream = d.stream,
                                .source = d.call.source,
                                .destination = d.call.destination,
                                .first = what == kind::data_ended ? d.packets : d.targets.size()});
}

std::size_t model::data_calls() const
{
    std::size_t n = 0;
    for (const member& m : members_)
        n += m.data[0].size() + m.data[1].size();
    return n;
}

}

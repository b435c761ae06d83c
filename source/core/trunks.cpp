// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/trunks.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace hblink::core {

trunks::trunks(const config::settings& settings, trunk_table& table, calls& calls, event_sink& events,
               counters& counters)
    : settings_{settings}, table_{table}, calls_{calls}, events_{events}, counters_{counters}
{
    for (const config::trunk_settings& s : settings.trunks)
        if (s.enabled)
            table_.add(s);
}

// --- State -----------------------------------------------------------------------------------------

void trunks::open(trunk_id number, port_id port, time_point now)
{
    trunk* const t = table_.find(number);
    if (t == nullptr)
        return;
    t->path.port = port;
    t->open = true;
    t->opened_at = now;
    events_.on(trunk_opened{*t}, now);
}

void trunks::resolved(trunk_id number, const wire::endpoint& peer, time_point now)
{
    trunk* const t = table_.find(number);
    if (t == nullptr || (t->peer_known && t->path.remote == peer))
        return;
    const auto before = t->peer_known ? std::optional{t->path.remote} : std::nullopt;
    t->path.remote = peer;
    t->peer_known = true;
    events_.on(trunk_peer_found{*t, before}, now);
}

void trunks::fail(trunk_id number, trunk_failure why, std::string_view detail, time_point now)
{
    trunk* const t = table_.find(number);
    if (t == nullptr)
        return;
    if (why == trunk_failure::itself)
        t->peer_known = false;
    events_.on(trunk_failed{*t, why, detail}, now);
}

void trunks::close(trunk& t, time_point now)
{
    calls_.forget(t, now);
    if (t.open)
        events_.on(trunk_closed{t}, now);
    calls_.detach(t);
    table_.remove(t.number);
}

void trunks::settings_changed(time_point now)
{
    std::vector<const config::trunk_settings*> wanted;
    for (const config::trunk_settings& s : settings_.trunks)
        if (s.enabled)
            wanted.push_back(&s);
    std::vector<trunk*> unwanted;
    table_.for_each([&](trunk& t) {
        const auto same =
            std::find_if(wanted.begin(), wanted.end(), [&](const auto* s) { return *s == t.settings; });
        if (same != wanted.end())
            wanted.erase(same);
        else
            unwanted.push_back(&t);
    });
    for (trunk* const t : unwanted)
        close(*t, now);
    for (const config::trunk_settings* const s : wanted)
        table_.add(*s);
}

// --- Frames ----------------------------------------------------------------------------------------

void trunks::refuse(trunk& t, const path& from, wire::bytes datagram, frame_refusal why,
                    std::uint32_t talkgroup, time_point now)
{
    ++t.counts.refused[static_cast<std::size_t>(why)];
    events_.on(trunk_frame_refused{t, from, why, datagram.size(), talkgroup}, now);
}

// The cheap questions first: a flood of forged frames costs little.
void trunks::on_datagram(trunk_id number, const path& from, wire::bytes datagram, time_point now)
{
    ++counters_.datagrams;
    ++counters_.peer_datagrams;
    trunk* const t = table_.find(number);
    if (t == nullptr)
        return;
    if (datagram.size() != wire::openbridge_size || !wire::is_burst(datagram))
        return refuse(*t, from, datagram, frame_refusal::wrong_size, 0, now);
    if (!t->peer_known || from.remote != t->path.remote)
        return refuse(*t, from, datagram, frame_refusal::wrong_source, 0, now);
    if (!t->is_genuine(datagram))
        return refuse(*t, from, datagram, frame_refusal::bad_hmac, 0, now);
    const wire::dmrd burst{datagram.first(wire::dmrd_least)};
    if (burst.call() == dmr::call_type::unit)
        return refuse(*t, from, datagram, frame_refusal::unit_call, burst.destination(), now);
    const auto slot = t->slot_of(burst.destination());
    if (!slot)
        return refuse(*t, from, datagram, frame_refusal::unmapped, burst.destination(), now);

    // On which slot it came is nothing to us (spec links.md).
    std::array<std::byte, wire::dmrd_least> local;
    std::copy_n(datagram.begin(), local.size(), local.begin());
    wire::set_slot(local, *slot);
    ++t->counts.received;
    ++counters_.peer_bursts;
    t->counts.last_received = now;
    calls_.on_trunk_burst(*t, wire::dmrd{local}, now);
}

}

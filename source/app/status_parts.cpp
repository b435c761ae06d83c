// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/status_parts.hpp"

#include "hblink/app/status.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/observe/compact.hpp"
#include "hblink/observe/event_fields.hpp"
#include "hblink/observe/remedy.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace hblink::app {
namespace {

using observe::in_seconds;

std::string to_text(const dmr::talkgroup_range& r)
{
    const std::string first = std::to_string(r.first.value());
    return r.first == r.last ? first : first + '-' + std::to_string(r.last.value());
}

// What a call or a refused one was for.
void add_destination(json_text& to, dmr::slot slot, const core::addressing& call)
{
    to.member("slot", dmr::number_of(slot));
    to.member("source", call.source);
    to.member("destination", call.destination);
    to.member("kind", call.call == dmr::call_type::group ? "group" : "unit");
}

}

void add_quality(json_text& to, const core::quality_summary& q)
{
    std::optional<double> loss;
    if (const auto expected = q.packets + q.lost; expected != 0)
        loss = 100.0 * static_cast<double>(q.lost) / static_cast<double>(expected);
    std::optional<double> jitter;
    if (const auto mean = q.mean_jitter())
        jitter = 1000.0 * in_seconds(*mean);
    to.key("quality").begin_object();
    to.member("packets", q.packets);
    to.member("loss_percent", loss);
    to.member("jitter_ms", jitter);
    to.member("ber_percent", q.bit_error_percent());
    to.member("rssi_dbm", q.mean_rssi());
    to.end_object();
}

std::string host_and_port(const std::string& host, std::uint16_t port)
{
    const bool v6 = host.find(':') != host.npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::string_view name_of(observe::refusal::subject s) noexcept
{
    switch (s) {
    case observe::refusal::subject::login:
        return "login";
    case observe::refusal::subject::call:
        return "call";
    case observe::refusal::subject::frame:
        return "frame";
    }
    return "unknown";
}

void add_talkgroups(json_text& to, std::string_view name, const dmr::talkgroup_set& set)
{
    to.key(name);
    if (set.is_everything()) {
        to.value("*");
        return;
    }
    const auto ranges = set.ranges();
    to.begin_array();
    for (std::size_t i = 0; i < ranges.size() && i < most_talkgroups_shown; ++i)
        to.value(to_text(ranges[i]));
    to.end_array();
    if (ranges.size() > most_talkgroups_shown)
        to.member(std::string{name} + "_left_out", ranges.size() - most_talkgroups_shown);
}

void add_repeater(json_text& to, const core::session& s, const moment& at)
{
    using wire::station_field;
    to.begin_object();
    to.member("id", s.id);
    to.member("callsign", s.station.callsign());
    to.member("type", config::to_string(s.type));
    to.member("address", s.path.remote.to_string());
    to.member("location", s.station[station_field::location]);
    to.member("software", s.station[station_field::software_id]);
    to.member("package", s.station[station_field::package_id]);
    to.member("rule", s.rule ? std::string_view{s.rule->name} : std::string_view{});
    to.member("connected_at", iso_time(at.wall_of(s.connected_at)));
    to.member("connected_s", in_seconds(at.steady - s.connected_at));
    to.member("last_heard_s", in_seconds(at.steady - s.last_heard));
    to.member("missed_pings", s.missed_pings);
    to.key("talkgroups").begin_object();
    add_talkgroups(to, "slot1", s.talkgroups[0]);
    add_talkgroups(to, "slot2", s.talkgroups[1]);
    to.end_object();
    to.member("unit_calls", s.unit_calls);
    if (s.options)
        to.member("options", observe::without_secrets(*s.options));
    else
        to.key("options").null();
    add_quality(to, s.quality.sum);
    to.end_object();
}

bool is_in_a_call(const core::slot_state& slot) noexcept
{
    if (slot.phase != core::slot_phase::active || slot.stream == nullptr)
        return false;
    const bool played = slot.stream->slot == nullptr;
    return slot.direction == core::stream_direction::rx || played;
}

void add_call(json_text& to, const core::slot_state& slot, const moment& at, const radio_names& names)
{
    const core::stream& stream = *slot.stream;
    const bool received = slot.direction == core::stream_direction::rx;
    const std::string name = names ? names(slot.call.source.value()) : std::string{};
    const std::string alias = stream.alias.text();
    to.begin_object();
    if (const core::link* const l = core::link_of(*slot.owner); l != nullptr)
        to.member("link", l->settings.name).member("origin", stream.origin);
    else if (const core::trunk* const t = core::trunk_of(*slot.owner); t != nullptr)
        to.member("trunk", t->settings.name).member("origin", stream.origin);
    else
        to.member("repeater", slot.owner->id).member("callsign", core::callsign_of(*slot.owner));
    add_destination(to, slot.which, slot.call);
    if (!name.empty())
        to.member("source_name", name);
    if (!alias.empty())
        to.member("alias", alias);
    to.member("since_s", in_seconds(at.steady - slot.started));
    to.member("stream_id", slot.id);
    to.member("echo", !received);
    to.member("targets", stream.targets.size());
    if (received)
        add_quality(to, stream.quality.summary());
    to.end_object();
}

void add_link(json_text& to, const core::link& l, const moment& at)
{
    const bool waits = !l.up() && !l.open && l.last_failure;
    to.begin_object();
    to.member("name", l.settings.name);
    to.member("id", l.settings.radio_id);
    to.member("peer", host_and_port(l.settings.address, l.settings.port));
    to.member("address", l.open ? l.path.remote.to_string() : std::string{});
    to.member("state", l.up() ? "up" : waits ? "waiting" : "connecting");
    to.key("since_s");
    if (l.up() || l.last_failure)
        to.value(in_seconds(at.steady - l.changed_at));
    else
        to.null();
    to.key("talkgroups").begin_object();
    add_talkgroups(to, "slot1", l.wanted[0]);
    add_talkgroups(to, "slot2", l.wanted[1]);
    to.end_object();
    to.member("unit_calls", l.settings.unit_calls);
    to.member("options", observe::without_secrets(l.settings.options));
    to.member("missed_pongs", l.login.missed_pongs());
    to.member("logins", l.counts.logins);
    to.member("failed_attempts", l.attempts);
    to.key("last_failure");
    if (l.last_failure)
        to.value(to_string(*l.last_failure));
    else
        to.null();
    to.key("next_attempt_s");
    if (waits)
        to.value(std::max(0.0, in_seconds(l.changed_at + l.pause - at.steady)));
    else
        to.null();
    to.member("remedy", l.last_failure ? observe::remedy(*l.last_failure) : std::string_view{});
    to.member("received", l.counts.received);
    to.key("refused").begin_object();
    to.member("not_up", l.counts.not_up);
    to.member("wrong_source", l.counts.wrong_source);
    to.member("unknown", l.counts.unknown);
    to.member("looped", l.counts.looped);
    to.member("too_fast", l.counts.too_fast);
    to.end_object();
    add_quality(to, l.quality.sum);
    to.end_object();
}

void add_trunk(json_text& to, const core::trunk& t, const moment& at)
{
    to.begin_object();
    to.member("name", t.settings.name);
    to.member("id", t.settings.network_id);
    to.member("peer", host_and_port(t.settings.target_address, t.settings.target_port));
    to.member("address", t.peer_known ? t.path.remote.to_string() : std::string{});
    to.member("local_address", wire::endpoint{t.settings.local_address, t.settings.local_port}.to_string());
    to.member("state", !t.open ? "closed" : t.peer_known ? "open" : "no_peer");
    to.key("talkgroup_slots").begin_object();
    std::size_t shown = 0;
    for (const auto& [talkgroup, slot] : t.settings.talkgroup_slots)
        if (shown++ < most_talkgroups_shown)
            to.member(std::to_string(talkgroup.value()), dmr::number_of(slot));
    to.end_object();
    if (shown > most_talkgroups_shown)
        to.member("talkgroup_slots_left_out", shown - most_talkgroups_shown);
    to.member("streams", t.streams());
    to.member("sent", t.counts.sent);
    to.member("received", t.counts.received);
    to.key("last_received_s");
    if (t.counts.last_received)
        to.value(in_seconds(at.steady - *t.counts.last_received));
    else
        to.null();
    to.key("refused").begin_object();
    for (std::size_t i = 0; i < core::frame_refusals; ++i)
        to.member(to_string(core::frame_refusal(i)), t.counts.refused[i]);
    to.member("looped", t.counts.looped);
    to.member("too_fast", t.counts.too_fast);
    to.member("no_room", t.counts.no_room);
    to.end_object();
    add_quality(to, t.quality.sum);
    to.end_object();
}

void add_block(json_text& to, const core::block& b, const moment& at)
{
    to.begin_object();
    if (b.id.value() != 0)
        to.member("id", b.id);
    else
        to.member("callsign", b.callsign);
    to.member("reason", b.reason);
    if (b.until)
        to.member("until", iso_time(at.wall_of(*b.until))).member("left_s", in_seconds(*b.until - at.steady));
    else
        to.key("until").null();
    to.end_object();
}

void add_refusal(json_text& to, const observe::refusal& r, const moment& at)
{
    to.begin_object();
    to.member("what", name_of(r.what));
    to.member("id", r.id);
    to.member("callsign", r.callsign);
    if (r.from == core::connection_kind::link)
        to.member("link", r.name);
    else if (r.from == core::connection_kind::trunk)
        to.member("trunk", r.name);
    to.member("address", r.address.to_string());
    to.member("reason", r.reason);
    to.member("count", r.count);
    to.member("first_at", iso_time(at.wall_of(r.first)));
    to.member("last_at", iso_time(at.wall_of(r.last)));
    if (r.what == observe::refusal::subject::login)
        to.member("rule", r.rule).member("rule_reason", r.text);
    else if (r.what == observe::refusal::subject::call)
        add_destination(to, r.slot, r.call);
    else if (r.call.destination != 0)
        to.member("destination", r.call.destination)
            .member("kind", r.call.call == dmr::call_type::group ? "group" : "unit");
    to.member("remedy", r.remedy);
    to.end_object();
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/status_parts.hpp"

#include "hblink/app/status.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/observe/compact.hpp"

#include <optional>
#include <string_view>

namespace hblink::app {
namespace {

double in_seconds(core::duration d) noexcept { return std::chrono::duration<double>{d}.count(); }

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

std::string to_text(const dmr::talkgroup_range& r)
{
    const std::string first = std::to_string(r.first.value());
    return r.first == r.last ? first : first + '-' + std::to_string(r.last.value());
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

// What a call or a refused one was for.
void add_destination(json_text& to, dmr::slot slot, const core::addressing& call)
{
    to.member("slot", dmr::number_of(slot));
    to.member("source", call.source);
    to.member("destination", call.destination);
    to.member("kind", call.call == dmr::call_type::group ? "group" : "unit");
}

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
    to.member("repeater", slot.owner->id);
    to.member("callsign", core::callsign_of(*slot.owner));
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
    const bool login = r.what == observe::refusal::subject::login;
    to.begin_object();
    to.member("what", login ? "login" : "call");
    to.member("id", r.id);
    to.member("callsign", r.callsign);
    to.member("address", r.address.to_string());
    to.member("reason", r.reason);
    to.member("count", r.count);
    to.member("first_at", iso_time(at.wall_of(r.first)));
    to.member("last_at", iso_time(at.wall_of(r.last)));
    if (login)
        to.member("rule", r.rule).member("rule_reason", r.text);
    else
        add_destination(to, r.slot, r.call);
    to.member("remedy", r.remedy);
    to.end_object();
}

}

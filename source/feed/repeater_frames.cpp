// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/repeater_frames.hpp"

#include <algorithm>
#include <string_view>

namespace hblink::feed {
namespace {

using wire::station_field;

std::string_view or_else(std::string_view text, std::string_view if_empty)
{
    return text.empty() ? if_empty : text;
}

// `ip:port`, an IPv6 address without brackets.
std::string address_of(const core::session& s)
{
    return s.path.remote.address.to_string() + ':' + std::to_string(s.path.remote.port);
}

void add_subscription(frame& f, const core::session& s, bool options_came, const list_bounds& most)
{
    f.add_talkgroups("slot1_talkgroups", s.talkgroups[0], most.talkgroups);
    f.add_talkgroups("slot2_talkgroups", s.talkgroups[1], most.talkgroups);
    f.add_flag("rpto_received", options_came);
    f.add_translations("translations", s.translation.get(), most.translations);
}

// The default is the only rule that matches nobody.
bool is_default(const config::match_rule& m)
{
    return m.ids.empty() && m.id_ranges.empty() && m.callsigns.empty();
}

// Why this rule let that repeater in, the way HBlink4 puts it.
std::string reason_of(const config::match_rule& match, const core::session& s)
{
    const auto is_in = [&](const auto& range) { return range.first <= s.id && s.id <= range.second; };
    const auto fits = [&](const auto& pattern) { return pattern.matches(s.station.callsign()); };
    if (is_default(match))
        return "default";
    if (std::binary_search(match.ids.begin(), match.ids.end(), s.id))
        return "specific_id: " + std::to_string(s.id.value());
    if (const auto r = std::find_if(match.id_ranges.begin(), match.id_ranges.end(), is_in);
        r != match.id_ranges.end())
        return "id_range: " + std::to_string(r->first.value()) + '-' + std::to_string(r->second.value());
    if (const auto p = std::find_if(match.callsigns.begin(), match.callsigns.end(), fits);
        p != match.callsigns.end())
        return "callsign: " + std::string{p->text()};
    return "pattern_match";
}

void add_rule(frame& f, const core::session& s)
{
    const auto* const rule = s.rule.get();
    if (rule == nullptr) {
        f.add_text("matched_pattern", "Unknown");
        f.add_text("pattern_description", "");
        f.add_text("match_reason", "unknown");
        return;
    }
    const bool by_default = is_default(rule->match);
    f.add_text("matched_pattern", by_default ? "Default" : rule->name);
    f.add_text("pattern_description", by_default ? "Using default configuration" : rule->description);
    f.add_text("match_reason", reason_of(rule->match, s));
}

std::string_view name_of(core::disconnect_reason r) noexcept
{
    switch (r) {
    case core::disconnect_reason::timeout:
        return "timeout";
    case core::disconnect_reason::reconnect_different_port:
        return "reconnect_different_port";
    case core::disconnect_reason::goodbye:
    case core::disconnect_reason::not_allowed:
    case core::disconnect_reason::kicked:
    case core::disconnect_reason::blocked:
        break;
    }
    return "disconnect"; // quirks.md 61
}

}

list_bounds::list_bounds(const config::limit_settings& l)
    : talkgroups{std::min<std::size_t>(l.talkgroups_per_slot, at_most)},
      translations{std::min<std::size_t>(l.translations_per_repeater, at_most)}
{}

void write_connected(std::string& out, const core::session& s, const time_of_day& time,
                     const list_bounds& most)
{
    frame f{out, "repeater_connected", time.at(s.connected_at)};
    f.add_number("repeater_id", s.id.value());
    f.add_text("callsign", or_else(s.station.callsign(), "UNKNOWN"));
    f.add_text("location", or_else(s.station[station_field::location], "Unknown"));
    f.add_text("address", address_of(s));
    f.add_text("rx_freq", s.station[station_field::rx_frequency]);
    f.add_text("tx_freq", s.station[station_field::tx_frequency]);
    f.add_text("colorcode", s.station[station_field::colour_code]);
    f.add_text("connection_type", to_string(s.type));
    f.add_text("software_id", s.station[station_field::software_id]);
    f.add_text("package_id", s.station[station_field::package_id]);
    add_subscription(f, s, s.options_set, most);
    f.add_time("last_ping", time.at(s.last_heard));
    f.add_number("missed_pings", s.missed_pings);
    f.finish();
}

void write_details(std::string& out, const core::session& s, const time_of_day& time)
{
    frame f{out, "repeater_details", time.now()};
    f.add_number("repeater_id", s.id.value());
    f.add_text("latitude", s.station[station_field::latitude]);
    f.add_text("longitude", s.station[station_field::longitude]);
    f.add_text("height", s.station[station_field::height]);
    f.add_text("tx_power", s.station[station_field::tx_power]);
    f.add_text("description", s.station[station_field::description]);
    f.add_text("url", s.station[station_field::url]);
    f.add_text("software_id", s.station[station_field::software_id]);
    f.add_text("package_id", s.station[station_field::package_id]);
    f.add_text("connection_type", to_string(s.type));
    f.add_text("slots", s.station[station_field::slots]);
    add_rule(f, s);
    f.finish();
}

void write_options_updated(std::string& out, const core::session& s, const time_of_day& time,
                           const list_bounds& most)
{
    frame f{out, "repeater_options_updated", time.now()};
    f.add_number("repeater_id", s.id.value());
    add_subscription(f, s, true, most);
    f.finish();
}

void write_disconnected(std::string& out, const core::session& s, core::disconnect_reason reason,
                        const time_of_day& time)
{
    frame f{out, "repeater_disconnected", time.now()};
    f.add_number("repeater_id", s.id.value());
    f.add_text("callsign", or_else(s.station.callsign(), "Unknown"));
    f.add_text("reason", name_of(reason));
    f.finish();
}

}

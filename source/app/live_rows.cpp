// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_rows.hpp"

#include "hblink/app/live_section.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/core/translation.hpp"
#include "hblink/observe/compact.hpp"
#include "hblink/observe/remedy.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace hblink::app {
namespace {

using wire::station_field;

constexpr std::size_t most_translations_shown = 100;

// A number that somebody wrote into a text; nothing: that is none.
std::optional<double> read_number(std::string_view text) noexcept
{
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    double value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

void add_whole_number(json_text& to, std::string_view name, std::string_view text, double least, double most)
{
    if (const auto value = read_number(text); value && *value >= least && *value <= most)
        to.member(name, static_cast<std::int64_t>(*value));
}

void add_degrees(json_text& to, std::string_view name, double value, bool rounded)
{
    std::array<char, 32> digits{};
    const int size = std::snprintf(digits.data(), digits.size(), rounded ? "%.1f" : "%.5f", value);
    to.key(name).raw({digits.data(), static_cast<std::size_t>(size)});
}

// Many a hotspot says 0/0, or that it is in the middle of nowhere.
void add_place(json_text& to, const core::session& s, row_context& c)
{
    const auto latitude = read_number(s.station[station_field::latitude]);
    const auto longitude = read_number(s.station[station_field::longitude]);
    if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180 ||
        (*latitude == 0 && *longitude == 0))
        return;
    const bool rounded = c.hides(c.hiding.coordinates);
    add_degrees(to, "latitude", *latitude, rounded);
    add_degrees(to, "longitude", *longitude, rounded);
}

// Anything else could be a script.
bool is_web_address(std::string_view url) noexcept
{
    return url.starts_with("http://") || url.starts_with("https://");
}

void mention_all(const dmr::talkgroup_set& set, dmr::slot slot, row_context& c)
{
    if (set.is_everything())
        return;
    std::size_t seen = 0;
    for (const dmr::talkgroup_range& r : set.ranges()) {
        if (seen++ == most_talkgroups_shown)
            return;
        if (r.first == r.last)
            c.names.mention(slot, r.first.value());
    }
}

void add_both_sets(json_text& to, const std::array<dmr::talkgroup_set, 2>& sets, row_context& c)
{
    to.key("talkgroups").begin_object();
    add_talkgroups(to, "slot1", sets[0]);
    add_talkgroups(to, "slot2", sets[1]);
    to.end_object();
    mention_all(sets[0], dmr::slot::one, c);
    mention_all(sets[1], dmr::slot::two, c);
}

void add_translations(json_text& to, const core::translation* t, row_context& c)
{
    std::size_t shown = 0;
    to.key("translations").begin_array();
    if (t != nullptr)
        t->for_each([&](const core::stretch& s) {
            for (std::uint32_t i = 0; i < s.count && shown < most_translations_shown; ++i, ++shown) {
                to.begin_object();
                to.member("slot", dmr::number_of(s.local.slot));
                to.member("talkgroup", s.local.talkgroup + i);
                to.member("network_slot", dmr::number_of(s.network.slot));
                to.member("network_talkgroup", s.network.talkgroup + i);
                to.end_object();
                c.names.mention(s.network.slot, s.network.talkgroup + i);
            }
        });
    to.end_array();
    if (t != nullptr && t->size() > shown)
        to.member("translations_left_out", t->size() - shown);
}

// What the configuration calls it may be an address.
void add_peer(json_text& to, const std::string& host, std::uint16_t port, row_context& c)
{
    to.member("peer", c.hides(c.hiding.addresses) ? std::string{} : host_and_port(host, port));
}

void add_refused(json_text& to, const core::trunk_counters& counts)
{
    to.key("refused").begin_object();
    for (std::size_t i = 0; i < core::frame_refusals; ++i)
        to.member(to_string(core::frame_refusal(i)), counts.refused[i]);
    to.member("looped", counts.looped).member("too_fast", counts.too_fast).member("no_room", counts.no_room);
    to.end_object();
}

void add_who(json_text& to, std::uint32_t source, const row_context& c)
{
    to.member("source", source);
    if (const std::string name = c.names.user(source); !name.empty())
        to.member("source_name", name);
}

}

std::string_view to_string(section s) noexcept
{
    static constexpr std::array<std::string_view, sections> names{
        "server", "today", "health", "repeaters", "links",   "trunks",  "calls",
        "slots",  "heard", "events", "refusals",  "samples", "sockets", "names"};
    return names[static_cast<std::size_t>(s)];
}

live_hiding hiding_of(web::view v, const config::http_settings& s) noexcept
{
    if (v == web::view::full)
        return {};
    return {.addresses = !s.public_addresses,
            .coordinates = !s.public_coordinates,
            .unit_calls = !s.public_unit_calls,
            .details = true};
}

std::int64_t ms_of(std::chrono::system_clock::time_point t) noexcept
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

std::int64_t row_context::ms(core::time_point t) const { return ms_of(at.wall_of(t)); }

std::string key_of(const core::connection& c)
{
    static constexpr std::array<char, 3> letters{'r', 'l', 't'};
    return letters[static_cast<std::size_t>(c.kind)] + std::to_string(c.number_of_kind);
}

std::string_view name_of(const core::connection& c) noexcept
{
    if (const core::link* const l = core::link_of(c); l != nullptr)
        return l->settings.name;
    if (const core::trunk* const t = core::trunk_of(c); t != nullptr)
        return t->settings.name;
    return core::callsign_of(c);
}

std::string_view kind_of(dmr::call_type t, bool broadcast) noexcept
{
    return t == dmr::call_type::group ? "group" : broadcast ? "broadcast" : "unit";
}

std::optional<double> loss_of(const core::quality_summary& q) noexcept
{
    const auto expected = q.packets + q.lost;
    if (expected == 0)
        return std::nullopt;
    return 100.0 * static_cast<double>(q.lost) / static_cast<double>(expected);
}

// --- Repeaters, links, trunks ----------------------------------------------------------------------

void write_repeater(json_text& to, const core::session& s, std::span<const float> recent, row_context& c)
{
    const wire::station& says = s.station;
    to.begin_object();
    to.member("id", s.id).member("callsign", says.callsign()).member("type", config::to_string(s.type));
    if (!c.hides(c.hiding.addresses))
        to.member("address", s.path.remote.to_string());
    to.member("location", says[station_field::location]);
    add_place(to, s, c);
    add_whole_number(to, "height_m", says[station_field::height], -500, 10'000);
    add_whole_number(to, "rx_hz", says[station_field::rx_frequency], 1, 1e10);
    add_whole_number(to, "tx_hz", says[station_field::tx_frequency], 1, 1e10);
    add_whole_number(to, "power_w", says[station_field::tx_power], 0, 10'000);
    add_whole_number(to, "color_code", says[station_field::colour_code], 0, 15);
    to.member("slots_text", says[station_field::slots]);
    to.member("description", says[station_field::description]);
    if (is_web_address(says[station_field::url]))
        to.member("url", says[station_field::url]);
    to.member("software", says[station_field::software_id]);
    to.member("package", says[station_field::package_id]);
    to.member("rule", s.rule ? std::string_view{s.rule->name} : std::string_view{});
    to.member("since_ms", c.ms(s.connected_at));
    to.member("missed_pings", s.missed_pings);
    to.member("last_packet_ms", c.ms(s.last_heard));
    add_both_sets(to, s.talkgroups, c);
    to.member("talkgroups_source", s.options_set ? "options" : "rule");
    if (!c.hides(c.hiding.details) && s.options)
        to.member("options", observe::without_secrets(*s.options));
    to.member("unit_calls", s.unit_calls);
    if (s.source_override.value() != 0)
        to.member("sends_as", s.source_override);
    add_translations(to, s.translation.get(), c);
    add_quality(to, s.quality.sum);
    to.key("recent").begin_array();
    for (const float loss : recent)
        to.value(loss < 0 ? std::nullopt : std::optional{static_cast<double>(loss)});
    to.end_array().end_object();
}

void write_link(json_text& to, const core::link& l, row_context& c)
{
    const bool waits = !l.up() && !l.open && l.last_failure;
    to.begin_object();
    to.member("name", l.settings.name).member("id", l.settings.radio_id);
    add_peer(to, l.settings.address, l.settings.port, c);
    if (!c.hides(c.hiding.addresses) && l.open)
        to.member("address", l.path.remote.to_string());
    to.member("state", l.up() ? "up" : waits ? "waiting" : "connecting");
    std::optional<std::int64_t> since;
    if (l.up() || l.last_failure)
        since = c.ms(l.changed_at);
    to.member("since_ms", since);
    to.member("missed_pongs", l.login.missed_pongs());
    to.member("logins", l.counts.logins);
    to.member("failed_attempts", l.attempts);
    std::optional<std::string_view> failure;
    if (l.last_failure)
        failure = to_string(*l.last_failure);
    to.member("last_failure", failure);
    std::optional<std::int64_t> next;
    if (waits)
        next = c.ms(l.changed_at + l.pause);
    to.member("next_attempt_ms", next);
    to.member("remedy", l.last_failure ? observe::remedy(*l.last_failure) : std::string_view{});
    add_both_sets(to, l.wanted, c);
    to.member("unit_calls", l.settings.unit_calls);
    if (!c.hides(c.hiding.details) && !l.settings.options.empty())
        to.member("options", observe::without_secrets(l.settings.options));
    add_quality(to, l.quality.sum);
    to.member("received", l.counts.received);
    to.key("refused").begin_object();
    to.member("not_up", l.counts.not_up).member("wrong_source", l.counts.wrong_source);
    to.member("unknown", l.counts.unknown).member("looped", l.counts.looped);
    to.member("too_fast", l.counts.too_fast).end_object();
    to.end_object();
}

void write_trunk(json_text& to, const core::trunk& t, row_context& c)
{
    to.begin_object();
    to.member("name", t.settings.name).member("id", t.settings.network_id);
    add_peer(to, t.settings.target_address, t.settings.target_port, c);
    if (!c.hides(c.hiding.addresses)) {
        if (t.peer_known)
            to.member("address", t.path.remote.to_string());
        to.member("local_address",
                  wire::endpoint{t.settings.local_address, t.settings.local_port}.to_string());
    }
    to.member("state", !t.open ? "closed" : t.peer_known ? "open" : "no_peer");
    to.key("talkgroup_slots").begin_object();
    std::size_t shown = 0;
    for (const auto& [talkgroup, slot] : t.settings.talkgroup_slots) {
        if (shown++ == most_talkgroups_shown)
            break;
        to.member(std::to_string(talkgroup.value()), dmr::number_of(slot));
        c.names.mention(slot, talkgroup.value());
    }
    to.end_object();
    if (const std::size_t all = t.settings.talkgroup_slots.size(); all > most_talkgroups_shown)
        to.member("talkgroup_slots_left_out", all - most_talkgroups_shown);
    to.member("preserve_source_peer", t.settings.preserve_source_peer);
    to.member("streams", t.streams()).member("sent", t.counts.sent).member("received", t.counts.received);
    std::optional<std::int64_t> last;
    if (t.counts.last_received)
        last = c.ms(*t.counts.last_received);
    to.member("last_received_ms", last);
    add_refused(to, t.counts);
    add_quality(to, t.quality.sum);
    to.member("advice", advice_for(t));
    to.end_object();
}

// Why audio goes one way only, or not at all: an OpenBridge trunk has no login that could fail.
std::string advice_for(const core::trunk& t)
{
    using core::frame_refusal;
    constexpr std::uint64_t enough = 100; // frames: some seconds of voice
    const auto refused = [&](frame_refusal r) { return t.counts.refused[static_cast<std::size_t>(r)]; };
    if (!t.open)
        return "its socket is not bound: nothing is sent or received";
    if (!t.peer_known)
        return "the peer's address is not known: can its name be resolved?";
    if (t.counts.received == 0) {
        if (refused(frame_refusal::bad_hmac) != 0)
            return "all frames have a bad HMAC: the passphrases differ, or the peer cuts its own at 20 bytes";
        if (refused(frame_refusal::wrong_source) != 0)
            return "frames come from another address or port than the peer's: is there a NAT, or another "
                   "port in the peer's configuration?";
        if (refused(frame_refusal::unmapped) != 0)
            return "the peer sends talkgroups only that are not in talkgroup_slots";
        if (refused(frame_refusal::wrong_size) != 0)
            return "what comes in are no OpenBridge frames: has the peer another protocol configured?";
        if (t.counts.sent >= enough)
            return "it sends, but nothing comes back: look at the peer's firewall and configuration";
        return {};
    }
    if (refused(frame_refusal::bad_hmac) > t.counts.received)
        return "most frames have a bad HMAC: was a passphrase changed on one side only?";
    if (refused(frame_refusal::unmapped) > t.counts.received)
        return "most frames are of talkgroups that are not in talkgroup_slots";
    return {};
}

// --- Calls -----------------------------------------------------------------------------------------

const core::addressing& shown_call::local() const noexcept
{
    return data != nullptr ? data->call : slot->call;
}

bool shown_call::is_unit() const noexcept { return local().call == dmr::call_type::unit; }

core::channel shown_call::network() const noexcept
{
    if (data == nullptr)
        return {played() ? stream->received.slot : stream->network_slot, stream->call.destination};
    const core::channel local{slot->which, data->call.destination};
    const core::translation* const t = slot->owner->translation.get();
    if (t == nullptr || is_unit())
        return local;
    return t->to_network(local).value_or(local);
}

void write_call(json_text& to, const shown_call& call, row_context& c)
{
    const core::slot_state& slot = *call.slot;
    const core::connection& from = *slot.owner;
    const core::channel network = call.network();
    const core::addressing& local = call.local();
    const bool voice = call.stream != nullptr;
    if (!call.is_unit())
        c.names.mention(network.slot, network.talkgroup);
    to.begin_object();
    to.member("origin", call.played() ? std::string{"echo"} : key_of(from))
        .member("origin_name", name_of(from));
    to.member("slot", dmr::number_of(slot.which)).member("destination", local.destination);
    to.member("network_slot", dmr::number_of(network.slot)).member("network_destination", network.talkgroup);
    to.member("kind", kind_of(local.call, voice && call.stream->broadcast)).member("data", !voice);
    if (call.echo)
        to.member("echo", true);
    add_who(to, local.source.value(), c);
    if (voice) {
        if (const std::string alias = call.stream->alias.text(); !alias.empty())
            to.member("alias", alias);
        if (call.stream->position && !c.hides(c.hiding.coordinates)) {
            to.key("position").begin_object();
            add_degrees(to, "latitude", call.stream->position->latitude, false);
            add_degrees(to, "longitude", call.stream->position->longitude, false);
            to.end_object();
        }
    }
    to.member("since_ms", c.ms(voice ? slot.started : call.data->started));
    const auto& targets = voice ? call.stream->targets : call.data->targets;
    to.member("targets", targets.size());
    bool trunks = false;
    for (const core::target& t : targets) {
        const core::connection* const there = t.slot->owner; // null: it has gone
        const bool carries = !voice || t.slot->serial == call.stream->serial;
        if (there == nullptr || there->kind != core::connection_kind::trunk || !carries)
            continue;
        if (!trunks)
            to.key("trunks").begin_array();
        trunks = true;
        to.value(key_of(*there));
    }
    if (trunks)
        to.end_array();
    to.member("busy", call.busy);
    core::quality_summary quality;
    if (voice && !call.played())
        quality = call.stream->quality.summary();
    else
        quality.packets = voice ? call.stream->packets : call.data->packets;
    add_quality(to, quality);
    to.end_object();
}

// --- Slots -----------------------------------------------------------------------------------------

bool is_idle(const core::slot_state& s) noexcept
{
    return s.phase == core::slot_phase::idle && s.data == nullptr;
}

namespace {

void add_addresses(json_text& to, std::uint32_t source, const core::addressing& call, row_context& c)
{
    if (c.hides(c.hiding.unit_calls && call.call == dmr::call_type::unit))
        return;
    to.member("source", source).member("destination", call.destination);
    to.member("kind", kind_of(call.call, false));
}

// What is said of the call, but for what differs here.
void add_call_of_slot(json_text& to, const shown_slot& shown, row_context& c)
{
    const core::slot_state& s = *shown.slot;
    if (c.hides(c.hiding.unit_calls && s.call.call == dmr::call_type::unit))
        return;
    if (shown.call)
        to.member("call", std::to_string(*shown.call));
    if (s.direction == core::stream_direction::rx || s.stream == nullptr)
        return;
    const core::stream& stream = *s.stream;
    if (s.sent_source != stream.call.source)
        to.member("source", s.sent_source);
    if (s.call.destination != stream.received.talkgroup)
        to.member("destination", s.call.destination);
}

}

void write_slot(json_text& to, const shown_slot& shown, row_context& c)
{
    const core::slot_state& s = *shown.slot;
    const bool rx = s.direction == core::stream_direction::rx;
    to.begin_object();
    if (s.phase == core::slot_phase::active) {
        to.member("state", rx ? "rx" : "tx");
        add_call_of_slot(to, shown, c);
        to.member("since_ms", c.ms(s.started));
    } else if (s.data != nullptr) {
        to.member("state", "data");
        add_addresses(to, s.data->call.source.value(), s.data->call, c);
        to.member("since_ms", c.ms(s.data->started));
    } else {
        to.member("state", "hang");
        add_addresses(to, (rx ? s.call.source : s.sent_source).value(), s.call, c);
        to.member("since_ms", c.ms(s.ended)).member("until_ms", c.ms(s.ended + shown.hang_time));
    }
    to.end_object();
}

// --- Refusals --------------------------------------------------------------------------------------

bool write_refusal(json_text& to, const observe::refusal& r, row_context& c)
{
    using subject = observe::refusal::subject;
    const bool call = r.what == subject::call || (r.what == subject::frame && r.call.destination != 0);
    if (call && r.call.call == dmr::call_type::unit && c.hides(c.hiding.unit_calls))
        return false;
    to.begin_object();
    to.member("what", name_of(r.what)).member("reason", r.reason).member("remedy", r.remedy);
    to.member("id", r.id).member("callsign", r.callsign).member("name", r.name);
    if (!c.hides(c.hiding.addresses))
        to.member("address", r.address.to_string());
    to.member("rule", r.rule).member("rule_reason", r.text);
    to.member("count", r.count).member("first_ms", c.ms(r.first)).member("last_ms", c.ms(r.last));
    if (r.what == subject::call)
        to.member("slot", dmr::number_of(r.slot)).member("source", r.call.source);
    if (call)
        to.member("destination", r.call.destination).member("kind", kind_of(r.call.call, false));
    to.end_object();
    return true;
}

}

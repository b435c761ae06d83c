// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/call_log.hpp"

#include "hblink/core/data_calls.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/observe/event_fields.hpp"
#include "hblink/observe/remedy.hpp"

#include <string>

namespace hblink::observe {
namespace {

using config::log_level;

double in_milliseconds(core::duration d) noexcept { return 1000 * in_seconds(d); }

void add_call(fields& f, dmr::slot slot, const core::addressing& call)
{
    f.push_back({"slot", slot});
    f.push_back({"source", call.source});
    f.push_back({call.call == dmr::call_type::group ? "talkgroup" : "called", call.destination});
}

// Of what a link or a trunk brings: where it entered the other network, if the peer keeps that.
void add_origin(fields& f, const core::connection& c, dmr::repeater_id origin)
{
    if (c.kind != core::connection_kind::repeater)
        f.push_back({"origin", origin});
}

void add_stream(fields& f, const core::connection& s, const core::slot_state& slot)
{
    add_connection(f, s);
    if (slot.stream != nullptr && slot.direction == core::stream_direction::rx)
        add_origin(f, s, slot.stream->origin);
    add_call(f, slot.which, slot.call);
    f.push_back({"stream", slot.id});
}

// What came from the repeater, and how well; what was not measured has no field.
void add_quality(fields& f, const core::quality_summary& q)
{
    f.push_back({"lost", q.lost});
    f.push_back({"reordered", q.out_of_order});
    f.push_back({"duplicates", q.duplicates});
    f.push_back({"longest_gap_ms", in_milliseconds(q.longest_gap)});
    if (const auto jitter = q.mean_jitter()) {
        f.push_back({"jitter_ms", in_milliseconds(*jitter)});
        f.push_back({"jitter_max_ms", in_milliseconds(q.longest_jitter)});
    }
    if (const auto ber = q.bit_error_percent())
        f.push_back({"ber_percent", *ber});
    if (const auto rssi = q.mean_rssi())
        f.push_back({"rssi_dbm", *rssi});
}

std::string_view action_at(core::link_control_doubt d) noexcept
{
    switch (d) {
    case core::link_control_doubt::unreadable:
    case core::link_control_doubt::impossible:
        return "the usual service options are assumed";
    case core::link_control_doubt::contradicts:
        return "the addresses of the datagram count";
    case core::link_control_doubt::alias:
        return "it is not shown";
    }
    return "";
}

std::string_view name_of(dmr::data_format f) noexcept
{
    switch (f) {
    case dmr::data_format::unified:
        return "unified";
    case dmr::data_format::response:
        return "response";
    case dmr::data_format::unconfirmed:
        return "unconfirmed";
    case dmr::data_format::confirmed:
        return "confirmed";
    case dmr::data_format::short_defined:
        return "short_defined";
    case dmr::data_format::short_raw:
        return "short_raw";
    case dmr::data_format::proprietary:
        return "proprietary";
    }
    return "reserved";
}

// The service access point (ETSI TS 102 361-1, 9.3.18).
std::string_view name_of_sap(std::uint8_t sap) noexcept
{
    switch (sap) {
    case 0:
        return "unified";
    case 2:
        return "tcp_ip_compressed";
    case 3:
        return "udp_ip_compressed";
    case 4:
        return "ip";
    case 5:
        return "arp";
    case 9:
        return "proprietary";
    case 10:
        return "short_data";
    default:
        return "reserved";
    }
}

log_level level_of(core::drop_reason r) noexcept
{
    switch (r) {
    case core::drop_reason::contention:
    case core::drop_reason::hang_time:
    case core::drop_reason::not_permitted:
    case core::drop_reason::network_side:
    case core::drop_reason::too_long:
    case core::drop_reason::looped:
    case core::drop_reason::too_fast:
    case core::drop_reason::no_room:
        return log_level::warning;
    case core::drop_reason::unit_calls_off:
    case core::drop_reason::changed_call:
        return log_level::info;
    case core::drop_reason::echo:
    case core::drop_reason::not_connected:
        return log_level::debug;
    }
    return log_level::warning;
}

}

bool call_log::wanted(log_level l, log_event e, const core::connection& s, core::time_point now)
{
    return log_.enabled(l) && suppression_.admit(e, s, now);
}

void call_log::on(const core::stream_started& e, core::time_point now)
{
    if (e.slot.direction != core::stream_direction::rx ||
        !wanted(log_level::info, log_event::stream_started, e.connection, now))
        return;
    fields f;
    add_stream(f, e.connection, e.slot);
    f.push_back({"targets", e.targets});
    f.push_back({"busy", e.busy});
    if (e.broadcast)
        f.push_back({"broadcast", true});
    if (e.echo)
        f.push_back({"echo", e.slot.stream->echo ? "recorded" : "no_room"});
    log_.write(log_level::info, log_event::stream_started, f);
}

void call_log::on(const core::stream_ended& e, core::time_point now)
{
    if (e.slot.direction != core::stream_direction::rx ||
        !wanted(log_level::info, log_event::stream_ended, e.connection, now))
        return;
    fields f;
    add_stream(f, e.connection, e.slot);
    f.push_back({"reason", to_string(e.reason)});
    f.push_back({"length_s", in_seconds(e.length)});
    f.push_back({"packets", e.packets});
    f.push_back({"dropped", e.stream->dropped});
    add_quality(f, e.stream->quality.summary());
    const std::string alias = e.stream->alias.text();
    add_text(f, "alias", alias);
    log_.write(log_level::info, log_event::stream_ended, f);
}

void call_log::on(const core::hang_time_expired& e, core::time_point now)
{
    if (e.slot.direction != core::stream_direction::rx ||
        !wanted(log_level::debug, log_event::hang_time_expired, e.connection, now))
        return;
    fields f;
    add_stream(f, e.connection, e.slot);
    log_.write(log_level::debug, log_event::hang_time_expired, f);
}

void call_log::on(const core::call_refused& e, core::time_point now)
{
    const auto level = level_of(e.reason);
    if (!wanted(level, log_event::call_refused, e.connection, now))
        return;
    fields f;
    add_connection(f, e.connection);
    add_call(f, e.slot, e.call);
    f.push_back({"stream", e.id});
    f.push_back({"reason", to_string(e.reason)});
    if (e.reason == core::drop_reason::contention || e.reason == core::drop_reason::hang_time) {
        const auto& held = e.holder.call;
        f.push_back({"holder_source", held.source});
        f.push_back(
            {held.call == dmr::call_type::group ? "holder_talkgroup" : "holder_called", held.destination});
    }
    if (e.reason == core::drop_reason::network_side) {
        f.push_back({"local_slot", e.local.slot});
        f.push_back({"local_talkgroup", e.local.talkgroup});
    }
    add_text(f, "remedy", remedy(e.reason, e.connection.kind));
    log_.write(level, log_event::call_refused, f);
}

void call_log::on(const core::talker_heard& e, core::time_point now)
{
    if (!wanted(log_level::info, log_event::talker_heard, e.connection, now))
        return;
    fields f;
    add_stream(f, e.connection, e.slot);
    add_text(f, "alias", e.alias);
    if (e.position) {
        f.push_back({"latitude", e.position->latitude});
        f.push_back({"longitude", e.position->longitude});
    }
    log_.write(log_level::info, log_event::talker_heard, f);
}

void call_log::on(const core::link_control_doubted& e, core::time_point now)
{
    // A damaged header is ordinary on the air; what does not fit together is somebody's mistake.
    const bool damaged = e.doubt == core::link_control_doubt::unreadable;
    const auto level = damaged ? log_level::debug : log_level::info;
    if (!wanted(level, log_event::link_control_doubted, e.connection, now))
        return;
    fields f;
    add_stream(f, e.connection, e.slot);
    f.push_back({"reason", to_string(e.doubt)});
    if (e.link_control) {
        f.push_back({"lc_opcode", static_cast<unsigned>(e.link_control->opcode())});
        f.push_back({"lc_destination", e.link_control->destination()});
        f.push_back({"lc_source", e.link_control->source()});
    }
    f.push_back({"action", action_at(e.doubt)});
    log_.write(level, log_event::link_control_doubted, f);
}

void call_log::on(const core::data_call_ended& e, core::time_point now)
{
    if (!wanted(log_level::info, log_event::data_call, e.connection, now))
        return;
    const core::data_call& d = e.data;
    fields f;
    add_connection(f, e.connection);
    add_origin(f, e.connection, d.origin);
    add_call(f, e.slot.which, d.call);
    f.push_back({"stream", d.id});
    f.push_back({"streams", d.streams});
    f.push_back({"packets", d.packets});
    if (d.unreadable != 0)
        f.push_back({"unreadable", d.unreadable});
    if (d.header) {
        f.push_back({"format", name_of(d.header->format)});
        f.push_back({"sap", name_of_sap(d.header->sap)});
        f.push_back({"blocks", d.header->blocks});
    }
    f.push_back({"targets", d.targets.size()});
    log_.write(log_level::info, log_event::data_call, f);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/control_log.hpp"
#include "hblink/observe/event_log.hpp"
#include "hblink/observe/feed_lines.hpp"
#include "hblink/observe/http_log.hpp"
#include "hblink/observe/page_log.hpp"
#include "hblink/observe/server_log.hpp"

#include "unit/observe/sample.hpp"

namespace hblink::test {

inline constexpr std::array all_refusals{
    core::refusal_reason::id_reserved,      core::refusal_reason::server_full,
    core::refusal_reason::blacklisted,      core::refusal_reason::no_rule,
    core::refusal_reason::wrong_passphrase, core::refusal_reason::already_connected,
    core::refusal_reason::too_many_guesses, core::refusal_reason::rule_not_proven,
    core::refusal_reason::login_unfinished, core::refusal_reason::blocked};

// Every line of server_log once, with every field.
inline void raise_server_events(observe::log& log)
{
    observe::server_log server{log};
    const wire::endpoint endpoint{wire::address::v4(0), 62031};
    server.starting("0.1.0", "/etc/hblinkd/hblinkd.json");
    server.listening(endpoint, 16 << 20);
    server.started("0.1.0");
    for (const bool fatal : {false, true})
        server.listen_failed(endpoint, std::make_error_code(std::errc::address_in_use), fatal);
    server.configuration_warning("/globl", "unknown key; did you mean global?");
    server.configuration_error("/global/port_ipv4", "must be 1..65535, is 0");
    for (const int second : {0, 60})
        server.statistics({}, core::time_point{std::chrono::seconds{second}});
    const std::array<std::string_view, 1> pointers{"/global/max_missed"};
    server.reloaded("SIGHUP", "/etc/hblinkd/hblinkd.json", pointers, {}, 0);
    server.reloaded("SIGHUP", "/etc/hblinkd/hblinkd.json", {}, pointers, 3);
    server.reload_refused("SIGHUP", "/etc/hblinkd/hblinkd.json", 2);
    server.stop_requested("SIGTERM");
    server.stop_overrun("receive");
    server.stop_forced("SIGINT", 130);
    server.goodbye_incomplete(3);
    server.server_failed("bad_alloc");
    server.stopped(12, 0);
    server.names_loaded({"users", "/var/lib/hblinkd-users/user.csv", 300'000, 2, 14 << 20, 402, "no number"});
    server.names_failed("talkgroups", "/etc/hblinkd/tg.csv", "Permission denied", "let the server read it");
    server.service_notification_failed("/run/systemd/notify", "Connection refused");
}

// Every line of http_log once, with every field.
inline void raise_http_events(observe::log& log)
{
    observe::http_log http{log};
    const wire::endpoint endpoint{wire::address::v4(0x7F00'0001), 8080};
    http.listening(endpoint, 1000);
    http.listen_failed(endpoint, std::make_error_code(std::errc::address_in_use));
    http.limit_lowered(1000, 448, 1024);
    http.full(1000, 3, endpoint);
    http.accept_failed(std::make_error_code(std::errc::too_many_files_open), 3);
    for (const bool alarming : {false, true})
        http.trouble("slow", "cut off", alarming, 3, endpoint);
    http.failed("/metrics", "bad_alloc", 1);
}

inline void raise_session_events(observe::event_log& events)
{
    sample s;
    const std::array<std::string_view, 1> words{"word"};
    for (const auto reason : all_refusals)
        events.on(s.refused_login(reason), s.now += observe::suppression::window);
    events.on(core::rule_skipped{s.session, "repeaters"}, s.now);
    events.on(core::repeater_authenticated{s.session}, s.now);
    for (const bool again : {false, true})
        events.on(core::repeater_connected{s.session, again}, s.now);
    for (const unsigned missed : {1u, 0u}) {
        s.session.missed_pings = missed;
        events.on(core::repeater_keep_alive{s.session, std::chrono::seconds{31}}, s.now);
    }
    for (const auto reason :
         {core::disconnect_reason::goodbye, core::disconnect_reason::timeout,
          core::disconnect_reason::reconnect_different_port, core::disconnect_reason::not_allowed,
          core::disconnect_reason::kicked, core::disconnect_reason::blocked})
        events.on(core::repeater_disconnected{s.session, reason, "why"}, s.now);
    auto options = s.options("TS1=91");
    events.on(options, s.now);
    options.rejected = {dmr::talkgroup_set{dmr::talkgroup{1}}, dmr::talkgroup_set{dmr::talkgroup{2}}};
    options.bad_entries = options.unknown_keys = options.untrusted_keys = words;
    options.translations_ignored = options.translations_lost = options.cut = words;
    s.session.translation = s.talkgroup_9_is_2624();
    s.session.source_override = dmr::radio_id{3120001};
    s.session.unit_calls = true;
    events.on(options, s.now);
    events.on(core::options_deferred{s.session}, s.now);
}

inline void raise_stream_events(observe::event_log& events)
{
    sample s;
    // ISO-8859-1, two characters.
    const std::array alias{std::byte{0x44}, std::byte{'D'}, std::byte{'L'}};
    s.stream.alias.add(dmr::flco::talker_alias_header, alias);
    for (const auto call : {dmr::call_type::group, dmr::call_type::unit}) {
        s.slot.call.call = call;
        events.on(core::stream_started{s.session, s.slot, 10, 2}, s.now);
        events.on(core::stream_started{s.session, s.slot, 0, 0, true, true}, s.now);
        events.on(s.ended_stream(core::end_reason::terminator), s.now);
        events.on(core::talker_heard{s.session, s.slot, "DL1ABC", dmr::position{48.1, 11.5, 0}}, s.now);
        for (std::size_t i = 0; i < core::link_control_doubts; ++i)
            events.on(core::link_control_doubted{s.session, s.slot, core::link_control_doubt(i),
                                                 i == 0 ? std::nullopt : std::optional{dmr::link_control{}}},
                      s.now);
        s.data.call.call = call;
        s.data.unreadable = 1;
        s.data.header = dmr::data_header{};
        events.on(core::data_call_ended{s.session, s.slot, s.data}, s.now);
        events.on(core::hang_time_expired{s.session, s.slot}, s.now);
        for (std::size_t i = 0; i < core::drop_reasons; ++i) {
            auto refused = s.refused_call(core::drop_reason(i));
            refused.call.call = call;
            events.on(refused, s.now);
        }
    }
}

// Every line of links and trunks once, with every field.
inline void raise_peer_events(observe::event_log& events)
{
    sample s;
    peer_sample p;
    events.on(core::link_connecting{p.link}, s.now);
    p.link.unit_calls = true;
    events.on(core::link_connected{p.link}, s.now);
    for (std::size_t i = 0; i < core::link_failures; ++i) {
        events.on(core::link_disconnected{p.link, core::link_failure(i), std::chrono::minutes{5}}, s.now);
        for (unsigned twice = 0; twice < 2; ++twice) {
            ++p.link.attempts;
            events.on(core::link_failed{p.link, core::link_failure(i), "what the system says"}, s.now);
        }
    }
    events.on(core::link_connecting{p.link}, s.now);
    events.on(core::trunk_opened{p.trunk}, s.now);
    events.on(core::trunk_peer_found{p.trunk, p.trunk.path.remote}, s.now);
    for (unsigned twice = 0; twice < 2; ++twice)
        for (std::size_t i = 0; i < core::trunk_failures; ++i)
            events.on(core::trunk_failed{p.trunk, core::trunk_failure(i), "what the system says"}, s.now);
    for (std::size_t i = 0; i < core::frame_refusals; ++i)
        events.on(p.refused_frame(core::frame_refusal(i)), s.now);
    events.on(core::trunk_closed{p.trunk}, s.now);
    for (core::connection* const c :
         {static_cast<core::connection*>(&p.link), static_cast<core::connection*>(&p.trunk)}) {
        events.on(core::stream_started{*c, s.slot}, s.now);
        events.on(core::stream_ended{*c, s.slot, core::end_reason::terminator, {}, 1, &s.stream}, s.now);
        events.on(core::talker_heard{*c, s.slot, "DL1ABC", {}}, s.now);
        events.on(core::link_control_doubted{*c, s.slot, core::link_control_doubt::unreadable, {}}, s.now);
        events.on(core::data_call_ended{*c, s.slot, s.data}, s.now);
        events.on(core::hang_time_expired{*c, s.slot}, s.now);
        auto refused = s.refused_call(core::drop_reason::looped);
        events.on(core::call_refused{*c, refused.slot, refused.id, refused.call, refused.reason, s.slot, {}},
                  s.now);
    }
}

inline void raise_stranger_events(observe::event_log& events)
{
    sample s;
    events.on(core::datagram_refused{s.path, bytes_of("GET / HTTP/1.1"), wire::message_error::unknown},
              s.now);
    for (const auto reason : {core::stranger_reason::no_session, core::stranger_reason::other_endpoint,
                              core::stranger_reason::not_connected})
        events.on(core::stranger_refused{s.path, s.session.id, "DMRD", reason, true}, s.now);
    events.on(core::stranger_refused{s.path, wire::health_check_id, "RPTPING",
                                     core::stranger_reason::no_session, true},
              s.now);
    events.tell_of_fault(s.path, "out of memory", s.now);
    for (unsigned i = 0; i < 10; ++i)
        events.on(core::datagram_refused{s.path, {}, wire::message_error::empty}, s.now);
    events.tell_of_suppressed();
}

inline void raise_feed_events(observe::log& log)
{
    observe::feed_lines feed{log};
    const std::string_view dashboard = "unix:/tmp/hblink4.sock";
    feed.connected(dashboard);
    feed.lost(dashboard, "it hung up");
    for (const bool ordinary : {false, true})
        feed.unreachable(dashboard, std::make_error_code(std::errc::permission_denied), ordinary);
    feed.overflowed(dashboard);
    feed.nonsense(dashboard, "no JSON message");
}

inline void raise_control_events(observe::log& log)
{
    observe::control_log control{log};
    control.listening("/run/hblinkd/control.sock");
    control.unavailable("/run/hblinkd/control.sock", std::make_error_code(std::errc::permission_denied));
    control.executed({"kick", "id=312000", "too loud", 1000, 4711, "disconnected"});
    for (unsigned i = 0; i <= observe::control_log::lines_of_nonsense; ++i)
        control.nonsense(1000, 4711, "the request is too long", core::time_point{});
    control.nonsense(1000, 4711, "the request is too long",
                     core::time_point{} + observe::control_log::window);
    control.blocks_unreadable("/var/lib/hblinkd/blocks.json", "line 1: no JSON", true);
    control.blocks_not_saved("/var/lib/hblinkd/blocks.json", "Permission denied");
}

inline void raise_page_events(observe::log& log)
{
    observe::page_log page{log};
    page.unreadable("/var/lib/hblinkd/last-heard.json", "line 1: no JSON", true);
    page.not_saved("/var/lib/hblinkd/last-heard.json", "Permission denied");
}

// Every line but those that the log writes about its own outputs.
inline void raise_everything(observe::log& log)
{
    observe::event_log events{log, 42};
    raise_server_events(log);
    raise_http_events(log);
    raise_session_events(events);
    raise_stream_events(events);
    raise_peer_events(events);
    raise_stranger_events(events);
    raise_feed_events(log);
    raise_control_events(log);
    raise_page_events(log);
}

}

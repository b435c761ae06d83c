// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/event_log.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

#include "unit/observe/all_events.hpp"
#include "unit/observe/collected_log.hpp"
#include "unit/observe/time_zone.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using test::bytes_of;

struct event_fixture : test::sample
{
    test::collected_log log;
    observe::event_log events{log, 42};

    template <class Event>
    boost::json::object json_of(const Event& e)
    {
        const auto before = log.json.size();
        events.on(e, now);
        BOOST_REQUIRE(log.json.size() == before + 1);
        return log.last();
    }

    // Without the time.
    template <class Event>
    std::string text_of(const Event& e)
    {
        events.on(e, now);
        return log.last_text().substr(std::string_view{"2026-01-01 12:00:00,000 - "}.size());
    }

    template <class Event>
    std::string body_of(const Event& e)
    {
        events.on(e, now);
        const auto& line = log.json.back();
        return line.substr(line.find(",\"level\""));
    }
};

}

BOOST_FIXTURE_TEST_SUITE(event_log_, event_fixture)

BOOST_AUTO_TEST_CASE(a_refused_login_names_the_rule_and_the_remedy)
{
    const auto line = json_of(refused_login(core::refusal_reason::wrong_passphrase));
    BOOST_TEST(line.at("level").as_string() == "warning");
    BOOST_TEST(line.at("event").as_string() == "login_refused");
    BOOST_TEST(line.at("repeater").as_int64() == 312000);
    BOOST_TEST(line.at("callsign").as_string() == "N0CALL");
    BOOST_TEST(line.at("address").as_string() == "192.0.2.7:62031");
    BOOST_TEST(line.at("reason").as_string() == "wrong_passphrase");
    BOOST_TEST(line.at("rule").as_string() == "stolen");
    BOOST_TEST(line.at("rule_reason").as_string() == "stolen in May");
    BOOST_TEST(line.at("remedy").as_string().find("check Password") == 0u);
}

BOOST_AUTO_TEST_CASE(every_reason_for_a_refusal_has_a_remedy)
{
    for (const auto reason : test::all_refusals) {
        now += observe::suppression::window;
        BOOST_TEST(json_of(refused_login(reason)).at("remedy").as_string().size() > 20u);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_left_out)
{
    const auto line =
        json_of(core::login_refused{session.id, path, "", core::refusal_reason::no_rule, "", ""});
    BOOST_TEST(!line.contains("callsign"));
    BOOST_TEST(!line.contains("rule"));
    BOOST_TEST(!line.contains("rule_reason"));
}

BOOST_AUTO_TEST_CASE(a_connected_repeater_is_one_line_in_both_formats)
{
    BOOST_TEST(body_of(core::repeater_connected{session, false}) ==
               R"(,"level":"info","event":"repeater_connected","repeater":312000,"callsign":"N0CALL",)"
               R"("address":"192.0.2.7:62031","type":"hotspot","rule":"hotspots","slot1":"91","slot2":"all",)"
               R"("location":"Somewhere","software":"Pi-Star","package":"MMDVM_HS_Hat"})");
    BOOST_TEST(
        text_of(core::repeater_connected{session, false}) ==
        "INFO - Repeater connected: repeater=312000 callsign=N0CALL address=192.0.2.7:62031 type=hotspot "
        "rule=hotspots slot1=91 slot2=all location=Somewhere software=Pi-Star package=MMDVM_HS_Hat");
}

BOOST_AUTO_TEST_CASE(a_repeated_description_is_for_debugging)
{
    const auto line = json_of(core::repeater_connected{session, true});
    BOOST_TEST(line.at("level").as_string() == "debug");
    BOOST_TEST(line.at("again").as_bool());
}

BOOST_AUTO_TEST_CASE(a_session_without_a_rule_can_be_told_of)
{
    session.rule.reset();
    BOOST_TEST(!json_of(core::repeater_connected{session, false}).contains("rule"));
}

BOOST_AUTO_TEST_CASE(a_lost_repeater_is_a_warning_and_says_how_long_it_was_silent)
{
    BOOST_TEST(text_of(core::repeater_disconnected{session, core::disconnect_reason::timeout}) ==
               "WARNING - Repeater lost: repeater=312000 callsign=N0CALL address=192.0.2.7:62031 "
               "connected_s=300.000 silent_s=93.500 action=removed");
}

BOOST_AUTO_TEST_CASE(a_goodbye_is_ordinary_and_an_eviction_is_not)
{
    const auto goodbye = json_of(core::repeater_disconnected{session, core::disconnect_reason::goodbye});
    BOOST_TEST(goodbye.at("level").as_string() == "info");
    BOOST_TEST(goodbye.at("event").as_string() == "repeater_disconnected");
    BOOST_TEST(goodbye.at("reason").as_string() == "goodbye");
    const auto eviction = json_of(core::repeater_disconnected{session, core::disconnect_reason::not_allowed});
    BOOST_TEST(eviction.at("level").as_string() == "warning");
}

BOOST_AUTO_TEST_CASE(keep_alives_are_told_when_missed_and_when_heard_again)
{
    session.missed_pings = 2;
    const auto missed = json_of(core::repeater_keep_alive{session, 61s});
    BOOST_TEST(missed.at("event").as_string() == "keep_alive_missed");
    BOOST_TEST(missed.at("level").as_string() == "warning");
    BOOST_TEST(missed.at("missed").as_int64() == 2);
    BOOST_TEST(missed.at("silent_s").as_double() == 61.0);

    session.missed_pings = 0;
    const auto resumed = json_of(core::repeater_keep_alive{session, 0s});
    BOOST_TEST(resumed.at("event").as_string() == "keep_alive_resumed");
    BOOST_TEST(resumed.at("level").as_string() == "info");
}

BOOST_AUTO_TEST_CASE(options_that_were_granted_are_information_and_others_a_warning)
{
    auto e = options("TS1=91");
    const std::array<std::string_view, 2> unknown{"DIAL", "VOICE"};
    e.unknown_keys = unknown; // clients of other networks send them; no harm
    auto line = json_of(e);
    BOOST_TEST(line.at("level").as_string() == "info");
    BOOST_TEST(line.at("options").as_string() == "TS1=91");
    BOOST_TEST(line.at("slot1").as_string() == "91");
    BOOST_TEST(line.at("ignored").as_string() == "DIAL,VOICE");
    BOOST_TEST(!line.contains("rejected1"));

    e.rejected[0] = dmr::talkgroup_set{dmr::talkgroup{3100}};
    line = json_of(e);
    BOOST_TEST(line.at("level").as_string() == "warning");
    BOOST_TEST(line.at("rejected1").as_string() == "3100");
    BOOST_TEST(!line.contains("rejected2"));
}

BOOST_AUTO_TEST_CASE(every_kind_of_complaint_about_options_is_a_warning)
{
    const std::array<std::string_view, 1> word{"x"};
    std::array<core::options_applied, 6> complaints{options(""), options(""), options(""),
                                                    options(""), options(""), options("")};
    complaints[0].bad_entries = word;
    complaints[1].untrusted_keys = word;
    complaints[2].translations_ignored = word;
    complaints[3].translations_lost = word;
    complaints[4].cut = word;
    complaints[5].rejected[1] = dmr::talkgroup_set{dmr::talkgroup{1}};
    for (const auto& e : complaints)
        BOOST_TEST(json_of(e).at("level").as_string() == "warning");
}

BOOST_AUTO_TEST_CASE(what_options_change_in_the_repeaters_words_is_told)
{
    auto line = json_of(options("TS2=91"));
    for (const auto name : {"translations", "source_override", "unit_calls"})
        BOOST_TEST(!line.contains(name), name);

    session.translation = talkgroup_9_is_2624();
    session.source_override = dmr::radio_id{3120009};
    session.unit_calls = true;
    line = json_of(options("TS2=2624:2:9;SRC=3120009;UNIT=1"));
    BOOST_TEST(line.at("level").as_string() == "info");
    BOOST_TEST(line.at("translations").as_string() == "2:9=2:2624");
    BOOST_TEST(line.at("source_override").as_int64() == 3120009);
    BOOST_TEST(line.at("unit_calls").as_bool());
}

BOOST_AUTO_TEST_CASE(a_call_is_a_line_at_its_start_and_one_at_its_end)
{
    BOOST_TEST(text_of(core::stream_started{session, slot, 10, 2}) ==
               "INFO - Stream started: repeater=312000 callsign=N0CALL slot=2 source=3120001 talkgroup=91 "
               "stream=3735928559 targets=10 busy=2");
    BOOST_TEST(text_of(ended_stream(core::end_reason::timeout)) ==
               "INFO - Stream ended: repeater=312000 callsign=N0CALL slot=2 source=3120001 talkgroup=91 "
               "stream=3735928559 reason=timeout length_s=3.060 packets=51 dropped=0 lost=0 reordered=0 "
               "duplicates=0 longest_gap_ms=70.000 jitter_ms=10.000 jitter_max_ms=10.000 ber_percent=4.965 "
               "rssi_dbm=-90.000");
}

BOOST_AUTO_TEST_CASE(a_private_call_names_the_radio_that_is_called)
{
    slot.call = {dmr::radio_id{1}, 3120002, dmr::call_type::unit};
    const auto line = json_of(core::stream_started{session, slot, 1, 0});
    BOOST_TEST(line.at("called").as_int64() == 3120002);
    BOOST_TEST(!line.contains("talkgroup"));
}

BOOST_AUTO_TEST_CASE(copies_that_go_to_repeaters_have_no_lines)
{
    slot.direction = core::stream_direction::tx;
    events.on(core::stream_started{session, slot, 0, 0}, now);
    events.on(core::stream_ended{session, slot, core::end_reason::terminator, 1s, 17, nullptr}, now);
    events.on(core::hang_time_expired{session, slot}, now);
    BOOST_TEST(log.json.empty());
}

BOOST_AUTO_TEST_CASE(a_refused_call_says_what_has_the_slot)
{
    const auto line = json_of(refused_call(core::drop_reason::contention));
    BOOST_TEST(line.at("level").as_string() == "warning");
    BOOST_TEST(line.at("talkgroup").as_int64() == 92);
    BOOST_TEST(line.at("reason").as_string() == "contention");
    BOOST_TEST(line.at("holder_source").as_int64() == 3120001);
    BOOST_TEST(line.at("holder_talkgroup").as_int64() == 91);
    const auto other = json_of(refused_call(core::drop_reason::not_permitted));
    BOOST_TEST(!other.contains("holder_source"));
    BOOST_TEST(other.contains("remedy"));
}

BOOST_AUTO_TEST_CASE(nonsense_is_told_with_its_first_bytes)
{
    const auto line = json_of(
        core::datagram_refused{path, bytes_of("GET / HTTP/1.1\r\n\r\n"), wire::message_error::unknown});
    BOOST_TEST(line.at("bytes").as_string() == "474554202f20485454502f312e310d0a");
    BOOST_TEST(line.at("size").as_int64() == 18);
    BOOST_TEST(line.at("reason").as_string() == "unknown");
}

BOOST_AUTO_TEST_CASE(a_message_without_a_session_is_told_with_the_reason)
{
    BOOST_TEST(json_of(core::stranger_refused{path, session.id, "DMRD", core::stranger_reason::no_session})
                   .at("reason")
                   .as_string() == "no_session");
    BOOST_TEST(
        json_of(core::stranger_refused{path, session.id, "DMRD", core::stranger_reason::other_endpoint})
            .at("reason")
            .as_string() == "connected_from_elsewhere");
}

BOOST_AUTO_TEST_CASE(a_flood_from_a_stranger_is_a_few_lines_and_one_with_the_number)
{
    for (int i = 0; i < 1000; ++i) {
        path.remote.port = static_cast<std::uint16_t>(i); // another port is no other stranger
        events.on(refused_login(core::refusal_reason::wrong_passphrase), now);
    }
    BOOST_TEST(log.json.size() == observe::suppression::lines_per_stranger);

    events.tell_of_suppressed();
    const auto line = log.last();
    BOOST_TEST(line.at("event").as_string() == "lines_suppressed");
    BOOST_TEST(line.at("suppressed").as_string() == "login_refused");
    BOOST_TEST(line.at("lines").as_int64() == 1000 - observe::suppression::lines_per_stranger);

    const auto lines = log.json.size();
    events.tell_of_suppressed();
    BOOST_TEST(log.json.size() == lines);
}

BOOST_AUTO_TEST_CASE(a_repeater_that_floods_is_limited_too)
{
    const auto limited = [this](const auto& e) {
        const auto before = log.json.size();
        for (int i = 0; i < 200; ++i)
            events.on(e, now);
        BOOST_TEST(log.json.size() - before == observe::suppression::lines_per_repeater);
    };
    limited(core::rule_skipped{session, "x"});
    limited(core::repeater_authenticated{session});
    limited(core::repeater_connected{session, false});
    limited(core::repeater_disconnected{session, core::disconnect_reason::goodbye});
    limited(options("TS1=91"));
    limited(core::options_deferred{session});
    limited(core::stream_started{session, slot, 1, 0});
    limited(ended_stream(core::end_reason::terminator));
    limited(core::hang_time_expired{session, slot});
    limited(refused_call(core::drop_reason::contention));
}

BOOST_AUTO_TEST_CASE(a_level_that_nobody_wants_has_no_line_and_takes_nobodys_share)
{
    test::collected_log quiet{config::log_level::warning};
    observe::event_log to_quiet{quiet, 42};
    for (int i = 0; i < 1000; ++i)
        to_quiet.on(core::repeater_connected{session, false}, now);
    BOOST_TEST(quiet.json.empty());
    to_quiet.tell_of_suppressed();
    BOOST_TEST(quiet.json.empty());
}

BOOST_AUTO_TEST_CASE(a_callsign_cannot_forge_a_line)
{
    session.rule.reset();
    auto e = refused_login(core::refusal_reason::no_rule);
    e.callsign = "A\"}\n{\"x\":\x1b[2J\xFF";
    const auto line = json_of(e);
    BOOST_TEST(line.at("callsign").as_string() == "A\"}\n{\"x\":\x1b[2J\xEF\xBF\xBD");
    BOOST_TEST(log.json.back().find('\n') == std::string::npos);
    BOOST_TEST(log.last_text().find('\n') == std::string::npos);
    BOOST_TEST(log.last_text().find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_line_is_without_bound)
{
    dmr::talkgroup_set many;
    for (std::uint32_t i = 0; i < 20'000; ++i)
        many.add(dmr::talkgroup{16'000'000 + 2 * i});
    session.talkgroups = {many, many};
    const std::string longest(300, '\x01');
    auto e = options(longest);
    e.rejected = {many, many};
    events.on(e, now);
    BOOST_TEST(log.json.back().size() < 5000u);
    BOOST_TEST(log.text.back().size() < 5000u);
}

BOOST_AUTO_TEST_CASE(no_passphrase_is_in_any_line)
{
    session.options = std::make_unique<std::string>("TS1=91;PASS=open sesame");
    auto e = options(*session.options);
    events.on(e, now);
    test::raise_everything(log); // its sessions and rules have the passphrase
    BOOST_TEST(log.json.size() > 50u);
    for (const auto* lines : {&log.json, &log.text})
        for (const auto& line : *lines)
            BOOST_TEST(line.find(secret) == line.npos);
}

BOOST_AUTO_TEST_CASE(every_line_of_everything_is_valid_in_both_formats)
{
    test::raise_everything(log);
    BOOST_TEST(log.json.size() == log.text.size());
    for (std::size_t i = 0; i < log.json.size(); ++i) {
        const auto line = boost::json::parse(log.json[i]).as_object();
        const std::string start = " - ";
        BOOST_TEST(log.text[i].find(start) == 23u);
        for (const auto& [key, value] : line)
            if (key != "time" && key != "level" && key != "event")
                BOOST_TEST(log.text[i].find(std::string{key} + "=") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

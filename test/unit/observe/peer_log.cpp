// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/peer_log.hpp"

#include "hblink/observe/event_log.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

#include "unit/observe/collected_log.hpp"
#include "unit/observe/sample.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;

struct peers : test::peer_sample
{
    test::collected_log log;
    observe::event_log events{log, 42};
    core::time_point now{std::chrono::hours{1}};

    template <class Event>
    boost::json::object line_of(const Event& e)
    {
        const auto before = log.json.size();
        events.on(e, now);
        BOOST_REQUIRE(log.json.size() == before + 1);
        return log.last();
    }
    std::string level_of_failure(core::link_failure why)
    {
        ++link.attempts;
        return std::string{line_of(core::link_failed{link, why, ""}).at("level").as_string()};
    }
    std::size_t lines_with(std::string_view part) const
    {
        return static_cast<std::size_t>(std::count_if(log.json.begin(), log.json.end(),
                                                      [&](const auto& l) { return l.find(part) != l.npos; }));
    }
};

}

BOOST_FIXTURE_TEST_SUITE(peer_log_, peers)

BOOST_AUTO_TEST_CASE(the_first_attempt_is_told_and_later_ones_only_for_who_debugs)
{
    BOOST_TEST(line_of(core::link_connecting{link}).at("level").as_string() == "info");
    link.attempts = 1;
    BOOST_TEST(line_of(core::link_connecting{link}).at("level").as_string() == "debug");
    BOOST_TEST(log.last().at("link").as_string() == "North");
    BOOST_TEST(log.last().at("peer").as_string() == "master.example.net:62031");
    BOOST_TEST(log.last().at("attempt").as_int64() == 2);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_up_tells_what_goes_over_it)
{
    const auto line = line_of(core::link_connected{link});
    BOOST_TEST(line.at("event").as_string() == "link_up");
    BOOST_TEST(line.at("address").as_string() == "192.0.2.50:62031");
    BOOST_TEST(line.at("slot1").as_string() == "91");
    BOOST_TEST(line.at("slot2").as_string() == "all");
}

BOOST_AUTO_TEST_CASE(a_failure_is_a_warning_at_first_when_its_reason_changes_and_every_tenth_time)
{
    using core::link_failure;
    BOOST_TEST(level_of_failure(link_failure::no_answer) == "warning");
    for (int i = 2; i < 10; ++i)
        BOOST_TEST(level_of_failure(link_failure::no_answer) == "debug");
    BOOST_TEST(level_of_failure(link_failure::no_answer) == "warning"); // the tenth
    BOOST_TEST(level_of_failure(link_failure::no_answer) == "debug");
    BOOST_TEST(level_of_failure(link_failure::refused) == "warning");
    BOOST_TEST(level_of_failure(link_failure::refused) == "debug");
    BOOST_TEST(!log.last().at("remedy").as_string().empty());
    events.on(core::link_connected{link}, now);
    link.attempts = 0;
    BOOST_TEST(level_of_failure(link_failure::refused) == "warning"); // news again
}

BOOST_AUTO_TEST_CASE(a_link_that_goes_down_says_why_and_when_it_is_tried_again)
{
    const auto line = line_of(core::link_disconnected{link, core::link_failure::pongs_missed, 5min});
    BOOST_TEST(line.at("level").as_string() == "warning");
    BOOST_TEST(line.at("reason").as_string() == "pongs_missed");
    BOOST_TEST(line.at("up_s").as_double() == 300.0);
    BOOST_TEST(line.at("next_attempt_s").as_double() == 5.0);
    const auto asked_for = line_of(core::link_disconnected{link, core::link_failure::shutdown, 5min});
    BOOST_TEST(asked_for.at("level").as_string() == "info");
    BOOST_TEST(!asked_for.contains("next_attempt_s"));
}

BOOST_AUTO_TEST_CASE(frames_that_a_trunk_refuses_are_one_line_in_five_minutes_with_their_number)
{
    using core::frame_refusal;
    auto line = line_of(refused_frame(frame_refusal::bad_hmac));
    BOOST_TEST(line.at("event").as_string() == "trunk_frames_refused");
    BOOST_TEST(line.at("trunk").as_string() == "Core");
    BOOST_TEST(line.at("address").as_string() == "192.0.2.99:4711");
    BOOST_TEST(line.at("frames").as_int64() == 1);
    BOOST_TEST(line.at("remedy").as_string().find("20 bytes") != line.at("remedy").as_string().npos);
    for (int i = 0; i < 999; ++i)
        events.on(refused_frame(frame_refusal::bad_hmac), now += 200ms);
    BOOST_TEST(lines_with("bad_hmac") == 1U);
    now += 5min;
    line = line_of(refused_frame(frame_refusal::bad_hmac));
    BOOST_TEST(line.at("frames").as_int64() == 1000);
}

BOOST_AUTO_TEST_CASE(each_reason_and_each_trunk_has_lines_of_its_own)
{
    using core::frame_refusal;
    for (std::size_t i = 0; i < core::frame_refusals; ++i)
        events.on(refused_frame(frame_refusal(i)), now);
    BOOST_TEST(lines_with("trunk_frames_refused") == core::frame_refusals);
    core::trunk other{core::trunk_id{2}, trunk_settings()};
    events.on(core::trunk_frame_refused{other, elsewhere, frame_refusal::bad_hmac, 73, 0}, now);
    BOOST_TEST(lines_with("bad_hmac") == 2U);
}

BOOST_AUTO_TEST_CASE(a_wrong_source_is_told_with_the_one_that_was_expected)
{
    auto line = line_of(refused_frame(core::frame_refusal::wrong_source));
    BOOST_TEST(line.at("expected").as_string() == "192.0.2.60:62035");
    now += 5min;
    trunk.peer_known = false;
    line = line_of(refused_frame(core::frame_refusal::wrong_source));
    BOOST_TEST(!line.contains("expected"));
}

BOOST_AUTO_TEST_CASE(what_the_internet_sends_to_every_port_is_no_warning)
{
    BOOST_TEST(line_of(refused_frame(core::frame_refusal::wrong_size)).at("level").as_string() == "info");
    BOOST_TEST(line_of(refused_frame(core::frame_refusal::unmapped)).at("level").as_string() == "warning");
    BOOST_TEST(log.last().at("talkgroup").as_int64() == 2624);
}

BOOST_AUTO_TEST_CASE(a_trunks_trouble_is_told_again_after_a_while_and_after_its_peer_was_found)
{
    const core::trunk_failed failed{trunk, core::trunk_failure::no_address, "Host not found"};
    BOOST_TEST(line_of(failed).at("level").as_string() == "warning");
    BOOST_TEST(line_of(failed).at("level").as_string() == "debug");
    now += 5min;
    BOOST_TEST(line_of(failed).at("level").as_string() == "warning");
    BOOST_TEST(!line_of(core::trunk_peer_found{trunk, {}}).contains("before"));
    BOOST_TEST(line_of(failed).at("level").as_string() == "warning");
}

BOOST_AUTO_TEST_CASE(no_line_has_a_passphrase)
{
    link.settings.options = "PASS=open sesame;TS1=91";
    events.on(core::link_connecting{link}, now);
    events.on(core::link_connected{link}, now);
    events.on(core::trunk_opened{trunk}, now);
    for (std::size_t i = 0; i < core::link_failures; ++i)
        events.on(core::link_failed{link, core::link_failure(i), "text"}, now);
    for (std::size_t i = 0; i < core::frame_refusals; ++i)
        events.on(refused_frame(core::frame_refusal(i)), now);
    BOOST_TEST(lines_with(secret) == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_of_a_link_or_trunk_has_its_name_and_where_it_comes_from)
{
    test::sample s;
    s.stream.origin = dmr::repeater_id{4711};
    auto line = line_of(core::stream_started{trunk, s.slot});
    BOOST_TEST(line.at("trunk").as_string() == "Core");
    BOOST_TEST(line.at("network_id").as_int64() == 262000);
    BOOST_TEST(line.at("origin").as_int64() == 4711);
    BOOST_TEST(!line.contains("repeater"));
    line = line_of(core::stream_started{link, s.slot});
    BOOST_TEST(line.at("link").as_string() == "North");
    BOOST_TEST(line.at("radio_id").as_int64() == 901);
}

// A trunk carries a whole network, a repeater one call at a time.
BOOST_AUTO_TEST_CASE(a_trunk_may_have_more_calls_a_minute_than_a_repeater)
{
    test::sample s;
    for (int i = 0; i < 100; ++i)
        events.on(core::stream_started{trunk, s.slot}, now);
    BOOST_TEST(log.json.size() == 100U);
    for (int i = 0; i < 1000; ++i)
        events.on(core::stream_started{trunk, s.slot}, now);
    BOOST_TEST(log.json.size() == observe::suppression::lines_per_peer);
}

BOOST_AUTO_TEST_SUITE_END()

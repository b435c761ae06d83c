// SPDX-License-Identifier: GPL-3.0-or-later
// What HBlink4's dashboard is told of calls (spec events.md): every event of each scenario is looked at by a
// consumer that knows the specification only (support/dashboard.hpp).
#include <boost/test/unit_test.hpp>

#include "support/feed_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

using lines = std::vector<std::string>;

config::settings everything_allowed()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.parrot.enabled = true;
    s.parrot.talkgroups = {dmr::talkgroup{9990}};
    return s;
}

struct scene : feed_world
{
    scene() : feed_world{everything_allowed()} {}
    ~scene()
    {
        read();
        for (const std::string& v : page.violations())
            BOOST_ERROR(v);
    }
    void expect(const lines& wanted) { BOOST_TEST(told() == wanted, boost::test_tools::per_element()); }
    void data(const client& c, voice& v) { burst(c, v, dmr::frame_type::data_sync, 6); }
};

}

BOOST_FIXTURE_TEST_SUITE(event_feed_calls, scene)

BOOST_AUTO_TEST_CASE(a_call_begins_and_ends_at_its_repeater_first_and_then_wherever_it_is_heard)
{
    const client talker = connect(1, "TS2=91");
    connect(2, "TS2=91");
    connect(3, "TS1=91;TS2=92"); // hears nothing of it
    begin();
    voice v;
    header(talker, v);
    talk(talker, v, 3s);
    terminator(talker, v);
    expect({"stream_start 1/2 rx 1001>91 00001234", "stream_start 2/2 tx 1001>91 00001234",
            "stream_end 1/2 rx 1001>91 00001234 terminator 52",
            "stream_end 2/2 tx 1001>91 00001234 terminator 52"});
    BOOST_TEST(page.last("stream_end").at("duration").as_double() == 3.0);
    BOOST_TEST(page.last("stream_end").at("hang_time").as_double() == 10.0);
    BOOST_TEST(page.slots_in_use() == 2U);
    pass(9s);
    expect({});
    pass(2s);
    BOOST_TEST(told().size() == 2U);
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(a_long_call_is_told_of_every_sixty_packets_where_it_comes_from)
{
    const client talker = connect(1);
    connect(2);
    begin();
    voice v;
    header(talker, v);
    talk(talker, v, 8s);
    expect({"stream_start 1/2 rx 1001>91 00001234", "stream_start 2/2 tx 1001>91 00001234",
            "stream_update 1/2 1001>91 60", "stream_update 1/2 1001>91 120"});
    BOOST_TEST(page.last("stream_update").at("duration").as_double() == 7.08); // 118 bursts of 60 ms
    terminator(talker, v);
}

BOOST_AUTO_TEST_CASE(each_repeater_is_told_of_in_its_own_words)
{
    const client talker = connect(1, "TS2=2624:1:9;SRC=2620001");
    connect(2, "TS2=2624:2:8");
    begin();
    voice v{.slot = dmr::slot::one, .talkgroup = 9};
    over(talker, v);
    expect({"stream_start 1/1 rx 1001>9 00001234", "stream_start 2/2 tx 2620001>8 00001234",
            "stream_end 1/1 rx 1001>9 00001234 terminator 7",
            "stream_end 2/2 tx 2620001>8 00001234 terminator 7"});
}

BOOST_AUTO_TEST_CASE(who_is_refused_is_not_told_of)
{
    const client talker = connect(1, "TS2=91,92");
    const client other = connect(2, "TS2=91");
    voice v;
    header(talker, v);
    begin();
    voice contender{.source = 1002, .stream = 2};
    header(other, contender);
    terminator(talker, v);
    voice hijacker{.talkgroup = 92, .source = 1003, .stream = 3};
    header(talker, hijacker);
    expect({"stream_end 1/2 rx 1001>91 00001234 terminator 2",
            "stream_end 2/2 tx 1001>91 00001234 terminator 2"});
}

BOOST_AUTO_TEST_CASE(the_answer_within_the_hang_time_follows_at_once)
{
    const client a = connect(1);
    const client b = connect(2);
    begin();
    voice question{.stream = 1};
    over(a, question);
    pass(1s);
    voice answer{.source = 1002, .stream = 2};
    over(b, answer);
    expect({"stream_start 1/2 rx 1001>91 00000001", "stream_start 2/2 tx 1001>91 00000001",
            "stream_end 1/2 rx 1001>91 00000001 terminator 7",
            "stream_end 2/2 tx 1001>91 00000001 terminator 7", //
            "stream_start 2/2 rx 1002>91 00000002", "stream_start 1/2 tx 1002>91 00000002",
            "stream_end 2/2 rx 1002>91 00000002 terminator 7",
            "stream_end 1/2 tx 1002>91 00000002 terminator 7"});
}

BOOST_AUTO_TEST_CASE(a_lost_terminator_is_a_timeout_or_a_fast_terminator)
{
    const client a = connect(1);
    begin();
    voice lost{.stream = 1};
    header(a, lost);
    pass(500ms);
    voice next{.stream = 2};
    header(a, next);
    expect({"stream_start 1/2 rx 1001>91 00000001", "stream_end 1/2 rx 1001>91 00000001 fast_terminator 1",
            "stream_start 1/2 rx 1001>91 00000002"});
    pass(4s);
    expect({"stream_end 1/2 rx 1001>91 00000002 timeout 1"});
    BOOST_TEST(page.last("stream_end").at("duration").as_double() >= 2.0); // to this event
    pass(11s);
    expect({"hang_time_expired 1/2"});
}

BOOST_AUTO_TEST_CASE(when_the_talker_leaves_everything_of_his_call_ends)
{
    const client talker = connect(1);
    const client listener = connect(2);
    voice v;
    header(talker, v);
    begin();
    receive(talker.path, wire::write_goodbye(talker.id));
    BOOST_TEST(page.violations().empty());
    auto all = told();
    std::sort(all.begin(), all.end());
    BOOST_TEST(all == (lines{"hang_time_expired 1/2", "repeater_disconnected 1 disconnect",
                             "stream_end 1/2 rx 1001>91 00001234 timeout 1",
                             "stream_end 2/2 tx 1001>91 00001234 timeout 1"}),
               boost::test_tools::per_element());
    BOOST_TEST(page.slots_in_use() == 1U); // the listener's hang time
    receive(listener.path, wire::write_goodbye(listener.id));
    expect({"hang_time_expired 2/2", "repeater_disconnected 2 disconnect"});
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(a_listener_that_leaves_takes_only_its_own_part_along)
{
    const client talker = connect(1);
    const client listener = connect(2);
    voice v;
    header(talker, v);
    begin();
    receive(listener.path, wire::write_goodbye(listener.id));
    expect({"stream_end 2/2 tx 1001>91 00001234 timeout 1", "hang_time_expired 2/2",
            "repeater_disconnected 2 disconnect"});
    terminator(talker, v);
    expect({"stream_end 1/2 rx 1001>91 00001234 terminator 2"});
}

BOOST_AUTO_TEST_CASE(a_login_anew_in_mid_call_leaves_no_call_behind)
{
    const client talker = connect(1);
    voice v;
    header(talker, v);
    begin();
    BOOST_REQUIRE(authenticate(talker));
    expect({"stream_end 1/2 rx 1001>91 00001234 timeout 1", "hang_time_expired 1/2"});
    describe(talker, station("N0CALL"));
    expect({"repeater_details 1", "repeater_connected 1"});

    voice again{.stream = 2};
    header(talker, again);
    client moved = talker;
    moved.path = path_of(0x0A00'00FF);
    begin();
    authenticate(moved);
    describe(moved, station("N0CALL"));
    expect({"stream_end 1/2 rx 1001>91 00000002 timeout 1", "hang_time_expired 1/2",
            "repeater_disconnected 1 reconnect_different_port", "repeater_details 1",
            "repeater_connected 1"});
}

BOOST_AUTO_TEST_CASE(who_is_kicked_in_mid_call_is_gone_with_his_call)
{
    const client talker = connect(1);
    voice v;
    header(talker, v);
    begin();
    router.kick(talker.id, "enough", now);
    expect({"stream_end 1/2 rx 1001>91 00001234 timeout 1", "hang_time_expired 1/2",
            "repeater_disconnected 1 disconnect"});
}

// --- Data, echo, private calls ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(data_is_shown_on_an_idle_slot_only)
{
    const client sender = connect(1);
    connect(2);
    begin();
    voice message{.talkgroup = 2620002, .stream = 1, .call = dmr::call_type::unit};
    data(sender, message);
    data(sender, message);
    expect({"stream_start 1/2 data 1001-2620002 00000001"});
    pass(3s);
    expect({"stream_end 1/2 data 1001-2620002 00000001 timeout 2", "hang_time_expired 1/2"});
    BOOST_TEST(page.last("stream_end").at("hang_time").as_double() == 0.0);

    voice v{.stream = 2};
    header(sender, v);
    begin();
    data(sender, message);
    terminator(sender, v);
    pass(3s);
    data(sender, message);
    pass(3s);
    expect({"stream_end 1/2 rx 1001>91 00000002 terminator 2",
            "stream_end 2/2 tx 1001>91 00000002 terminator 2"});
    BOOST_TEST(counters.data_events_hidden == 2U);
    pass(10s);
}

BOOST_AUTO_TEST_CASE(voice_takes_the_slot_from_data)
{
    const client sender = connect(1);
    begin();
    voice message{.talkgroup = 2620002, .stream = 1, .call = dmr::call_type::unit};
    data(sender, message);
    voice v{.stream = 2};
    over(sender, v);
    pass(15s);
    expect({"stream_start 1/2 data 1001-2620002 00000001",
            "stream_end 1/2 data 1001-2620002 00000001 fast_terminator 0",
            "stream_start 1/2 rx 1001>91 00000002", "stream_end 1/2 rx 1001>91 00000002 terminator 7",
            "hang_time_expired 1/2"});
}

BOOST_AUTO_TEST_CASE(who_sends_data_to_ever_new_destinations_does_not_flood_the_dashboard)
{
    const client sender = connect(1);
    begin();
    for (std::uint32_t i = 0; i < 1000; ++i, pass(60ms)) { // a minute
        voice message{.talkgroup = 2620000 + i % 5, .stream = i, .call = dmr::call_type::unit};
        data(sender, message);
    }
    pass(15s);
    const auto all = told();
    BOOST_TEST(all.size() <= 3U * 61U);
    BOOST_TEST(all.size() >= 3U * 20U);
    BOOST_TEST(counters.data_events_hidden + all.size() / 3 == 1000U);
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(the_echo_is_a_call_to_the_repeater)
{
    const client talker = connect(1);
    begin();
    voice v{.talkgroup = 9990};
    over(talker, v);
    expect({"stream_start 1/2 rx 1001>9990 00001234", "stream_end 1/2 rx 1001>9990 00001234 terminator 7"});
    for (int i = 0; i < 40; ++i, pass(60ms))
        router.play_echo(now);
    const auto played = told();
    BOOST_REQUIRE(played.size() == 3U);
    BOOST_TEST(played[0].starts_with("stream_start 1/2 tx 1001>9990 "));
    BOOST_TEST(played[1].starts_with("stream_end 1/2 tx 1001>9990 "));
    BOOST_TEST(played[1].ends_with(" terminator 7"));
    BOOST_TEST(played[2] == "hang_time_expired 1/2");
}

BOOST_AUTO_TEST_CASE(a_private_call_goes_on_where_its_radio_answers)
{
    const client caller = connect(1);
    const client there = connect(2);
    connect(3);
    begin();
    voice call{.talkgroup = 1002, .call = dmr::call_type::unit};
    header(caller, call);
    voice answer{.slot = dmr::slot::one, .talkgroup = 5, .source = 1002, .stream = 5};
    header(there, answer);
    auto all = told();
    BOOST_REQUIRE(all.size() >= 4U);
    BOOST_TEST(all[0] == "stream_start 1/2 rx 1001-1002 00001234");
    BOOST_TEST(all[3] == "stream_end 3/2 tx 1001-1002 00001234 fast_terminator 1");
    terminator(caller, call);
    pass(15s);
    read();
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

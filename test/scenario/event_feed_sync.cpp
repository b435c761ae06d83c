// SPDX-License-Identifier: GPL-3.0-or-later
// What HBlink4's dashboard is told of repeaters, the snapshot, and connections that come and go (spec
// events.md, quirks.md 56 and 57).
#include <boost/test/unit_test.hpp>

#include <random>

#include "support/feed_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

using lines = std::vector<std::string>;

config::settings trusting()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    return s;
}

struct scene : feed_world
{
    scene() : feed_world{trusting()} {}
    explicit scene(std::size_t most_queued) : feed_world{trusting(), most_queued} {}
    ~scene()
    {
        read();
        for (const std::string& v : page.violations())
            BOOST_ERROR(v);
    }
    void expect(const lines& wanted) { BOOST_TEST(told() == wanted, boost::test_tools::per_element()); }
};

struct scene_with_little_room : scene
{
    scene_with_little_room() : scene{20'000} {}
};

double seconds_of(feed::wall_time t) { return std::chrono::duration<double>{t.time_since_epoch()}.count(); }

}

BOOST_FIXTURE_TEST_SUITE(event_feed_sync, scene)

// --- Repeaters -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_login_is_told_when_it_is_complete_and_options_when_they_are_applied)
{
    const client c{dmr::repeater_id{1}, path_of(0x0A00'0001)};
    BOOST_REQUIRE(authenticate(c));
    expect({});
    describe(c, station("N0CALL"));
    expect({"repeater_details 1", "repeater_connected 1"});
    BOOST_TEST(page.last("repeater_connected").at("slot1_talkgroups").is_null());
    BOOST_TEST(page.last("repeater_connected").at("rpto_received") == false);
    ask();
    read();
    page.take();
    world::ask(c, "TS1=91,3100-3102;TS2=;");
    expect({"repeater_options_updated 1"});
    BOOST_TEST(page.last("repeater_options_updated").at("slot1_talkgroups") ==
               (boost::json::array{91, 3100, 3101, 3102}));
    BOOST_TEST(page.last("repeater_options_updated").at("slot2_talkgroups") == boost::json::array{});
    receive(c.path, wire::write_goodbye(c.id));
    expect({"repeater_disconnected 1 disconnect"});
}

BOOST_AUTO_TEST_CASE(a_login_that_is_never_finished_is_not_told)
{
    BOOST_REQUIRE(authenticate({dmr::repeater_id{1}, path_of(0x0A00'0001)}));
    pass(60s);
    expect({});
}

BOOST_AUTO_TEST_CASE(missed_keep_alives_and_the_recovery_are_told_with_the_time_of_the_login)
{
    const time_point login = now;
    const client c = connect(1);
    begin();
    pass(65s);
    expect({"repeater_connected 1 1"});
    const double wanted = seconds_of(epoch) + std::chrono::duration<double>{login.time_since_epoch()}.count();
    BOOST_TEST(page.timestamp_of_last("repeater_connected") == wanted);
    BOOST_TEST(page.last("repeater_connected").at("last_ping").as_double() == wanted);
    receive(c.path, wire::write_keep_alive(c.id));
    expect({"repeater_connected 1"});
    BOOST_TEST(page.timestamp_of_last("repeater_connected") == wanted);
    BOOST_TEST(page.last("repeater_connected").at("last_ping").as_double() == wanted + 65);
    pass(200s);
    expect({"repeater_connected 1 1", "repeater_connected 1 2", "repeater_connected 1 3",
            "repeater_disconnected 1 timeout"});
}

// --- The snapshot ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(each_request_is_answered_with_all_repeaters_in_the_order_of_their_logins)
{
    for (const std::uint32_t id : {3U, 1U, 2U}) {
        connect(id);
        pass(1s);
    }
    begin();
    for (int i = 0; i < 2; ++i) {
        ask();
        expect({"repeater_details 3", "repeater_connected 3", "repeater_details 1", "repeater_connected 1",
                "repeater_details 2", "repeater_connected 2"});
    }
    BOOST_TEST(counters.snapshots == 3U);
}

BOOST_AUTO_TEST_CASE(requests_while_a_snapshot_is_under_way_are_one_more_after_it)
{
    for (std::uint32_t id = 1; id <= 50; ++id)
        connect(id);
    begin();
    ask();
    read(10'000);
    ask();
    ask();
    ask();
    BOOST_TEST(told().size() == 200U);
    BOOST_TEST(counters.snapshots == 3U);
}

BOOST_AUTO_TEST_CASE(what_happens_during_a_snapshot_is_told_after_it_and_the_page_is_right_in_the_end)
{
    std::vector<client> all;
    for (std::uint32_t id = 1; id <= 100; ++id)
        all.push_back(connect(id));
    begin();
    page.accept();
    ask();
    read(20'000); // about fifteen of them
    voice v;
    header(all[99], v);
    for (const std::size_t gone : {0U, 60U, 61U})
        receive(all[gone].path, wire::write_goodbye(all[gone].id));
    BOOST_REQUIRE(log_in(all[61])); // gone, and back again
    connect(200);
    world::ask(all[70], "TS1=5");
    BOOST_TEST(page.repeaters() < 60U);
    read();
    BOOST_TEST(page.repeaters() == 99U);
    BOOST_TEST(!page.knows(1));
    BOOST_TEST(!page.knows(61));
    BOOST_TEST(page.knows(62));
    BOOST_TEST(page.knows(200));
}

BOOST_AUTO_TEST_CASE(a_crowd_is_noted_in_parts_and_who_comes_and_goes_meanwhile_is_right_in_the_end)
{
    events.muted = true;
    std::vector<client> all;
    for (std::uint32_t id = 1; id <= 2500; ++id)
        all.push_back(connect(id));
    begin();
    page.accept();
    ask();
    BOOST_TEST(line().to_send(now).empty());
    BOOST_TEST(line().gathering());
    receive(all[10].path, wire::write_goodbye(all[10].id)); // noted
    receive(all[2400].path, wire::write_goodbye(all[2400].id));
    connect(5000); // takes a place that was passed
    read();
    BOOST_TEST(page.repeaters() == 2499U);
    BOOST_TEST(!page.knows(11));
    BOOST_TEST(!page.knows(2401));
    BOOST_TEST(page.knows(5000));
}

BOOST_AUTO_TEST_CASE(a_repeater_with_ten_thousand_translations_is_one_frame)
{
    connect(1, "TS1=100000-109999:2");
    read();
    BOOST_TEST(page.last("repeater_options_updated").at("translations").as_array().size() == 10'000U);
    page.accept();
    ask();
    read();
    BOOST_TEST(page.last("repeater_connected").at("translations").as_array().size() == 10'000U);
    BOOST_TEST(page.longest_frame() > 200'000U);
}

// --- Connections -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_dashboard_that_comes_in_mid_call_is_told_of_its_end)
{
    const client talker = connect(1);
    connect(2);
    voice v;
    header(talker, v);
    pass(60ms);
    connect_dashboard();
    expect({"repeater_details 1", "repeater_connected 1", "repeater_details 2", "repeater_connected 2"});
    terminator(talker, v);
    expect({"stream_end 1/2 rx 1001>91 00001234 terminator 2",
            "stream_end 2/2 tx 1001>91 00001234 terminator 2"});
    pass(15s);
    BOOST_TEST(told().size() == 2U);
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(a_dashboard_that_comes_in_a_hang_time_is_not_told_of_its_end)
{
    const client talker = connect(1);
    voice v;
    over(talker, v);
    connect_dashboard();
    begin();
    pass(15s);
    expect({});
}

BOOST_FIXTURE_TEST_CASE(a_queue_that_overflows_leaves_a_whole_frame_and_a_new_connection_gets_everything,
                        scene_with_little_room)
{
    const client talker = connect(1);
    connect(2);
    begin();
    voice v;
    over(talker, v);
    read(100); // in the midst of a frame
    for (std::uint32_t i = 0; !line().overflowed(); ++i) {
        BOOST_REQUIRE(i < 1000);
        voice next{.stream = i};
        over(talker, next);
    }
    BOOST_TEST(counters.overflows == 1U);
    BOOST_TEST(counters.events_dropped > 50U);
    BOOST_TEST(line().queue_bytes() == 0U);
    const auto sent_before = counters.events_sent;
    voice unheard{.stream = 5000};
    over(talker, unheard);
    BOOST_TEST(page.inside_a_frame());
    ask(); // too late
    read();
    BOOST_TEST(!page.inside_a_frame());
    BOOST_TEST(counters.events_sent == sent_before + 1);
    BOOST_TEST(line().to_send(now).empty());

    connect_dashboard();
    begin();
    BOOST_TEST(page.repeaters() == 2U);
    pass(15s);
    read();
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_lost_with_a_connection_is_counted)
{
    connect(1);
    BOOST_TEST(counters.events_dropped == 0U);
    line().lost();
    BOOST_TEST(counters.events_dropped == 2U);
}

// --- Anything at all -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(whatever_happens_the_page_is_told_of_no_call_without_its_end)
{
    std::mt19937 dice{4711};
    const auto roll = [&](std::uint32_t n) { return static_cast<std::uint32_t>(dice() % n); };
    std::vector<client> clients;
    for (std::uint32_t id = 1; id <= 12; ++id)
        clients.push_back(connect(id));
    constexpr std::array<std::string_view, 5> options{"TS1=1-3;TS2=1-3;", "TS2=1:2:2,2:2:1", "SRC=77",
                                                      "TS1=1:2:3;TS2=;UNIT=0", "TS2=2"};
    std::map<std::uint32_t, voice> voices;
    for (int step = 0; step < 40'000; ++step) {
        const client& c = clients[roll(12)];
        voice& v = voices[c.id.value()];
        const auto what = roll(1000);
        if (what < 60)
            v = {.slot = dmr::slot_at(roll(2)),
                 .talkgroup = 1 + roll(3),
                 .source = 1000 + roll(20),
                 .stream = 1 + roll(1000),
                 .call = roll(5) == 0 ? dmr::call_type::unit : dmr::call_type::group};
        else if (what < 100)
            burst(c, v, dmr::frame_type::data_sync, roll(2) == 0 ? 6 : 3);
        else if (what < 130)
            terminator(c, v);
        else if (what < 135)
            receive(c.path, wire::write_goodbye(c.id));
        else if (what < 145)
            log_in(c);
        else if (what < 147)
            authenticate(c);
        else if (what < 155)
            world::ask(c, std::string{options[roll(options.size())]});
        else if (what < 158)
            pass(std::chrono::seconds{roll(15)});
        else if (what < 159)
            connect_dashboard();
        else if (what < 170)
            feed_world::ask();
        else if (what < 180)
            read(roll(3000));
        else
            burst(c, v, roll(6) == 0 ? dmr::frame_type::voice_sync : dmr::frame_type::voice, 0);
        pass(std::chrono::milliseconds{roll(60)});
    }
    // Whatever is left comes to its end.
    pass(60s);
    read();
    BOOST_TEST(page.slots_in_use() == 0U);
    BOOST_TEST(page.events() > 2000U);
}

BOOST_AUTO_TEST_SUITE_END()

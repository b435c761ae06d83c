// SPDX-License-Identifier: GPL-3.0-or-later
// What HBlink4's dashboard is told of links and trunks and of their calls (spec events.md, the parts for O
// and B; quirks.md 44 and 45), before a consumer that knows the specification only (support/dashboard.hpp).
#include <boost/test/unit_test.hpp>

#include "support/feed_world.hpp"
#include "support/linked_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

using lines = std::vector<std::string>;
constexpr dmr::repeater_id far_repeater{4711};

config::settings linked_settings()
{
    config::settings s = open_settings();
    auto north = link_called("North", 901, "TS1=91,92;TS2=*");
    north.address = "master.example.net";
    s.links = {north, link_called("South", 902, "TS2=91")};
    auto core = trunk_called("Core", 262, {{3100, 1}, {262, 2}});
    core.target_address = "core.example.net";
    s.trunks = {core, trunk_called("Edge", 262, {{4000, 1}})};
    s.forward_data_calls = true;
    return s;
}

struct scene : feed_to_dashboard<linked_world>
{
    scene() : feed_to_dashboard{linked_settings()} {}
    ~scene()
    {
        read();
        for (const std::string& v : page.violations())
            BOOST_ERROR(v);
    }
    void expect(const lines& wanted) { BOOST_TEST(told() == wanted, boost::test_tools::per_element()); }
    // Everything is there; the dashboard has been told of it.
    client all_up()
    {
        const client here = connect(1, "TS1=91,92,3100;TS2=91,262");
        come_up("North");
        connect_trunk("Core");
        begin();
        return here;
    }
    // A stream from outside that has been on for a while.
    void speak(const std::string& link, voice& v)
    {
        from_peer(link, header_of(v, far_repeater));
        from_peer(link, speech_of(v, far_repeater));
    }
    core::link_outcome fail(const std::string& name, core::link_failure why, std::string_view detail)
    {
        const auto number = link(name).number;
        router.begin_link(number, now);
        router.fail_link(number, why, detail, now);
        return router.outcome_of(number);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(event_feed_links, scene)

BOOST_AUTO_TEST_CASE(each_attempt_of_a_link_is_told_and_what_came_of_it)
{
    begin();
    fail("North", core::link_failure::no_address, "Host not found");
    expect({"outbound_connecting North", "outbound_error North DNS resolution failed: Host not found"});
    BOOST_TEST(page.last("outbound_error").at("radio_id") == 901);
    BOOST_TEST(page.last("outbound_error").at("remote_address") == "master.example.net");
    fail("North", core::link_failure::no_socket, "Network is unreachable");
    expect({"outbound_connecting North",
            "outbound_error North Failed to create UDP endpoint: Network is unreachable"});
    open("North");
    from_peer("North", wire::write_refusal(dmr::repeater_id{901}));
    expect({"outbound_connecting North", "outbound_error North Connection rejected by server (MSTNAK)"});
    fail("North", core::link_failure::itself, "");
    expect({"outbound_connecting North", "outbound_error North The address is one of this server itself"});
    open("North");
    pass_with_links(40s);
    expect({"outbound_connecting North", "outbound_error North No answer to the login"});
    come_up("North");
    expect({"outbound_connecting North", "outbound_connected North"});
    BOOST_TEST(page.state_of_link("North") == "connected");
}

BOOST_AUTO_TEST_CASE(a_slot_that_the_options_name_has_a_list_a_star_is_null_and_a_slot_not_named_is_empty)
{
    open("North");
    read();
    BOOST_TEST(boost::json::serialize(page.last("outbound_connecting").at("slot1_talkgroups")) == "[91,92]");
    BOOST_TEST(page.last("outbound_connecting").at("slot2_talkgroups").is_null());
    open("South");
    read();
    BOOST_TEST(boost::json::serialize(page.last("outbound_connecting").at("slot1_talkgroups")) == "[]");
}

BOOST_AUTO_TEST_CASE(why_a_link_went_down_is_in_the_words_of_hblink4)
{
    come_up("North");
    come_up("South");
    begin();
    from_peer("North", wire::write_server_goodbye(dmr::repeater_id{901}));
    expect({"outbound_disconnected North Server initiated disconnect"});
    pass_with_links(60s);
    expect({"outbound_disconnected South Connection timeout (3 missed pongs)"});
    come_up("South");
    begin();
    from_peer("South", wire::write_refusal(dmr::repeater_id{902}));
    expect({"outbound_error South Connection rejected by server (MSTNAK)"});
    come_up("South");
    begin();
    router.say_goodbye(now);
    expect({"outbound_disconnected South Server shutdown"});
}

BOOST_AUTO_TEST_CASE(a_link_and_a_trunk_that_a_reload_removes_are_gone_from_the_page)
{
    come_up("North");
    fail("South", core::link_failure::no_address, "Host not found");
    connect_trunk("Core");
    begin();
    router.reload(open_settings(), now);
    expect({"outbound_disconnected North Removed from the configuration",
            "outbound_disconnected South Removed from the configuration", "openbridge_disconnected Core"});
}

BOOST_AUTO_TEST_CASE(a_trunk_is_there_when_its_socket_is_bound_with_its_table)
{
    begin();
    connect_trunk("Core");
    expect({"openbridge_connected Core"});
    const auto& data = page.last("openbridge_connected");
    BOOST_TEST(boost::json::serialize(data.at("talkgroups")) == R"({"262":2,"3100":1})");
    BOOST_TEST(data.at("network_id") == 262);
    BOOST_TEST(data.at("remote_address") == "core.example.net");
    BOOST_TEST(data.at("preserve_source_peer") == true);
}

BOOST_AUTO_TEST_CASE(the_snapshot_has_repeaters_then_links_by_their_state_then_trunks)
{
    connect(1);
    come_up("North");
    connect_trunk("Core");
    const auto up_at =
        feed_world::epoch + std::chrono::duration_cast<feed::wall_time::duration>(now.time_since_epoch());
    pass(20s);
    open("South");
    begin();
    ask();
    expect({"repeater_details 1", "repeater_connected 1", "outbound_connected North",
            "outbound_connecting South", "openbridge_connected Core"});
    const double up = std::chrono::duration<double>{up_at.time_since_epoch()}.count();
    BOOST_TEST(page.timestamp_of_last("outbound_connected") == up);
    BOOST_TEST(page.timestamp_of_last("openbridge_connected") == up);
    from_peer("South", wire::write_refusal(dmr::repeater_id{902}));
    connect_dashboard();
    BOOST_TEST(told().at(3) == "outbound_error South Connection rejected by server (MSTNAK)");
}

BOOST_AUTO_TEST_CASE(a_call_to_a_link_and_to_a_trunk_is_told_once_at_each_of_them)
{
    const client here = all_up();
    voice v{.slot = dmr::slot::one, .talkgroup = 3100};
    header(here, v); // the link lets 91 and 92 through on this slot
    terminator(here, v);
    expect({"stream_start 1/1 rx 1001>3100 00001234", "stream_start Core/1 tx 1001>3100 00001234",
            "stream_end 1/1 rx 1001>3100 00001234 terminator 2",
            "stream_end Core/1 tx 1001>3100 00001234 terminator 2"});
    BOOST_TEST(page.slots_in_use() == 1U); // the trunk has no hang time
    pass(11s);
    expect({"hang_time_expired 1/1"});
    v = {.slot = dmr::slot::two, .talkgroup = 91, .stream = 5};
    header(here, v);
    terminator(here, v);
    expect({"stream_start 1/2 rx 1001>91 00000005", "stream_start North/2 tx 1001>91 00000005",
            "stream_end 1/2 rx 1001>91 00000005 terminator 2",
            "stream_end North/2 tx 1001>91 00000005 terminator 2"});
    pass(11s);
    BOOST_TEST(told().size() == 2U); // both hang times
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_from_a_link_says_where_it_entered_the_other_network)
{
    all_up();
    voice v{.talkgroup = 91, .source = 2002};
    speak("North", v);
    expect({"stream_start North/2 rx 2002>91 00001234", "stream_start 1/2 tx 2002>91 00001234"});
    connect_dashboard(); // only to see that an end without a start has its owner, too
    begin();
    from_peer("North", terminator_of(v, far_repeater));
    expect({"stream_end North/2 rx 2002>91 00001234 terminator 3",
            "stream_end 1/2 tx 2002>91 00001234 terminator 3"});
    BOOST_TEST(!page.last("stream_end").contains("remote_repeater_id"));
    v = {.talkgroup = 91, .source = 2002, .stream = 6};
    from_peer("North", header_of(v, far_repeater));
    read();
    from_peer("North", terminator_of(v, far_repeater));
    pass(11s);
    read();
    BOOST_TEST(page.slots_in_use() == 0U);
}

BOOST_AUTO_TEST_CASE(the_origin_of_a_call_from_outside_is_told_where_it_comes_in_and_nowhere_else)
{
    connect(1, "TS2=262");
    connect_trunk("Core");
    begin();
    voice v{.talkgroup = 262, .source = 2002};
    from_trunk("Core", header_of(v, far_repeater));
    read(); // the last start is that at the repeater: a field too many there is a violation
    BOOST_TEST(page.take().at(0) == "stream_start Core/2 rx 2002>262 00001234");
    from_trunk("Core", terminator_of(v, far_repeater));
    expect({"stream_end Core/2 rx 2002>262 00001234 terminator 2",
            "stream_end 1/2 tx 2002>262 00001234 terminator 2"});
    come_up("North");
    begin();
    voice alone{.talkgroup = 77, .source = 2003, .stream = 8}; // nobody else gets it
    from_peer("North", header_of(alone, far_repeater));
    read();
    BOOST_TEST(page.last("stream_start").at("remote_repeater_id") == 4711);
}

BOOST_AUTO_TEST_CASE(when_the_peer_takes_the_slot_the_call_there_ends_first)
{
    const client here = all_up();
    voice out{.talkgroup = 91};
    header(here, out);
    begin();
    voice in{.talkgroup = 92, .source = 2002, .stream = 9};
    from_peer("North", header_of(in, far_repeater));
    expect({"stream_end North/2 tx 1001>91 00001234 fast_terminator 1",
            "stream_start North/2 rx 2002>92 00000009"});
}

BOOST_AUTO_TEST_CASE(the_calls_of_a_link_that_goes_down_end_before_it)
{
    all_up();
    voice v{.talkgroup = 91, .source = 2002};
    speak("North", v);
    begin();
    from_peer("North", wire::write_server_goodbye(dmr::repeater_id{901}));
    expect({"stream_end North/2 rx 2002>91 00001234 timeout 2",
            "stream_end 1/2 tx 2002>91 00001234 timeout 2", "hang_time_expired North/2",
            "outbound_disconnected North Server initiated disconnect"});
}

BOOST_AUTO_TEST_CASE(many_calls_of_a_trunk_are_told_apart_by_their_stream_ids)
{
    connect_trunk("Core");
    begin();
    voice a{.talkgroup = 262, .source = 1, .stream = 0xA};
    voice b{.talkgroup = 262, .source = 2, .stream = 0xB};
    from_trunk("Core", header_of(a, far_repeater));
    from_trunk("Core", header_of(b, far_repeater));
    expect({"stream_start Core/2 rx 1>262 0000000a", "stream_start Core/2 rx 2>262 0000000b"});
    BOOST_TEST(page.running() == 2U);
    from_trunk("Core", terminator_of(a, far_repeater));
    expect({"stream_end Core/2 rx 1>262 0000000a terminator 2"});
    pass(4s);
    expect({"stream_end Core/2 rx 2>262 0000000b timeout 1"});
    BOOST_TEST(page.slots_in_use() == 0U);
}

// A repeater chooses its stream ids as it likes.
BOOST_AUTO_TEST_CASE(two_calls_of_one_stream_id_on_a_trunk_have_one_start_and_one_end_each)
{
    const client one = connect(1, "TS1=3100;TS2=262");
    const client other = connect(2, "TS1=3100;TS2=262");
    connect_trunk("Core");
    begin();
    voice a{.slot = dmr::slot::one, .talkgroup = 3100, .source = 1};
    voice b{.slot = dmr::slot::two, .talkgroup = 262, .source = 2};
    header(one, a);
    header(other, b);
    terminator(other, b);
    terminator(one, a);
    const auto all = told();
    const auto of_trunk = [&](std::string_view begin) {
        return std::count_if(all.begin(), all.end(), [&](const auto& l) { return l.starts_with(begin); });
    };
    BOOST_TEST(of_trunk("stream_start Core/") == 2);
    BOOST_TEST(of_trunk("stream_end Core/") == 2);
}

BOOST_AUTO_TEST_CASE(data_from_a_link_and_a_trunk_is_shown_with_its_origin)
{
    connect(1, "TS1=91,92,3100;TS2=91,262");
    come_up("North");
    connect_trunk("Core");
    begin();
    voice v{.talkgroup = 262, .source = 2002};
    from_trunk("Core", dmrd_of(v, far_repeater, dmr::frame_type::data_sync, 6));
    expect({"stream_start Core/2 data 2002>262 00001234"});
    BOOST_TEST(page.last("stream_start").at("remote_repeater_id") == 4711);
    v = {.talkgroup = 91, .source = 2002, .stream = 7};
    from_peer("North", dmrd_of(v, far_repeater, dmr::frame_type::data_sync, 6));
    expect({"stream_start North/2 data 2002>91 00000007"});
    pass(4s);
    expect({"stream_end North/2 data 2002>91 00000007 timeout 1", "hang_time_expired North/2",
            "stream_end Core/2 data 2002>262 00001234 timeout 1"});
}

BOOST_AUTO_TEST_CASE(what_a_trunk_carries_when_the_dashboard_comes_ends_without_a_start)
{
    connect_trunk("Core");
    voice v{.talkgroup = 262, .source = 2002};
    from_trunk("Core", header_of(v, far_repeater));
    pass(500ms);
    connect_dashboard();
    begin();
    from_trunk("Core", terminator_of(v, far_repeater));
    expect({"stream_end Core/2 rx 2002>262 00001234 terminator 2"});
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/slot_story.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/feed/sample.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;

namespace {

// A slot of a repeater, and what the dashboard is told of it.
struct story_of_a_slot : example
{
    core::slot_state& slot = session.slots[1];
    core::data_call data;
    core::time_point now = example::now;
    feed::slot_story story;
    std::string out;

    feed::slot_story::moment moment() const { return {now, example::wall, 10s}; }

    void carry(std::uint32_t stream, core::stream_direction d = core::stream_direction::rx)
    {
        slot.id = dmr::stream_id{stream};
        slot.direction = d;
        slot.phase = core::slot_phase::active;
        slot.call = {dmr::radio_id{2624001}, 2624, dmr::call_type::group};
        slot.sent_source = dmr::radio_id{2629999};
        slot.started = now;
    }
    void start(std::uint32_t stream, core::stream_direction d = core::stream_direction::rx)
    {
        carry(stream, d);
        story.on(out, core::stream_started{.connection = session, .slot = slot}, moment());
    }
    void end(core::end_reason r = core::end_reason::terminator, std::uint64_t packets = 134)
    {
        slot.phase = core::slot_phase::hang_time;
        story.on(out, core::stream_ended{session, slot, r, 0s, packets, nullptr}, moment());
    }
    void expire()
    {
        story.on(out, core::hang_time_expired{session, slot}, moment());
        slot.phase = core::slot_phase::idle;
    }
    bool start_data(core::data_call& d, std::uint32_t stream)
    {
        d.id = dmr::stream_id{stream};
        d.call = {dmr::radio_id{2624002}, 2624003, dmr::call_type::unit};
        d.started = now;
        return story.on(out, core::data_call_started{session, slot, d}, moment());
    }
    void end_data(core::data_call& d)
    {
        d.packets = 7;
        story.on(out, core::data_call_ended{session, slot, d}, moment());
    }
    // The types of the frames since the last call, and what tells them apart.
    std::vector<std::string> types()
    {
        std::vector<std::string> all;
        for (const std::string& body : bodies_of(out)) {
            const auto quoted = [&](const std::string& key) {
                const auto at = body.find(key + "\":\"");
                const auto begin = at + key.size() + 3;
                return at == body.npos ? "" : body.substr(begin, body.find('"', begin) - begin);
            };
            std::string line = quoted("type");
            for (const std::string key : {"stream_id", "end_reason"})
                if (!quoted(key).empty())
                    line += ' ' + quoted(key);
            all.push_back(line);
        }
        out.clear();
        return all;
    }
};

using lines = std::vector<std::string>;

}

BOOST_FIXTURE_TEST_SUITE(slot_story, story_of_a_slot)

BOOST_AUTO_TEST_CASE(a_call_is_told_with_every_field)
{
    start(0x0A1B2C3D);
    now += 3600ms;
    story.on(out, core::stream_updated{session, slot, 60}, moment());
    now += 4450ms;
    end();
    expire();
    const auto bodies = bodies_of(out);
    BOOST_REQUIRE(bodies.size() == 4U);
    BOOST_TEST(bodies[0] == R"({"type":"stream_start","timestamp":1795000000.000000,"data":{"slot":2,)"
                            R"("src_id":2624001,"dst_id":2624,"stream_id":"0a1b2c3d","call_type":"group",)"
                            R"("is_assumed":false,"is_data":false,"repeater_id":262401}})");
    BOOST_TEST(bodies[1] == R"({"type":"stream_update","timestamp":1795000000.000000,"data":{)"
                            R"("repeater_id":262401,"slot":2,"src_id":2624001,"dst_id":2624,)"
                            R"("duration":3.6,"packets":60,"call_type":"group"}})");
    BOOST_TEST(bodies[2] == R"({"type":"stream_end","timestamp":1795000000.000000,"data":{"slot":2,)"
                            R"("src_id":2624001,"dst_id":2624,"stream_id":"0a1b2c3d","duration":8.05,)"
                            R"("packet_count":134,"end_reason":"terminator","hang_time":10.0,)"
                            R"("call_type":"group","is_assumed":false,"is_data":false,)"
                            R"("repeater_id":262401}})");
    BOOST_TEST(bodies[3] == R"({"type":"hang_time_expired","timestamp":1795000000.000000,"data":{)"
                            R"("repeater_id":262401,"slot":2}})");
}

BOOST_AUTO_TEST_CASE(what_we_send_is_assumed_and_comes_from_whom_the_repeater_is_told)
{
    start(1, core::stream_direction::tx);
    BOOST_TEST(out.find(R"("src_id":2629999,"dst_id":2624)") != out.npos);
    BOOST_TEST(out.find(R"("is_assumed":true)") != out.npos);
    out.clear();
    end();
    BOOST_TEST(out.find(R"("src_id":2629999,"dst_id":2624)") != out.npos);
}

BOOST_AUTO_TEST_CASE(the_next_over_within_the_hang_time_needs_no_end_of_it)
{
    start(1);
    end();
    start(2);
    BOOST_TEST(types() == (lines{"stream_start 00000001", "stream_end 00000001 terminator",
                                 "stream_start 00000002"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_call_that_nobody_ended_is_ended_before_the_next_one)
{
    start(1);
    start(2, core::stream_direction::tx);
    BOOST_TEST(types() == (lines{"stream_start 00000001", "stream_end 00000001 fast_terminator",
                                 "stream_start 00000002"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_the_repeater_goes_its_calls_and_hang_times_end_once)
{
    start(1);
    story.forget(out, session, moment());
    BOOST_TEST(types() ==
                   (lines{"stream_start 00000001", "stream_end 00000001 timeout", "hang_time_expired"}),
               boost::test_tools::per_element());
    expire();
    story.forget(out, session, moment());
    BOOST_TEST(types().empty());
    BOOST_TEST(story.slots() == 0U);

    start(2);
    end();
    story.forget(out, session, moment());
    expire();
    BOOST_TEST(types() ==
                   (lines{"stream_start 00000002", "stream_end 00000002 terminator", "hang_time_expired"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_a_call_from_before_the_connection_the_end_is_told_and_one_hang_time)
{
    carry(1);
    story.on(out, core::stream_updated{session, slot, 60}, moment());
    end();
    expire();
    expire();
    BOOST_TEST(types() == (lines{"stream_end 00000001 terminator", "hang_time_expired"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_hang_time_from_before_the_connection_is_not_told)
{
    carry(1);
    slot.phase = core::slot_phase::hang_time;
    expire();
    BOOST_TEST(types().empty());
}

BOOST_AUTO_TEST_CASE(data_is_shown_on_an_idle_slot_and_leaves_it_idle)
{
    BOOST_TEST(start_data(data, 5));
    now += 2500ms;
    end_data(data);
    const auto bodies = bodies_of(out);
    BOOST_REQUIRE(bodies.size() == 3U);
    BOOST_TEST(bodies[0] == R"({"type":"stream_start","timestamp":1795000000.000000,"data":{"slot":2,)"
                            R"("src_id":2624002,"dst_id":2624003,"stream_id":"00000005",)"
                            R"("call_type":"private","is_assumed":false,"is_data":true,)"
                            R"("repeater_id":262401}})");
    BOOST_TEST(bodies[1] == R"({"type":"stream_end","timestamp":1795000000.000000,"data":{"slot":2,)"
                            R"("src_id":2624002,"dst_id":2624003,"stream_id":"00000005","duration":2.5,)"
                            R"("packet_count":7,"end_reason":"timeout","hang_time":0.0,)"
                            R"("call_type":"private","is_assumed":false,"is_data":true,)"
                            R"("repeater_id":262401}})");
    BOOST_TEST(bodies[2].starts_with(R"({"type":"hang_time_expired")"));
}

BOOST_AUTO_TEST_CASE(data_is_not_shown_beside_voice_or_in_its_hang_time)
{
    start(1);
    BOOST_TEST(!start_data(data, 5));
    end_data(data);
    end();
    BOOST_TEST(!start_data(data, 6));
    end_data(data);
    expire();
    BOOST_TEST(types() ==
                   (lines{"stream_start 00000001", "stream_end 00000001 terminator", "hang_time_expired"}),
               boost::test_tools::per_element());

    carry(2); // began before the connection: the slot knows it, we do not
    BOOST_TEST(!start_data(data, 7));
    BOOST_TEST(types().empty());
}

BOOST_AUTO_TEST_CASE(voice_that_takes_the_slot_ends_the_data_first_and_its_real_end_is_not_told)
{
    start_data(data, 5);
    start(1);
    end_data(data);
    end();
    expire();
    BOOST_TEST(types() ==
                   (lines{"stream_start 00000005", "stream_end 00000005 fast_terminator",
                          "stream_start 00000001", "stream_end 00000001 terminator", "hang_time_expired"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_many_data_calls_on_a_slot_one_at_a_time_and_one_a_second_is_shown)
{
    core::data_call other;
    BOOST_TEST(start_data(data, 5));
    BOOST_TEST(!start_data(other, 6));
    end_data(other);
    end_data(data);
    BOOST_TEST(!start_data(data, 7));
    end_data(data);
    now += 1s;
    BOOST_TEST(start_data(data, 8));
    end_data(data);
    BOOST_TEST(types() ==
                   (lines{"stream_start 00000005", "stream_end 00000005 timeout", "hang_time_expired",
                          "stream_start 00000008", "stream_end 00000008 timeout", "hang_time_expired"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

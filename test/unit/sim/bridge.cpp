// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/bridge.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using sim::endpoint;
using sim::time_point;

namespace {

const endpoint here{asio::ip::make_address("192.0.2.1"), 62'035};
const endpoint there{asio::ip::make_address("192.0.2.2"), 62'036};

sim::call_plan plan(std::vector<dmr::talkgroup> talkgroups, std::uint32_t network_id)
{
    sim::call_plan p;
    p.talkgroups = std::move(talkgroups);
    p.slot = dmr::slot::one;
    p.repeater = dmr::repeater_id{network_id};
    p.voice = 360ms;
    return p;
}

// Two of them face to face: the one at `here` talks, the one at `there` listens.
struct pair
{
    explicit pair(const std::string& passphrase_there = "p")
        : talker{there, "p", plan({dmr::talkgroup{91}}, 5), tell},
          listener{here, passphrase_there, plan({}, 6), tell}
    {}

    std::vector<std::vector<std::byte>> frames(std::chrono::milliseconds d)
    {
        std::vector<std::vector<std::byte>> all;
        for (const auto end = now + d; now < end; now += 20ms)
            for (auto& one : talker.tick(now)) {
                BOOST_TEST(one.to == there);
                all.push_back(std::move(one.bytes));
            }
        return all;
    }
    void hear(wire::bytes frame, const endpoint& from = here)
    {
        BOOST_TEST(listener.receive(from, frame, now).empty());
    }

    std::vector<std::string> lines;
    sim::narrator tell{[this](const std::string& line) { lines.push_back(line); }};
    sim::bridge talker;
    sim::bridge listener;
    time_point now{1h};
};

}

BOOST_AUTO_TEST_SUITE(bridge_that_is_played)

BOOST_AUTO_TEST_CASE(a_frame_is_73_bytes_on_timeslot_1_with_the_network_id)
{
    pair p;
    const auto all = p.frames(1s);
    BOOST_REQUIRE(all.size() == 8U);
    for (const auto& frame : all) {
        BOOST_REQUIRE(frame.size() == 73U);
        const wire::dmrd d{frame};
        BOOST_TEST((d.slot() == dmr::slot::one));
        BOOST_TEST(d.id().value() == 5U);
        BOOST_TEST(d.destination() == 91U);
    }
}

BOOST_AUTO_TEST_CASE(what_one_says_the_other_hears)
{
    pair p;
    for (const auto& frame : p.frames(1s))
        p.hear(frame);
    BOOST_TEST(p.listener.heard().total().bursts == 8U);
    BOOST_TEST(p.listener.heard().total().calls == 1U);
    BOOST_TEST(p.listener.passed());
    const auto report = boost::json::parse(p.listener.to_json());
    BOOST_TEST(report.at("good") == 8);
    BOOST_TEST(report.at("repeater_ids").at(0).at("id") == 5);
    BOOST_TEST(p.listener.to_table().find("repeater id 5: 8 frames") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_frame_under_another_passphrase_is_counted_and_told_once)
{
    pair p{"another"};
    for (const auto& frame : p.frames(1s))
        p.hear(frame);
    BOOST_TEST(p.listener.bad_seal() == 8U);
    BOOST_TEST(p.listener.heard().total().bursts == 0U);
    BOOST_TEST(p.listener.heard().total().refused == 8U);
    BOOST_TEST(!p.listener.passed());
    BOOST_TEST(
        p.lines ==
            std::vector<std::string>{"a frame's HMAC is wrong: is the passphrase the same on both sides?"},
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_frame_from_somewhere_else_is_counted)
{
    pair p;
    const auto frame = p.frames(20ms).at(0);
    p.hear(frame);
    p.hear(frame, {here.address(), 1});
    p.hear(frame, {asio::ip::make_address("192.0.2.9"), here.port()});
    BOOST_TEST(p.listener.wrong_source() == 2U);
    BOOST_TEST(p.listener.heard().total().bursts == 1U);
    BOOST_TEST(!p.listener.passed());
    BOOST_TEST(p.lines.back() == "a frame comes from 192.0.2.1:1 instead of 192.0.2.1:62035");
}

BOOST_AUTO_TEST_CASE(what_is_no_frame_is_counted)
{
    pair p;
    const auto frame = p.frames(20ms).at(0);
    for (const std::size_t size : {0U, 1U, 53U, 55U, 72U})
        p.hear(wire::bytes{frame}.first(size));
    auto longer = frame;
    longer.resize(74);
    p.hear(longer);
    auto other = frame;
    other[3] = std::byte{'A'};
    p.hear(other);
    BOOST_TEST(p.listener.not_understood() == 7U);
    BOOST_TEST(p.listener.heard().by_target().empty());
}

BOOST_AUTO_TEST_CASE(timeslot_2_is_told_because_a_trunk_has_none)
{
    pair p;
    auto frame = p.frames(20ms).at(0);
    wire::set_slot(frame, dmr::slot::two);
    wire::openbridge_seal seal{"p"};
    seal.sign(std::span<std::byte, wire::openbridge_size>{frame});
    p.hear(frame);
    BOOST_TEST(p.listener.heard().total().bursts == 1U);
    BOOST_TEST(boost::json::parse(p.listener.to_json()).at("wrong_slot") == 1);
    BOOST_TEST(!p.listener.passed());
}

BOOST_AUTO_TEST_CASE(at_the_end_a_call_gets_its_terminator)
{
    pair p;
    p.frames(100ms);
    const auto last = p.talker.stop(p.now);
    BOOST_REQUIRE(last.size() == 1U);
    BOOST_TEST(wire::dmrd{last[0].bytes}.is_terminator());
    p.hear(last[0].bytes);
    BOOST_TEST(p.listener.bad_seal() == 0U);
    BOOST_TEST(p.talker.stop(p.now).empty());
}

BOOST_AUTO_TEST_CASE(hearing_nothing_is_no_success)
{
    pair p;
    BOOST_TEST(!p.listener.passed());
    BOOST_TEST(p.listener.to_table().find("FAILED: nothing was heard") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

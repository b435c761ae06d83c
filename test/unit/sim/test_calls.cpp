// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/test_calls.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace hblink;
using namespace std::chrono_literals;
using sim::test_calls;
using sim::time_point;

namespace {

constexpr std::size_t bursts_of_one_superframe = 8;

sim::call_plan plan()
{
    sim::call_plan p;
    p.talkgroups = {dmr::talkgroup{91}, dmr::talkgroup{8}};
    p.slot = dmr::slot::two;
    p.repeater = dmr::repeater_id{3'120'001};
    p.source = dmr::radio_id{2'345'001};
    p.every = 2s;
    p.voice = 360ms;
    p.first_stream = dmr::stream_id{1000};
    return p;
}

const time_point begin{1h};

// All bursts until `end`, looked for every 20 ms.
std::vector<wire::dmrd_bytes> spoken(test_calls& calls, time_point from, time_point end)
{
    std::vector<wire::dmrd_bytes> all;
    for (time_point now = from; now < end; now += 20ms)
        while (const auto burst = calls.next(true, now))
            all.push_back(*burst);
    return all;
}

}

BOOST_AUTO_TEST_SUITE(test_calls_of_a_player)

BOOST_AUTO_TEST_CASE(a_call_has_a_header_and_a_terminator_and_the_address_of_the_plan)
{
    test_calls calls{plan()};
    const auto all = spoken(calls, begin, begin + 1s);
    BOOST_REQUIRE(all.size() == bursts_of_one_superframe);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const wire::dmrd d{all[i]};
        BOOST_TEST(d.sequence() == i);
        BOOST_TEST(d.destination() == 91U);
        BOOST_TEST(d.source().value() == 2'345'001U);
        BOOST_TEST(d.id().value() == 3'120'001U);
        BOOST_TEST((d.slot() == dmr::slot::two));
        BOOST_TEST(d.stream().value() == 1000U);
        BOOST_TEST(d.is_terminator() == (i + 1 == all.size()));
    }
}

BOOST_AUTO_TEST_CASE(a_burst_goes_out_every_60_ms)
{
    test_calls calls{plan()};
    BOOST_TEST(calls.next(true, begin).has_value());
    BOOST_TEST(!calls.next(true, begin + 59ms).has_value());
    BOOST_TEST(calls.next(true, begin + 60ms).has_value());
    BOOST_TEST(!calls.next(true, begin + 60ms).has_value());
}

BOOST_AUTO_TEST_CASE(the_talkgroups_take_turns_and_the_streams_count_on)
{
    test_calls calls{plan()};
    const auto all = spoken(calls, begin, begin + 5s);
    BOOST_REQUIRE(all.size() == 3 * bursts_of_one_superframe);
    BOOST_TEST(wire::dmrd{all[8]}.destination() == 8U);
    BOOST_TEST(wire::dmrd{all[8]}.stream().value() == 1001U);
    BOOST_TEST(wire::dmrd{all[16]}.destination() == 91U);
    BOOST_TEST(calls.calls() == 3U);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_longer_than_the_time_between_two_is_not_cut)
{
    auto p = plan();
    p.every = 1s;
    p.voice = 1800ms; // with header and terminator 32 bursts, 1.92 s, and a rest
    test_calls calls{p};
    const auto all = spoken(calls, begin, begin + 2400ms);
    BOOST_TEST(all.size() == 32U);
    BOOST_TEST(!spoken(calls, begin + 2400ms, begin + 2500ms).empty());
}

BOOST_AUTO_TEST_CASE(nobody_there_no_call)
{
    test_calls calls{plan()};
    BOOST_TEST(!calls.next(false, begin).has_value());
    BOOST_TEST(calls.next(true, begin + 1s).has_value());
    BOOST_TEST(calls.next(false, begin + 1060ms).has_value()); // what has begun goes on
}

BOOST_AUTO_TEST_CASE(without_a_talkgroup_nothing_is_said)
{
    auto p = plan();
    p.talkgroups.clear();
    test_calls calls{p};
    BOOST_TEST(spoken(calls, begin, begin + 10s).empty());
}

BOOST_AUTO_TEST_CASE(a_call_is_cut_short_with_its_terminator)
{
    test_calls calls{plan()};
    BOOST_TEST(!calls.cut_short().has_value());
    calls.next(true, begin);
    const auto last = calls.cut_short();
    BOOST_REQUIRE(last.has_value());
    BOOST_TEST(wire::dmrd{*last}.is_terminator());
    BOOST_TEST(wire::dmrd{*last}.stream().value() == 1000U);
    BOOST_TEST(!calls.cut_short().has_value());
    BOOST_TEST(!calls.next(true, begin + 1s).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

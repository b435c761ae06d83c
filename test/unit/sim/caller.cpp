// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/caller.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>
#include <set>
#include <vector>

using namespace hblink;
using namespace std::chrono_literals;
using sim::caller;
using sim::population;

namespace {

constexpr sim::time_point start{};

bool everybody(std::size_t) { return true; }
bool nobody(std::size_t) { return false; }

}

BOOST_AUTO_TEST_SUITE(callers)

BOOST_AUTO_TEST_CASE(no_more_calls_than_wanted_are_under_way)
{
    caller c{population{20, 5}, 3};
    std::set<std::size_t> talkgroups;
    while (const auto turn = c.next(start, everybody))
        talkgroups.insert(turn->talkgroup);
    BOOST_TEST(talkgroups.size() == 3u);
    BOOST_TEST(c.under_way() == 3u);
}

BOOST_AUTO_TEST_CASE(a_talkgroup_has_one_call_at_a_time)
{
    caller c{population{20, 2}, 10};
    BOOST_TEST(c.next(start, everybody).has_value());
    BOOST_TEST(c.next(start, everybody).has_value());
    BOOST_TEST(!c.next(start, everybody).has_value());
}

BOOST_AUTO_TEST_CASE(a_talkgroup_rests_between_calls)
{
    caller c{population{4, 1}, 1};
    BOOST_TEST(c.next(start, everybody).has_value());
    c.ended(0, start + 5s);
    BOOST_TEST(!c.next(start + 4999ms, everybody).has_value());
    BOOST_TEST(c.next(start + 5s, everybody).has_value());
}

BOOST_AUTO_TEST_CASE(the_members_of_a_talkgroup_take_turns)
{
    caller c{population{6, 2}, 2};
    std::vector<std::size_t> talkers;
    for (int i = 0; i < 8; ++i) {
        const auto turn = c.next(start, everybody);
        BOOST_REQUIRE(turn.has_value());
        talkers.push_back(turn->repeater);
        c.ended(turn->talkgroup, start);
    }
    const std::vector<std::size_t> expected{0, 1, 2, 3, 4, 5, 0, 1};
    BOOST_TEST(talkers == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_is_not_ready_does_not_talk)
{
    caller c{population{4, 1}, 1};
    const auto all_but_the_first = [](std::size_t repeater) { return repeater != 0; };
    BOOST_TEST(c.next(start, all_but_the_first).value().repeater == 1u);
    c.ended(0, start);
    BOOST_TEST(!c.next(start, nobody).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_talks_to_himself)
{
    caller alone{population{1, 1}, 1};
    BOOST_TEST(!alone.next(start, everybody).has_value());
    caller left{population{4, 1}, 1};
    BOOST_TEST(!left.next(start, [](std::size_t repeater) { return repeater == 2; }).has_value());
}

BOOST_AUTO_TEST_CASE(the_rules_hold_in_any_order_of_events)
{
    constexpr unsigned seed = 7;
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    const population p{23, 6};
    caller c{p, 4};
    std::set<std::size_t> busy;
    sim::time_point now = start;
    std::size_t made = 0;
    for (int round = 0; round < 5000; ++round) {
        now += 100ms;
        const auto ready = [&](std::size_t repeater) {
            return (repeater + static_cast<std::size_t>(round)) % 3 != 0;
        };
        while (const auto turn = c.next(now, ready)) {
            ++made;
            BOOST_REQUIRE(busy.insert(turn->talkgroup).second);
            BOOST_REQUIRE(p.talkgroup_of(turn->repeater) == turn->talkgroup);
            BOOST_REQUIRE(ready(turn->repeater));
        }
        BOOST_REQUIRE(busy.size() <= 4u);
        BOOST_REQUIRE(c.under_way() == busy.size());
        if (!busy.empty() && random() % 2 == 0) {
            c.ended(*busy.begin(), now + 1s);
            busy.erase(busy.begin());
        }
    }
    BOOST_TEST(made > 500u);
}

BOOST_AUTO_TEST_SUITE_END()

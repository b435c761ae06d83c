// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/population.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using hblink::sim::population;

BOOST_AUTO_TEST_SUITE(populations)

BOOST_AUTO_TEST_CASE(repeaters_are_dealt_round_robin)
{
    const population p{7, 3};
    const std::vector<std::size_t> expected{0, 1, 2, 0, 1, 2, 0};
    for (std::size_t i = 0; i < 7; ++i)
        BOOST_TEST(p.talkgroup_of(i) == expected[i]);
    BOOST_TEST(p.members(0) == 3u);
    BOOST_TEST(p.members(1) == 2u);
    BOOST_TEST(p.members(2) == 2u);
}

BOOST_AUTO_TEST_CASE(every_repeater_is_the_member_that_its_place_says)
{
    for (std::size_t repeaters = 1; repeaters < 30; ++repeaters) {
        for (std::size_t talkgroups = 1; talkgroups < 12; ++talkgroups) {
            const population p{repeaters, talkgroups};
            std::size_t all = 0;
            for (std::size_t t = 0; t < talkgroups; ++t)
                all += p.members(t);
            BOOST_TEST(all == repeaters);
            for (std::size_t r = 0; r < repeaters; ++r) {
                BOOST_TEST(p.member(p.talkgroup_of(r), p.place_of(r)) == r);
                BOOST_TEST(p.place_of(r) < p.members(p.talkgroup_of(r)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_conversation_needs_two_members)
{
    for (std::size_t repeaters = 1; repeaters < 30; ++repeaters) {
        for (std::size_t talkgroups = 1; talkgroups < 12; ++talkgroups) {
            const population p{repeaters, talkgroups};
            std::size_t conversations = 0;
            for (std::size_t t = 0; t < talkgroups; ++t)
                conversations += p.members(t) >= 2 ? 1u : 0u;
            BOOST_TEST(p.conversations() == conversations);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

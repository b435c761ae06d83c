// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/subscriptions.hpp"

#include "hblink/core/connection.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <random>
#include <vector>

using namespace hblink;
using core::connection;
using core::subscriptions;
using dmr::talkgroup;
using dmr::talkgroup_set;

namespace {

constexpr dmr::slot one = dmr::slot::one;
constexpr dmr::slot two = dmr::slot::two;

talkgroup_set range(std::uint32_t first, std::uint32_t last)
{
    talkgroup_set s;
    s.add(dmr::talkgroup_range{talkgroup{first}, talkgroup{last}});
    return s;
}

// Who gets a talkgroup, sorted by address; somebody who is called twice stands there twice.
std::vector<const connection*> subscribers(const subscriptions& s, dmr::slot slot, std::uint32_t t)
{
    std::vector<const connection*> all;
    s.for_each(slot, talkgroup{t}, [&](connection& member) { all.push_back(&member); });
    std::sort(all.begin(), all.end());
    return all;
}

std::size_t keys_of(const talkgroup_set& set)
{
    subscriptions s;
    connection who;
    s.add(who, one, set);
    return s.keys();
}

}

BOOST_AUTO_TEST_SUITE(subscription_index)

BOOST_AUTO_TEST_CASE(nobody_subscribes_to_anything_at_first)
{
    const subscriptions s;
    BOOST_TEST(s.keys() == 0u);
    BOOST_TEST(subscribers(s, one, 91).empty());
    BOOST_TEST(subscribers(s, two, 0).empty());
    BOOST_TEST(subscribers(s, two, dmr::largest_24_bit).empty());
}

BOOST_AUTO_TEST_CASE(the_slots_have_nothing_to_do_with_each_other)
{
    subscriptions s;
    connection who;
    s.add(who, one, talkgroup_set{talkgroup{91}});
    BOOST_TEST(subscribers(s, one, 91).size() == 1u);
    BOOST_TEST(subscribers(s, two, 91).empty());
    s.remove(who, two, talkgroup_set{talkgroup{91}}); // was never added there
    BOOST_TEST(subscribers(s, one, 91).size() == 1u);
}

BOOST_AUTO_TEST_CASE(everything_reaches_from_the_first_talkgroup_to_the_last_with_one_key)
{
    subscriptions s;
    connection who;
    s.add(who, two, talkgroup_set::everything());
    BOOST_TEST(s.keys() == 1u);
    for (const std::uint32_t t : {0u, 1u, 91u, 4095u, 4096u, 8'388'607u, 8'388'608u, dmr::largest_24_bit})
        BOOST_TEST(subscribers(s, two, t).size() == 1u);
    s.remove(who, two, talkgroup_set::everything());
    BOOST_TEST(s.keys() == 0u);
    BOOST_TEST(subscribers(s, two, 91).empty());
}

BOOST_AUTO_TEST_CASE(nothing_costs_nothing) { BOOST_TEST(keys_of(talkgroup_set{}) == 0u); }

BOOST_AUTO_TEST_CASE(a_range_reaches_exactly_from_its_first_to_its_last_talkgroup)
{
    for (const auto& [first, last] : std::vector<std::array<std::uint32_t, 2>>{{0, 0},
                                                                               {0, 9},
                                                                               {1, 9},
                                                                               {3100, 3199},
                                                                               {4095, 4097},
                                                                               {1, 10'000},
                                                                               {16'777'215, 16'777'215},
                                                                               {16'777'000, 16'777'215},
                                                                               {1, 16'777'215},
                                                                               {0, 16'777'214}}) {
        BOOST_TEST_CONTEXT(first << '-' << last)
        {
            subscriptions s;
            connection who;
            s.add(who, one, range(first, last));
            BOOST_TEST(subscribers(s, one, first).size() == 1u);
            BOOST_TEST(subscribers(s, one, last).size() == 1u);
            BOOST_TEST(subscribers(s, one, first + (last - first) / 2).size() == 1u);
            if (first > 0)
                BOOST_TEST(subscribers(s, one, first - 1).empty());
            if (last < dmr::largest_24_bit)
                BOOST_TEST(subscribers(s, one, last + 1).empty());
            s.remove(who, one, range(first, last));
            BOOST_TEST(s.keys() == 0u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_range_of_n_talkgroups_costs_at_most_twice_the_logarithm_of_n)
{
    const auto costs_no_more = [](std::uint32_t first, std::uint32_t n) {
        const std::size_t most = n == 1 ? 1 : 2 * (static_cast<std::size_t>(std::bit_width(n)) - 1);
        BOOST_TEST(keys_of(range(first, first + n - 1)) <= most, n << " talkgroups from " << first);
    };
    for (std::uint32_t first = 0; first < 70; ++first)
        for (std::uint32_t n = 1; n < 70; ++n)
            costs_no_more(first, n);

    std::mt19937 random{1};
    for (int i = 0; i < 2000; ++i) {
        const auto n = static_cast<std::uint32_t>(1 + random() % 1'000'000);
        costs_no_more(static_cast<std::uint32_t>(random() % (dmr::largest_24_bit - n)), n);
    }
}

BOOST_AUTO_TEST_CASE(what_was_not_added_is_not_removed)
{
    subscriptions s;
    connection a;
    connection b;
    s.add(a, one, range(1, 100));
    s.remove(b, one, range(1, 100));
    BOOST_TEST((subscribers(s, one, 50) == std::vector<const connection*>{&a}));
    s.remove(a, one, range(1, 100));
    s.remove(a, one, range(1, 100)); // a second time
    BOOST_TEST(subscribers(s, one, 50).empty());
}

BOOST_AUTO_TEST_CASE(those_who_take_part_in_unit_calls_are_known)
{
    std::mt19937 random{1};
    subscriptions s;
    std::vector<connection> sessions(30);
    std::vector<bool> expected(sessions.size());
    for (int step = 0; step < 1000; ++step) {
        const std::size_t who = random() % sessions.size();
        const bool takes_part = random() % 2 == 0; // often what it does already
        s.set_unit_calls(sessions[who], takes_part);
        expected[who] = takes_part;
        std::vector<unsigned> found(sessions.size());
        s.for_each_unit_participant(
            [&](connection& p) { ++found[static_cast<std::size_t>(&p - sessions.data())]; });
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            BOOST_TEST(found[i] == (expected[i] ? 1U : 0U));
            BOOST_TEST(sessions[i].unit_calls == expected[i]);
        }
        BOOST_TEST(s.unit_participants() ==
                   static_cast<std::size_t>(std::count(expected.begin(), expected.end(), true)));
    }
}

// Against the plainest index: a list of who has which set.
BOOST_AUTO_TEST_CASE(random_subscriptions_are_found_like_in_a_plain_list)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::mt19937 random{seed};
            const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
            // Small numbers, so that sets overlap; the highest ones, because they are a border.
            const auto any_talkgroup = [&] {
                return below(10) == 0 ? dmr::largest_24_bit - below(20) : below(600);
            };
            const auto any_set = [&] {
                if (below(8) == 0)
                    return talkgroup_set::everything();
                talkgroup_set set; // with luck, nothing
                for (auto n = below(5); n > 0; --n) {
                    const auto first = any_talkgroup();
                    const auto length = below(2) == 0 ? 0 : below(300);
                    set.add({talkgroup{first}, talkgroup{first + length}});
                }
                return set;
            };

            subscriptions index;
            std::vector<connection> sessions(30);
            std::vector<std::array<talkgroup_set, 2>> model(sessions.size());
            const auto change = [&](std::size_t who, dmr::slot slot, talkgroup_set set) {
                auto& has = model[who][dmr::index_of(slot)];
                index.remove(sessions[who], slot, has);
                index.add(sessions[who], slot, set);
                has = std::move(set);
            };
            const auto compare = [&](dmr::slot slot, std::uint32_t t) {
                std::vector<const connection*> expected;
                for (std::size_t i = 0; i < sessions.size(); ++i)
                    if (model[i][dmr::index_of(slot)].admits(talkgroup{t}))
                        expected.push_back(&sessions[i]);
                BOOST_TEST((subscribers(index, slot, t) == expected), "talkgroup " << t);
            };

            for (int step = 0; step < 300; ++step) {
                change(below(30), dmr::slot_at(below(2)), any_set());
                for (int i = 0; i < 5; ++i)
                    compare(dmr::slot_at(below(2)), any_talkgroup());
            }
            for (std::size_t i = 0; i < sessions.size(); ++i)
                for (const auto slot : {one, two})
                    change(i, slot, {});
            BOOST_TEST(index.keys() == 0u);
            compare(one, any_talkgroup());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

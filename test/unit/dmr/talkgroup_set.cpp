// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/talkgroup_set.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>
#include <set>

namespace dmr = hblink::dmr;
using dmr::talkgroup;
using dmr::talkgroup_set;

BOOST_AUTO_TEST_SUITE(talkgroup_sets)

namespace {

talkgroup_set of(std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> ranges)
{
    talkgroup_set set;
    for (const auto& [first, last] : ranges)
        set.add(dmr::talkgroup_range{talkgroup{first}, talkgroup{last}});
    return set;
}

// Random small sets, and the same as a plain std::set to compare with.
struct pair_of_sets
{
    talkgroup_set ours;
    std::set<std::uint32_t> plain;
};

pair_of_sets random_set(std::mt19937& random)
{
    pair_of_sets made;
    std::uniform_int_distribution<std::uint32_t> number{0, 60};
    for (std::uint32_t i = number(random) % 8; i > 0; --i) {
        const std::uint32_t first = number(random);
        const std::uint32_t last = first + number(random) % 6;
        made.ours.add(dmr::talkgroup_range{talkgroup{first}, talkgroup{last}});
        for (std::uint32_t t = first; t <= last; ++t)
            made.plain.insert(t);
    }
    return made;
}

void check_same(const talkgroup_set& ours, const std::set<std::uint32_t>& plain)
{
    BOOST_TEST(ours.size() == plain.size());
    for (std::uint32_t t = 0; t < 80; ++t)
        BOOST_TEST(ours.admits(talkgroup{t}) == plain.contains(t));
    for (std::size_t i = 1; i < ours.ranges().size(); ++i)
        BOOST_TEST(ours.ranges()[i - 1].last.value() + 1 < ours.ranges()[i].first.value());
}

}

BOOST_AUTO_TEST_CASE(a_new_set_admits_nothing)
{
    const talkgroup_set set;
    BOOST_TEST(set.empty());
    BOOST_TEST(!set.is_everything());
    BOOST_TEST(set.size() == 0U);
    BOOST_TEST(!set.admits(talkgroup{0}));
    BOOST_TEST(!set.admits(talkgroup{9}));
}

BOOST_AUTO_TEST_CASE(everything_admits_every_24_bit_number)
{
    const auto set = talkgroup_set::everything();
    BOOST_TEST(set.is_everything());
    BOOST_TEST(!set.empty());
    BOOST_TEST(set.admits(talkgroup{0}));
    BOOST_TEST(set.admits(talkgroup{16777215}));
    BOOST_TEST(!set.admits(talkgroup{16777216}));
    BOOST_TEST(set.size() == 16777216U);
}

BOOST_AUTO_TEST_CASE(members_are_admitted_and_their_neighbours_are_not)
{
    const talkgroup_set set{talkgroup{91}, talkgroup{8}, talkgroup{91}};
    BOOST_TEST(set.size() == 2U);
    BOOST_TEST(set.admits(talkgroup{8}));
    BOOST_TEST(set.admits(talkgroup{91}));
    BOOST_TEST(!set.admits(talkgroup{7}));
    BOOST_TEST(!set.admits(talkgroup{9}));
    BOOST_TEST(!set.admits(talkgroup{90}));
    BOOST_TEST(!set.admits(talkgroup{92}));
}

BOOST_AUTO_TEST_CASE(ranges_that_overlap_or_touch_become_one)
{
    BOOST_TEST(of({{1, 3}, {4, 6}}).ranges().size() == 1U);
    BOOST_TEST(of({{4, 6}, {1, 3}}).ranges().size() == 1U);
    BOOST_TEST(of({{1, 3}, {5, 6}}).ranges().size() == 2U);
    BOOST_TEST(of({{1, 3}, {5, 6}, {4, 4}}).ranges().size() == 1U);
    BOOST_TEST(of({{10, 20}, {30, 40}, {5, 50}}).ranges().size() == 1U);
    BOOST_TEST(of({{0, 7}, {8, 16777215}}).is_everything());
}

BOOST_AUTO_TEST_CASE(a_reversed_range_adds_nothing_and_a_range_too_high_is_cut)
{
    BOOST_TEST(of({{9, 3}}).empty());
    BOOST_TEST(of({{16777216, 4294967295}}).empty());
    BOOST_TEST(of({{16777215, 4294967295}}).size() == 1U);
    BOOST_TEST(of({{0, 4294967295}}).is_everything());
}

BOOST_AUTO_TEST_CASE(a_set_and_everything_have_the_set_in_common)
{
    const auto set = of({{8, 9}, {100, 200}});
    BOOST_TEST((intersection(set, talkgroup_set::everything()) == set));
    BOOST_TEST((intersection(talkgroup_set::everything(), set) == set));
    BOOST_TEST(intersection(set, talkgroup_set{}).empty());
    BOOST_TEST((difference(set, talkgroup_set{}) == set));
    BOOST_TEST(difference(set, talkgroup_set::everything()).empty());
    BOOST_TEST(difference(talkgroup_set::everything(), set).size() == 16777216U - set.size());
}

BOOST_AUTO_TEST_CASE(random_sets_behave_as_plain_sets_of_numbers)
{
    const auto seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (int round = 0; round < 300; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << ", round " << round)
        {
            const auto a = random_set(random);
            const auto b = random_set(random);
            check_same(a.ours, a.plain);

            std::set<std::uint32_t> common;
            std::set<std::uint32_t> rest;
            for (const std::uint32_t t : a.plain)
                (b.plain.contains(t) ? common : rest).insert(t);
            check_same(intersection(a.ours, b.ours), common);
            check_same(difference(a.ours, b.ours), rest);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

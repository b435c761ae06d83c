// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/user_cache.hpp"

#include "hblink/core/session.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <random>

using namespace hblink;
using core::addressing;
using core::time_point;
using core::user_cache;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};
constexpr dmr::radio_id radio(std::uint32_t n) { return dmr::radio_id{n}; }

struct world
{
    core::session here;
    core::session there;
    user_cache users{600s, 4};

    world()
    {
        here.id = dmr::repeater_id{1};
        there.id = dmr::repeater_id{2};
        here.slots[1].which = dmr::slot::two;
        there.slots[1].which = dmr::slot::two;
    }
    core::user& hear(std::uint32_t n, time_point now, std::uint32_t destination = 9)
    {
        return users.heard(radio(n), here, here.slots[0], {radio(n), destination, dmr::call_type::group},
                           now);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(users_heard_lately, world)

BOOST_AUTO_TEST_CASE(a_radio_is_where_it_was_heard_last)
{
    BOOST_TEST(users.find(radio(7), start) == nullptr);
    hear(7, start, 91);
    const core::user* u = users.find(radio(7), start + 1s);
    BOOST_REQUIRE(u != nullptr);
    BOOST_TEST((u->where == here.id));
    BOOST_TEST((u->slot == dmr::slot::one));
    BOOST_TEST(u->last_destination == 91U);

    users.heard(radio(7), there, there.slots[1], {radio(7), 8, dmr::call_type::unit}, start + 2s);
    u = users.find(radio(7), start + 2s);
    BOOST_REQUIRE(u != nullptr);
    BOOST_TEST((u->where == there.id));
    BOOST_TEST((u->slot == dmr::slot::two));
    BOOST_TEST((u->last_call == dmr::call_type::unit));
    BOOST_TEST(u->last_destination == 8U);
    BOOST_TEST((u->heard == start + 2s));
    BOOST_TEST(users.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_radio_is_forgotten_when_its_time_is_over_whether_or_not_anybody_cleans_up)
{
    hear(7, start);
    BOOST_TEST(users.find(radio(7), start + 600s - 1ns) != nullptr);
    BOOST_TEST(users.find(radio(7), start + 600s) == nullptr);
    BOOST_TEST(users.size() == 1U);
    users.expire(start + 600s);
    BOOST_TEST(users.size() == 0U);
}

BOOST_AUTO_TEST_CASE(being_heard_again_prolongs_it)
{
    hear(7, start);
    hear(8, start + 1s);
    hear(7, start + 500s);
    users.expire(start + 700s); // 8 only, though 7 came first
    BOOST_TEST(users.find(radio(7), start + 700s) != nullptr);
    BOOST_TEST(users.find(radio(8), start + 700s) == nullptr);
    BOOST_TEST(users.size() == 1U);
}

BOOST_AUTO_TEST_CASE(asking_for_a_radio_does_not_prolong_it)
{
    hear(7, start);
    for (auto now = start; now < start + 600s; now += 10s)
        BOOST_TEST(users.find(radio(7), now) != nullptr);
    BOOST_TEST(users.find(radio(7), start + 600s) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_radio_heard_longest_ago_gives_way_when_there_are_too_many)
{
    for (std::uint32_t n = 1; n <= 4; ++n)
        hear(n, start + n * 1s);
    hear(1, start + 10s);
    BOOST_TEST(users.pushed_out() == 0U);
    hear(5, start + 11s);
    BOOST_TEST(users.size() == 4U);
    BOOST_TEST(users.pushed_out() == 1U);
    for (std::uint32_t n = 1; n <= 5; ++n)
        BOOST_TEST((users.find(radio(n), start + 11s) != nullptr) == (n != 2));
}

BOOST_AUTO_TEST_CASE(a_radio_whose_time_is_over_is_not_pushed_out)
{
    for (std::uint32_t n = 1; n <= 4; ++n)
        hear(n, start);
    hear(5, start + 600s);
    BOOST_TEST(users.pushed_out() == 0U);
    BOOST_TEST(users.find(radio(5), start + 600s) != nullptr);
}

BOOST_AUTO_TEST_CASE(alias_and_position_stay_with_the_radio)
{
    const dmr::position where{.latitude = 50, .longitude = 8};
    hear(7, start);
    users.describe(radio(7), "N0CALL \xC3\x84", std::nullopt, start);
    users.describe(radio(7), "", where, start);
    hear(7, start + 10s);
    const core::user* const u = users.find(radio(7), start + 10s);
    BOOST_REQUIRE(u != nullptr);
    BOOST_TEST(u->alias == "N0CALL \xC3\x84");
    BOOST_REQUIRE(u->position.has_value());
    BOOST_TEST(u->position->latitude == 50);
}

BOOST_AUTO_TEST_CASE(a_description_makes_nobody_known_and_prolongs_nothing)
{
    users.describe(radio(7), "N0CALL", std::nullopt, start);
    BOOST_TEST(users.size() == 0U);
    hear(7, start);
    users.describe(radio(7), "N0CALL", std::nullopt, start + 599s);
    BOOST_TEST(users.find(radio(7), start + 600s) == nullptr);
    users.describe(radio(7), "N0CALL", std::nullopt, start + 600s); // of nobody
}

BOOST_AUTO_TEST_CASE(a_forgotten_radio_comes_back_without_its_alias)
{
    const dmr::position where{.latitude = 50, .longitude = 8};
    for (const bool cleaned : {false, true}) {
        user_cache cache{600s};
        const addressing call{radio(7), 9, dmr::call_type::group};
        cache.heard(radio(7), here, here.slots[0], call, start);
        cache.describe(radio(7), "N0CALL", where, start);
        if (cleaned)
            cache.expire(start + 601s);
        const core::user& again = cache.heard(radio(7), here, here.slots[0], call, start + 601s);
        BOOST_TEST(again.alias == "");
        BOOST_TEST(!again.position.has_value());
        BOOST_TEST(cache.size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(one_place_is_a_cache_too)
{
    user_cache cache{600s, 1};
    for (std::uint32_t n = 0; n < 10; ++n) {
        cache.heard(radio(n), here, here.slots[0], {radio(n), 9, dmr::call_type::group}, start);
        BOOST_TEST(cache.size() == 1U);
        BOOST_TEST(cache.find(radio(n), start) != nullptr);
    }
    BOOST_TEST(cache.pushed_out() == 9U);
}

BOOST_AUTO_TEST_CASE(many_radios_that_come_and_go_are_known_as_in_a_plain_list)
{
    user_cache cache{600s, 300};
    std::map<std::uint32_t, time_point> expected;
    std::minstd_rand random{7};
    auto now = start;
    for (int i = 0; i < 20'000; ++i, now += 1s) {
        const auto n = static_cast<std::uint32_t>(random() % 500 << random() % 15) & dmr::largest_24_bit;
        cache.heard(radio(n), here, here.slots[0], {radio(n), 9, dmr::call_type::group}, now);
        expected[n] = now;
        if (i % 60 == 0)
            cache.expire(now);
        if (i % 100 != 0)
            continue;
        std::erase_if(expected, [&](const auto& e) { return now - e.second >= 600s; });
        while (expected.size() > 300)
            expected.erase(
                std::min_element(expected.begin(), expected.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; }));
        BOOST_REQUIRE(cache.size() <= 300U);
        std::size_t found = 0;
        for (const auto& [id, when] : expected) {
            const core::user* const u = cache.find(radio(id), now);
            found += u != nullptr && u->heard == when && u->radio == radio(id) ? 1 : 0;
        }
        BOOST_REQUIRE(found == expected.size());
    }
    cache.expire(now + 600s);
    BOOST_TEST(cache.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

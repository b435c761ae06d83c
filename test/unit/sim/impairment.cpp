// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/impairment.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace hblink;
using namespace std::chrono_literals;
using sim::bad_line;
using sim::impairment;

namespace {

constexpr std::size_t many = 100'000;
constexpr auto apart = 1ms; // between two datagrams

struct arrival
{
    std::size_t number{};
    bad_line::time_point at;
    friend bool operator==(const arrival&, const arrival&) = default;
};

struct journey
{
    std::vector<arrival> arrivals;
    bad_line::counters counted;
};

// So many datagrams, one after the other, and what comes out in virtual time.
journey play(const impairment& i, std::uint32_t seed, std::size_t datagrams = many)
{
    bad_line line{i, seed};
    journey j;
    bad_line::time_point now{};
    const auto collect = [&](bad_line::time_point until) {
        while (line.next_delivery() && *line.next_delivery() <= until) {
            const auto at = *line.next_delivery();
            BOOST_REQUIRE(!line.take(at - 1ns)); // not before its time
            const auto p = line.take(at);
            BOOST_REQUIRE(p.has_value());
            j.arrivals.push_back({p->destination, at});
        }
    };
    for (std::size_t n = 0; n < datagrams; ++n, now += apart) {
        collect(now);
        line.enter({n, {std::byte{1}}}, now);
    }
    collect(now + 1h);
    j.counted = line.counted();
    return j;
}

bool about(std::uint64_t count, double share)
{
    const double expected = share * static_cast<double>(many);
    return static_cast<double>(count) > expected * 0.95 && static_cast<double>(count) < expected * 1.05;
}

}

BOOST_AUTO_TEST_SUITE(impairments)

BOOST_AUTO_TEST_CASE(a_good_line_delivers_everything_at_once_and_in_order)
{
    const journey j = play({}, 1, 1000);
    BOOST_REQUIRE(j.arrivals.size() == 1000U);
    for (std::size_t n = 0; n < j.arrivals.size(); ++n) {
        BOOST_TEST(j.arrivals[n].number == n);
        BOOST_TEST((j.arrivals[n].at.time_since_epoch() == n * apart));
    }
}

BOOST_AUTO_TEST_CASE(loss_and_duplication_are_as_frequent_as_asked)
{
    const journey j = play({.loss = 0.2, .duplication = 0.1}, 1);
    BOOST_TEST(j.counted.entered == many);
    BOOST_TEST(about(j.counted.lost, 0.2));
    BOOST_TEST(about(j.counted.duplicated, 0.8 * 0.1));
    BOOST_TEST(j.arrivals.size() == many - j.counted.lost + j.counted.duplicated);
    BOOST_TEST(j.counted.delivered == j.arrivals.size());
    BOOST_TEST(j.counted.overflowed == 0U);
}

BOOST_AUTO_TEST_CASE(the_same_seed_is_the_same_fate_and_another_seed_another)
{
    const impairment i{.loss = 0.2, .duplication = 0.1, .delay = 100ms, .jitter = 80ms, .reordering = true};
    const journey one = play(i, 7, 2000);
    BOOST_TEST((play(i, 7, 2000).arrivals == one.arrivals));
    BOOST_TEST((play(i, 8, 2000).arrivals != one.arrivals));
}

BOOST_AUTO_TEST_CASE(delays_fill_the_range_that_was_asked_for)
{
    const journey j = play({.delay = 100ms, .jitter = 80ms, .reordering = true}, 1);
    BOOST_REQUIRE(j.arrivals.size() == many);
    auto shortest = 1h + 0ns;
    auto longest = 0ns;
    for (const arrival& a : j.arrivals) {
        const std::chrono::nanoseconds delay = a.at.time_since_epoch() - a.number * apart;
        shortest = std::min(shortest, delay);
        longest = std::max(longest, delay);
    }
    BOOST_TEST((shortest >= 20ms && shortest < 21ms));
    BOOST_TEST((longest <= 180ms && longest > 179ms));
}

BOOST_AUTO_TEST_CASE(a_line_that_reorders_does_and_says_how_often)
{
    const journey j = play({.delay = 100ms, .jitter = 80ms, .reordering = true}, 1, 1000);
    std::size_t newest = 0;
    std::uint64_t overtaken = 0;
    for (const arrival& a : j.arrivals) {
        overtaken += a.number < newest ? 1U : 0U;
        newest = std::max(newest, a.number);
    }
    BOOST_TEST(overtaken > 300U);
    BOOST_TEST(j.counted.reordered == overtaken);
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_reorder_keeps_the_order_under_any_jitter)
{
    const journey j = play({.duplication = 0.3, .delay = 100ms, .jitter = 80ms}, 1, 1000);
    for (std::size_t i = 1; i < j.arrivals.size(); ++i) {
        BOOST_TEST(j.arrivals[i].number >= j.arrivals[i - 1].number);
        BOOST_TEST((j.arrivals[i].at >= j.arrivals[i - 1].at));
    }
    BOOST_TEST(j.counted.reordered == 0U);
}

BOOST_AUTO_TEST_CASE(no_more_are_under_way_than_allowed_and_the_others_are_counted)
{
    const journey j = play({.delay = 1000ms, .most_under_way = 100}, 1, 500);
    BOOST_TEST(j.arrivals.size() == 100U);
    BOOST_TEST(j.counted.overflowed == 400U);
}

BOOST_AUTO_TEST_SUITE_END()

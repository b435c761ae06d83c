// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/delay_probe.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <numeric>

using namespace hblink;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(delay_probe_)

BOOST_AUTO_TEST_CASE(it_wants_at_most_64_batches_a_second)
{
    net::delay_probe probe;
    int wanted = 0;
    for (core::time_point now{1h}; now < core::time_point{1h} + 10s; now += 100us)
        wanted += probe.wants(now);
    BOOST_TEST(wanted <= 640);
    BOOST_TEST(wanted > 600);
}

BOOST_AUTO_TEST_CASE(delays_are_counted_in_seconds)
{
    net::delay_probe probe;
    for (const std::chrono::microseconds delay : {0us, 50us, 51us, 2'000us, 3'000'000us})
        probe.add(delay);
    const auto counts = probe.delays().counts();
    BOOST_TEST(counts.front() == 2U);
    BOOST_TEST(counts[1] == 1U);
    BOOST_TEST(counts.back() == 1U);
    BOOST_TEST(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == 5U);
    BOOST_TEST(probe.delays().sum() == 3.002101, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_SUITE_END()

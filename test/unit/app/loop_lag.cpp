// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/loop_lag.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

#include "support/virtual_time.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;

struct measuring : test::loop_in_virtual_time
{
    app::loop_lag lag;
    task::task_group group{io.get_executor()};

    measuring()
    {
        group.spawn("loop lag", [this] { return lag.measure<test::test_timer>(); });
        settle();
    }
    ~measuring()
    {
        group.cancel();
        settle();
    }
    std::uint64_t measured() const
    {
        return std::accumulate(lag.lags().counts().begin(), lag.lags().counts().end(), std::uint64_t{0});
    }
};

}

BOOST_FIXTURE_TEST_SUITE(loop_lag_, measuring)

BOOST_AUTO_TEST_CASE(it_measures_four_times_a_second)
{
    pass(249ms, 1ms);
    BOOST_TEST(measured() == 0U);
    pass(10s, 1ms);
    BOOST_TEST(measured() == 40U);
    BOOST_TEST(lag.lags().counts().front() == 40U);
    BOOST_TEST(lag.lags().sum() == 0.0);
}

BOOST_AUTO_TEST_CASE(what_keeps_the_loop_is_the_lag_and_does_not_add_up)
{
    pass(100ms);
    stall(650ms); // the timer was due after 250 ms
    settle();
    BOOST_TEST(measured() == 1U);
    BOOST_TEST(lag.lags().sum() == 0.5, boost::test_tools::tolerance(1e-9));
    pass(250ms, 1ms);
    BOOST_TEST(measured() == 2U);
    BOOST_TEST(lag.lags().sum() == 0.5, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(it_ends_when_it_is_cancelled)
{
    group.cancel();
    settle();
    BOOST_TEST(group.running() == 0U);
    BOOST_TEST(measured() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

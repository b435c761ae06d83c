// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/task/periodic.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <vector>

#include "support/virtual_time.hpp"

namespace {

namespace asio = boost::asio;
using hblink::task::periodic;
using hblink::task::periodic_by;
using hblink::test::test_clock;
using hblink::test::test_timer;
using namespace std::chrono_literals;

struct periodic_fixture : hblink::test::loop_in_virtual_time
{
    hblink::task::task_group group{io.get_executor()};
    std::vector<long> calls; // milliseconds

    void start(test_clock::duration period)
    {
        auto note = [this](test_clock::time_point now) {
            calls.push_back(static_cast<long>(now.time_since_epoch() / 1ms));
        };
        group.spawn("periodic", [period, note] { return periodic<test_timer>(period, note); });
        settle();
    }

    ~periodic_fixture()
    {
        group.cancel();
        settle();
    }
};

}

BOOST_FIXTURE_TEST_SUITE(periodic_, periodic_fixture)

BOOST_AUTO_TEST_CASE(it_calls_once_each_period_and_first_after_one)
{
    start(10s);
    pass(9s);
    BOOST_TEST(calls.empty());
    pass(21s);
    BOOST_TEST(calls == (std::vector<long>{10000, 20000, 30000}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lateness_does_not_add_up)
{
    start(1s);
    for (int i = 0; i < 10; ++i)
        pass(1050ms, 1050ms); // always late, by up to half a second
    BOOST_TEST(calls.size() == 10u);
    pass(500ms, 10ms); // 10.5 s were passed; the next one is due at 11 s, not at 11.5 s
    BOOST_TEST(calls.back() == 11000);
}

BOOST_AUTO_TEST_CASE(after_a_stall_it_calls_once_and_keeps_to_its_grid)
{
    start(10s);
    pass(10s);
    stall(1000s + 3s);
    settle();
    BOOST_TEST(calls == (std::vector<long>{10000, 1013000}), boost::test_tools::per_element());
    pass(7s);
    BOOST_TEST(calls.back() == 1020000);
    BOOST_TEST(calls.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_call_exactly_when_the_next_one_is_due_counts_for_it)
{
    start(10s);
    stall(20s);
    settle();
    BOOST_TEST(calls == (std::vector<long>{20000}), boost::test_tools::per_element());
    pass(10s);
    BOOST_TEST(calls == (std::vector<long>{20000, 30000}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_ends_when_cancelled_even_if_a_call_was_due)
{
    start(1s);
    stall(1s);
    group.cancel();
    settle();
    BOOST_TEST(calls.empty());
    BOOST_TEST(group.running() == 0u);
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(what_the_call_throws_ends_the_group)
{
    std::string error;
    group.spawn("broken", [] {
        return periodic<test_timer>(1s, [](test_clock::time_point) { throw std::runtime_error{"broken"}; });
    });
    auto join = [&]() -> asio::awaitable<void> {
        try {
            co_await group.join();
        } catch (const std::runtime_error& e) {
            error = e.what();
        }
    };
    asio::co_spawn(io, join, asio::detached);
    pass(1s);
    BOOST_TEST(error == "broken");
}

BOOST_FIXTURE_TEST_CASE(a_period_that_changes_counts_within_a_second, periodic_fixture)
{
    test_clock::duration period = 30s;
    auto note = [this](test_clock::time_point now) {
        calls.push_back(static_cast<long>(now.time_since_epoch() / 1ms));
    };
    group.spawn("periodic",
                [&period, note] { return periodic_by<test_timer>([&period] { return period; }, note); });
    pass(61s);
    BOOST_TEST(calls == (std::vector<long>{30'000, 60'000}), boost::test_tools::per_element());
    period = 5s;
    pass(9s);
    BOOST_TEST(calls == (std::vector<long>{30'000, 60'000, 65'000, 70'000}),
               boost::test_tools::per_element());
    period = 60s;
    pass(60s);
    BOOST_TEST(calls.size() == 5U);
    BOOST_TEST(calls.back() == 130'000);
}

BOOST_AUTO_TEST_SUITE_END()

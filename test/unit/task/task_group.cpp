// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/task/task_group.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <stdexcept>
#include <vector>

#include "support/virtual_time.hpp"

namespace {

namespace asio = boost::asio;
using hblink::task::task_group;
using hblink::test::test_timer;
using namespace std::chrono_literals;

asio::awaitable<void> sleep_for(test_timer::duration d)
{
    auto executor = co_await asio::this_coro::executor;
    test_timer timer{executor};
    timer.expires_after(d);
    co_await timer.async_wait(asio::use_awaitable);
}

struct group_fixture : hblink::test::loop_in_virtual_time
{
    task_group group{io.get_executor()};
    bool joined{false};
    std::string error;

    asio::awaitable<void> join_and_note()
    {
        try {
            co_await group.join();
        } catch (const boost::system::system_error& e) {
            error = e.code() == asio::error::operation_aborted ? "aborted" : "other";
        } catch (const std::exception& e) {
            error = e.what();
        }
        joined = true;
    }

    void start_join()
    {
        asio::co_spawn(io, join_and_note(), asio::detached);
        settle();
    }

    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        group.for_each_running([&](std::string_view name) { found.emplace_back(name); });
        return found;
    }
};

}

BOOST_FIXTURE_TEST_SUITE(task_group_, group_fixture)

BOOST_AUTO_TEST_CASE(an_empty_group_is_joined_at_once)
{
    start_join();
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(two_hundred_children_are_cancelled_and_joined)
{
    for (int i = 0; i < 200; ++i)
        group.spawn("sleeper", [] { return sleep_for(1h); });
    start_join();
    BOOST_TEST(group.running() == 200u);
    BOOST_TEST(!joined);

    group.cancel();
    settle();
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
    BOOST_TEST(group.running() == 0u);
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(join_waits_for_the_last_child)
{
    group.spawn("short", [] { return sleep_for(1s); });
    group.spawn("long", [] { return sleep_for(5s); });
    start_join();
    BOOST_TEST(names() == (std::vector<std::string>{"short", "long"}), boost::test_tools::per_element());

    pass(2s);
    BOOST_TEST(names() == (std::vector<std::string>{"long"}), boost::test_tools::per_element());
    BOOST_TEST(!joined);

    pass(3s);
    BOOST_TEST(joined);
    BOOST_TEST(names().empty());
}

BOOST_AUTO_TEST_CASE(a_child_keeps_what_its_callable_captured)
{
    auto text = std::make_shared<std::string>("kept");
    std::weak_ptr<std::string> watch{text};
    std::string seen;
    auto child = [text = std::move(text), &seen]() -> asio::awaitable<void> {
        co_await sleep_for(1s);
        seen = *text;
    };
    group.spawn("keeper", std::move(child));
    start_join();
    BOOST_TEST(!watch.expired());
    pass(1s);
    BOOST_TEST(seen == "kept");
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(an_error_cancels_the_siblings_and_is_thrown_by_join)
{
    int aborted = 0;
    for (int i = 0; i < 3; ++i)
        group.spawn("sibling", [&]() -> asio::awaitable<void> {
            try {
                co_await sleep_for(1h);
            } catch (const boost::system::system_error&) {
                ++aborted;
                throw;
            }
        });
    group.spawn("culprit", []() -> asio::awaitable<void> {
        co_await sleep_for(1s);
        throw std::runtime_error{"broken"};
    });
    start_join();
    pass(1s);
    BOOST_TEST(joined);
    BOOST_TEST(error == "broken");
    BOOST_TEST(aborted == 3);
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(only_the_first_of_two_errors_is_thrown)
{
    for (const char* what : {"first", "second"})
        group.spawn(what, [what]() -> asio::awaitable<void> {
            co_await sleep_for(1s);
            throw std::runtime_error{what};
        });
    start_join();
    pass(1s);
    BOOST_TEST(error == "first");

    joined = false;
    error.clear();
    start_join(); // told once
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
}

BOOST_AUTO_TEST_CASE(a_child_may_throw_before_it_first_waits)
{
    auto spawner = [this]() -> asio::awaitable<void> {
        // On the executor's thread, co_spawn runs the child inside spawn().
        auto hasty = []() -> asio::awaitable<void> {
            throw std::runtime_error{"at once"};
            co_return;
        };
        group.spawn("hasty", hasty);
        group.spawn("late", [] { return sleep_for(1h); });
        co_return;
    };
    asio::co_spawn(io, spawner, asio::detached);
    settle();
    start_join();
    BOOST_TEST(joined);
    BOOST_TEST(error == "at once");
    BOOST_TEST(group.running() == 0u);
}

BOOST_AUTO_TEST_CASE(a_child_spawned_after_the_cancel_is_cancelled_at_its_first_wait)
{
    group.cancel();
    bool ended = false;
    group.spawn("late", [&]() -> asio::awaitable<void> {
        co_await sleep_for(1h);
        ended = true;
    });
    start_join();
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
    BOOST_TEST(!ended);
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(a_cancelled_child_may_clean_up_and_wait_for_it)
{
    bool cleaned = false;
    group.spawn("tidy", [&]() -> asio::awaitable<void> {
        bool cancelled = false;
        try {
            co_await sleep_for(1h);
        } catch (const boost::system::system_error&) {
            cancelled = true;
        }
        if (cancelled) {
            co_await asio::this_coro::reset_cancellation_state();
            co_await sleep_for(2s);
            cleaned = true;
        }
    });
    start_join();
    group.cancel();
    pass(1s);
    BOOST_TEST(!joined);
    pass(1s);
    BOOST_TEST(cleaned);
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
}

BOOST_AUTO_TEST_CASE(a_second_cancel_ends_the_cleaning_up)
{
    bool cleaned = false;
    group.spawn("slow", [&]() -> asio::awaitable<void> {
        try {
            co_await sleep_for(1h);
        } catch (const boost::system::system_error&) {
        }
        co_await asio::this_coro::reset_cancellation_state();
        co_await sleep_for(1h);
        cleaned = true;
    });
    start_join();
    group.cancel();
    settle();
    BOOST_TEST(!joined);
    BOOST_TEST(names() == (std::vector<std::string>{"slow"}), boost::test_tools::per_element());

    group.cancel();
    settle();
    BOOST_TEST(joined);
    BOOST_TEST(!cleaned);
    BOOST_TEST(error == "");
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(a_cancelled_joiner_cancels_the_children_and_waits_for_them)
{
    bool cleaned = false;
    group.spawn("tidy", [&]() -> asio::awaitable<void> {
        try {
            co_await sleep_for(1h);
        } catch (const boost::system::system_error&) {
        }
        co_await asio::this_coro::reset_cancellation_state();
        co_await sleep_for(2s);
        cleaned = true;
    });
    asio::cancellation_signal stop;
    asio::co_spawn(io, join_and_note(), asio::bind_cancellation_slot(stop.slot(), asio::detached));
    settle();
    stop.emit(asio::cancellation_type::terminal);
    pass(1s);
    BOOST_TEST(!joined);
    pass(1s);
    BOOST_TEST(joined);
    BOOST_TEST(cleaned);
    BOOST_TEST(error == "aborted");
    BOOST_TEST(idle());
}

BOOST_AUTO_TEST_CASE(a_child_may_cancel_its_own_group)
{
    group.spawn("other", [] { return sleep_for(1h); });
    group.spawn("stopper", [this]() -> asio::awaitable<void> {
        co_await sleep_for(1s);
        group.cancel();
        co_await sleep_for(1h);
    });
    start_join();
    pass(1s);
    BOOST_TEST(joined);
    BOOST_TEST(error == "");
}

BOOST_AUTO_TEST_SUITE_END()

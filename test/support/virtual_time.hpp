// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>

// Time in the test's hand: coroutines that are templates on their timer run on test_timer.
namespace hblink::test {

struct test_clock
{
    using duration = std::chrono::steady_clock::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::steady_clock::time_point; // the program's types stay as they are
    static constexpr bool is_steady = true;
    static inline time_point current{};
    static time_point now() noexcept { return current; }
};

// Zero, so that every poll() looks at the timers: otherwise Asio waits for a timerfd of the real clock.
struct test_wait
{
    static test_clock::duration to_wait_duration(const test_clock::duration&) { return {}; }
    static test_clock::duration to_wait_duration(const test_clock::time_point&) { return {}; }
};

using test_timer = boost::asio::basic_waitable_timer<test_clock, test_wait>;

// A fixture: an io_context whose time passes when the test says so. Never run() it: that would spin.
struct loop_in_virtual_time
{
    boost::asio::io_context io{1};

    loop_in_virtual_time() { test_clock::current = {}; }

    // Runs what can run now.
    void settle()
    {
        io.restart();
        io.poll();
    }

    // Lets `d` pass in steps of at most `step`.
    void pass(test_clock::duration d, test_clock::duration step = std::chrono::seconds{1})
    {
        settle();
        while (d > d.zero()) {
            const auto now = std::min(step, d);
            test_clock::current += now;
            d -= now;
            settle();
        }
    }

    // Time goes on while the process does not (SIGSTOP).
    void stall(test_clock::duration d) { test_clock::current += d; }

    // True when no work is left: no coroutine was leaked.
    bool idle()
    {
        settle();
        return io.stopped();
    }
};

}

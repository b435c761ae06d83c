// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>

namespace hblink::task {

// The first time after `now` on the grid `due + n * period`: no drift, and no burst of calls to catch up
// with after the process was stopped (SIGSTOP, a suspended machine).
template <class TimePoint, class Duration>
TimePoint next_due(TimePoint due, Duration period, TimePoint now)
{
    due += period;
    if (due <= now)
        due += period * ((now - due) / period + 1);
    return due;
}

// Calls f(now) every `period`, first after one period, until it is cancelled. Tests hand in the timer.
template <class Timer = asio::steady_timer, class F>
asio::awaitable<void> periodic(typename Timer::duration period, F f)
{
    using clock = typename Timer::clock_type;
    assert(period > period.zero());
    auto executor = co_await asio::this_coro::executor;
    Timer timer{executor};
    auto due = clock::now() + period;
    for (;;) {
        timer.expires_at(due);
        co_await timer.async_wait(asio::use_awaitable);
        // A wait that had expired before the cancel arrived does not throw.
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;
        const auto now = clock::now();
        f(now);
        due = next_due(due, period, now);
    }
}

// The same with a period that may change: period() is asked again at least every second.
template <class Timer = asio::steady_timer, class Period, class F>
asio::awaitable<void> periodic_by(Period period, F f)
{
    using clock = typename Timer::clock_type;
    constexpr std::chrono::seconds look{1};
    auto executor = co_await asio::this_coro::executor;
    Timer timer{executor};
    auto last = clock::now();
    for (;;) {
        const typename Timer::duration every = period();
        assert(every > every.zero());
        timer.expires_at(std::min(last + every, clock::now() + look));
        co_await timer.async_wait(asio::use_awaitable);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;
        const auto now = clock::now();
        const typename Timer::duration wanted = period();
        if (now - last < wanted)
            continue;
        f(now);
        last = next_due(last, wanted, now) - wanted;
    }
}

}

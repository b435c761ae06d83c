// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/histogram.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace hblink::app {

// How long the event loop keeps its timers waiting: a timer is set four times a second, and what it is late
// by is counted. That is how long voice may have waited, too, for whatever else the thread had to do.
class loop_lag
{
public:
    static constexpr std::chrono::milliseconds period{250};

    // Measures until it is cancelled. Tests hand in the timer.
    template <class Timer = asio::steady_timer>
    asio::awaitable<void> measure()
    {
        auto executor = co_await asio::this_coro::executor;
        Timer timer{executor};
        for (;;) {
            const auto due = Timer::clock_type::now() + period;
            timer.expires_at(due);
            co_await timer.async_wait(asio::use_awaitable);
            add(Timer::clock_type::now() - due);
        }
    }

    const core::histogram& lags() const noexcept { return lags_; } // seconds

private:
    void add(std::chrono::steady_clock::duration late) noexcept
    {
        lags_.add(std::chrono::duration<double>{late}.count());
    }

    core::histogram lags_{100e-6, 200e-6, 500e-6, 1e-3,   2e-3, 5e-3, 10e-3,
                          20e-3,  50e-3,  100e-3, 500e-3, 1,    5};
};

}

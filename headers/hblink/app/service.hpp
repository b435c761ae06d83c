// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/server_log.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace hblink::app {

// Tells systemd how we are: one datagram for each message to the socket that NOTIFY_SOCKET names
// (sd_notify(3)). Never blocks. Without NOTIFY_SOCKET every call does nothing. Its trouble is one line in the
// log.
class service
{
public:
    using environment = std::function<const char*(const char* name)>; // as getenv

    explicit service(observe::log&); // from the real environment
    service(observe::log&, const environment&, pid_t own);
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    bool is_wanted() const noexcept { return descriptor_ >= 0; }
    // How long systemd waits for a sign of life before it kills us; zero: for ever.
    std::chrono::microseconds patience() const noexcept { return patience_; }

    void ready(std::string_view status); // also at the end of a reload
    void status(std::string_view);       // one line for `systemctl status`
    void reloading(std::chrono::microseconds monotonic);
    void stopping();

    // Feeds the watchdog from the event loop, twice as often as needed, and tries again what the socket had
    // no room for; until it is cancelled. Tests hand in the timer.
    template <class Timer = asio::steady_timer>
    asio::awaitable<void> keep_alive();

private:
    void open(const std::string& socket);
    void tell(std::string state, std::string_view status);
    void send_untold();
    bool send(const std::string& message); // false: no room now
    void fail(std::string_view error);
    void give_sign_of_life();
    std::chrono::microseconds until_next_sign() const noexcept;

    observe::server_log lines_;
    std::string socket_;
    int descriptor_{-1};
    std::chrono::microseconds patience_{};
    std::string untold_state_; // the last one, for which there was no room
    std::string untold_status_;
    bool failed_{false}; // and the log knows
};

template <class Timer>
asio::awaitable<void> service::keep_alive()
{
    auto executor = co_await asio::this_coro::executor;
    Timer timer{executor};
    while (is_wanted()) {
        timer.expires_after(until_next_sign());
        co_await timer.async_wait(asio::use_awaitable);
        give_sign_of_life();
    }
}

// The time that RELOADING=1 has to name.
std::chrono::microseconds monotonic_now() noexcept;

}

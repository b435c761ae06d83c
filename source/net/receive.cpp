// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/receive.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <utility>

namespace hblink::net {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t budget = 128;             // datagrams for each wake-up
constexpr std::size_t strangers_when_busy = 32; // served at each wake-up while more keep coming
constexpr std::chrono::milliseconds after_an_error{100};

}

void reception::handle(const udp_socket::received& r, core::time_point now)
{
    try {
        router_.on_datagram(r.path, r.datagram, now);
    } catch (const std::exception& e) {
        net_.count_fault();
        on_fault_(r.path, e);
    }
}

void reception::take(const udp_socket::received& r, bool busy, core::time_point now)
{
    if (!busy || router_.knows(r.path.remote))
        handle(r, now);
    else if (strangers_.admit(r))
        net_.count_waiting();
    else
        net_.count_turned_away();
}

// The kernel knows when the last one came, not the others.
void reception::take_and_measure(std::span<const udp_socket::received> came, bool busy, core::time_point now)
{
    for (std::size_t i = 0; i < came.size(); ++i) {
        const std::uint64_t forwarded = router_.counters().forwarded;
        take(came[i], busy, now);
        if (i + 1 == came.size() && router_.counters().forwarded != forwarded)
            net_.delay().add(socket_.since_last_arrival().value_or(clock::now() - now));
    }
}

// Hardly ever measured, and then by code of its own: what is usual shall not pay for it.
bool reception::drain()
{
    if (--until_measured_ != 0) [[likely]]
        return drain_once<false>();
    until_measured_ = delay_probe::one_in;
    return drain_once<true>();
}

template <bool measured>
bool reception::drain_once()
{
    const std::uint64_t errors_before = socket_.counters().receive_errors;
    bool more = true;
    for (std::size_t taken = 0; taken < budget && more;) {
        const auto came = socket_.receive();
        more = came.size() == udp_socket::most_received;
        const bool busy = more || somebody_waits();
        const auto now = clock::now();
        if (measured && net_.delay().wants(now))
            take_and_measure(came, busy, now);
        else
            for (const udp_socket::received& r : came)
                take(r, busy, now);
        taken += came.size();
    }
    if (somebody_waits()) {
        const auto now = clock::now();
        strangers_.serve(more ? strangers_when_busy : budget, [&](const udp_socket::received& r) {
            net_.count_served();
            handle(r, now);
        });
    }
    return socket_.counters().receive_errors == errors_before;
}

asio::awaitable<void> receive(udp_socket& socket, network& net, core::router& router, fault_handler on_fault)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause{executor};
    reception datagrams{socket, net, router, std::move(on_fault)};
    for (;;) {
        if (datagrams.somebody_waits()) {
            co_await asio::post(executor, asio::use_awaitable); // timers, signals and other sockets
            datagrams.drain();
            continue;
        }
        auto [error] =
            co_await socket.readiness().async_wait(asio::ip::udp::socket::wait_read, task::as_result);
        if (error)
            throw boost::system::system_error{error};
        if (datagrams.drain())
            continue;
        pause.expires_after(after_an_error);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/stage.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <array>
#include <cstddef>

namespace hblink::sim {

using asio::ip::udp;
using clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds tick_period{5};
constexpr int datagrams_in_drain = 128; // then the timer has its turn
constexpr std::size_t longest_datagram = 512;

}

stage::stage(asio::any_io_executor executor, const endpoint& local) : socket_{executor, local}
{
    socket_.non_blocking(true);
}

asio::awaitable<void> stage::play(player& p, clock::duration length)
{
    auto executor = co_await asio::this_coro::executor;
    task::task_group group{executor};
    auto listen = [this, &p]() -> asio::awaitable<void> {
        for (;;) {
            auto [error] = co_await socket_.async_wait(udp::socket::wait_read, task::as_result);
            if (error)
                co_return; // cancelled
            drain(p);
        }
    };
    group.spawn("receive", listen);
    asio::steady_timer timer{executor};
    const clock::time_point begin = clock::now();
    while (!stopping_ && (length == length.zero() || clock::now() - begin < length)) {
        send(p.tick(clock::now()));
        timer.expires_after(tick_period);
        co_await timer.async_wait(task::as_result);
    }
    send(p.stop(clock::now()));
    group.cancel();
    co_await group.join();
}

void stage::drain(player& p)
{
    std::array<std::byte, longest_datagram> data;
    endpoint from;
    for (int i = 0; i < datagrams_in_drain; ++i) {
        boost::system::error_code error;
        const std::size_t n = socket_.receive_from(asio::buffer(data), from, 0, error);
        if (error == asio::error::would_block)
            return;
        if (!error) // else it was told of a datagram that did not arrive: not ours to mind
            send(p.receive(from, wire::bytes{data}.first(n), clock::now()));
    }
}

void stage::send(const letters& all)
{
    for (const letter& l : all) {
        boost::system::error_code error;
        socket_.send_to(asio::buffer(l.bytes), l.to, 0, error);
        send_failures_ += error ? 1U : 0U;
    }
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/receive.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>

namespace hblink::net {
namespace {

constexpr std::size_t budget = 128; // datagrams for each wake-up
constexpr std::chrono::milliseconds after_an_error{100};

void handle(const udp_socket::received& r, network& net, core::router& router, const fault_handler& on_fault,
            core::time_point now)
{
    try {
        router.on_datagram(r.path, r.datagram, now);
    } catch (const std::exception& e) {
        net.count_fault();
        on_fault(r.path, e);
    }
}

}

bool drain(udp_socket& socket, network& net, core::router& router, const fault_handler& on_fault)
{
    const std::uint64_t errors_before = socket.counters().receive_errors;
    for (std::size_t handled = 0; handled < budget;) {
        const auto came = socket.receive();
        const auto now = std::chrono::steady_clock::now();
        for (const udp_socket::received& r : came)
            handle(r, net, router, on_fault, now);
        handled += came.size();
        if (came.size() < udp_socket::most_received)
            break;
    }
    return socket.counters().receive_errors == errors_before;
}

asio::awaitable<void> receive(udp_socket& socket, network& net, core::router& router, fault_handler on_fault)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause{executor};
    for (;;) {
        auto [error] =
            co_await socket.readiness().async_wait(asio::ip::udp::socket::wait_read, task::as_result);
        if (error)
            throw boost::system::system_error{error};
        if (drain(socket, net, router, on_fault))
            continue;
        pause.expires_after(after_an_error);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}

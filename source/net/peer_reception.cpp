// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/peer_reception.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <utility>

namespace hblink::net {
namespace {

constexpr std::size_t budget = 64; // datagrams for each wake-up
constexpr std::chrono::milliseconds after_an_error{100};

// False: the socket is in trouble, do not ask it again at once.
bool drain(peer_surroundings& around, udp_socket& socket, const peer_reader& reader)
{
    const std::uint64_t errors_before = socket.counters().receive_errors;
    bool more = true;
    for (std::size_t taken = 0; taken < budget && more;) {
        const auto came = socket.receive();
        more = came.size() == udp_socket::most_received;
        taken += came.size();
        const auto now = std::chrono::steady_clock::now();
        for (const udp_socket::received& r : came) {
            try {
                reader.handle(r, now);
            } catch (const std::exception& e) {
                around.net.count_fault();
                around.on_fault(r.path, e);
            }
        }
    }
    return socket.counters().receive_errors == errors_before;
}

}

asio::awaitable<void> receive_from_peer(peer_surroundings& around, udp_socket& socket, peer_reader reader)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer pause{executor};
    for (;;) {
        auto [error] =
            co_await socket.readiness().async_wait(asio::ip::udp::socket::wait_read, task::as_result);
        if (error)
            throw boost::system::system_error{error};
        const bool in_order = drain(around, socket, reader);
        if (!reader.goes_on())
            co_return;
        if (in_order)
            continue;
        pause.expires_after(after_an_error);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/net/network.hpp"
#include "hblink/net/udp_socket.hpp"
#include "hblink/net/waiting_room.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>
#include <span>
#include <utility>

namespace hblink::net {

// What to do with an exception that nobody expected while a datagram was handled: the datagram is lost,
// the loop goes on.
using fault_handler = std::function<void(const core::path&, const std::exception&)>;

// One listener's datagrams, on their way from the socket to the router. When there are more than can be
// answered at once, those of connected repeaters come first, and strangers wait.
class reception
{
public:
    reception(udp_socket& s, network& n, core::router& r, fault_handler f)
        : socket_{s}, net_{n}, router_{r}, on_fault_{std::move(f)}
    {}

    // Hands a bounded number of datagrams to the router. False: the socket is in trouble, do not ask it again
    // at once.
    bool drain();
    bool somebody_waits() const noexcept { return !strangers_.empty(); }

private:
    template <bool measured>
    bool drain_once();
    void take(const udp_socket::received&, bool busy, core::time_point now);
    void take_and_measure(std::span<const udp_socket::received>, bool busy, core::time_point now);
    void handle(const udp_socket::received&, core::time_point now);

    udp_socket& socket_;
    network& net_;
    core::router& router_;
    fault_handler on_fault_;
    unsigned until_measured_{delay_probe::one_in}; // wake-ups
    waiting_room strangers_;
};

// One receive loop for a listener: waits until datagrams are there, hands a bounded number to the router,
// and lets timers and signals run before the next. Ends when it is cancelled. The references must outlive
// it.
asio::awaitable<void> receive(udp_socket&, network&, core::router&, fault_handler);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/net/network.hpp"
#include "hblink/net/udp_socket.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <functional>

namespace hblink::net {

// What to do with an exception that nobody expected while a datagram was handled: the datagram is lost,
// the loop goes on.
using fault_handler = std::function<void(const core::path&, const std::exception&)>;

// Hands what is waiting at a socket to the router: 128 datagrams at most, or a few more. False when the
// socket is in trouble: it should not be asked again at once.
bool drain(udp_socket&, network&, core::router&, const fault_handler&);

// One receive loop for a listener: waits until datagrams are there, hands a bounded number to the router,
// and lets timers and signals run before the next. Ends when it is cancelled. The references must outlive
// it.
asio::awaitable<void> receive(udp_socket&, network&, core::router&, fault_handler);

}

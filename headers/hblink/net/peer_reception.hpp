// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/net/peer_surroundings.hpp"
#include "hblink/net/udp_socket.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace hblink::net {

// What a link or trunk does with the datagrams of its socket.
struct peer_reader
{
    std::function<void(const udp_socket::received&, core::time_point now)> handle;
    std::function<bool()> goes_on; // asked after some were handled; false: that were the last
};

// The receive loop of such a socket: waits until datagrams are there, hands over a bounded number, and lets
// listeners, timers and signals run before the next, so that a flood here delays nobody else. An exception
// from handle() costs one datagram. The references must outlive it.
asio::awaitable<void> receive_from_peer(peer_surroundings&, udp_socket&, peer_reader);

}

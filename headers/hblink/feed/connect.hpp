// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/feed/observer.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <string>

namespace hblink::feed {

using stream_socket = asio::generic::stream_protocol::socket; // unix or TCP

// Tries to reach the dashboard: at its path, or at its IPv6 address and then its IPv4 address (spec
// events.md, "Transport"). True: `socket` is connected, and `where` says to what. The observer is told of
// each address that failed.
asio::awaitable<bool> connect(stream_socket& socket, std::string& where, const config::feed_settings&,
                              observer&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string_view>

namespace hblink::web {

struct service;

// Sends all of it: the first slice at once, the others in turns of their own. False: the connection is of no
// more use.
asio::awaitable<bool> send_in_turns(asio::ip::tcp::socket&, service&, std::string_view);

// Closes with a reset: nothing remains in the kernel, either.
void reset(asio::ip::tcp::socket&);

}

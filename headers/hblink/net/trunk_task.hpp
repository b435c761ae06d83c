// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/trunk.hpp"
#include "hblink/net/peer_surroundings.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

namespace hblink::net {

// The life of one OpenBridge trunk (spec links.md): binds its socket, and tries again until it can; brings
// the core what arrives, and looks up the peer's name, now and then again (peer_surroundings::ask_again).
// Ends when it is cancelled; the socket of a trunk that was removed is closed then.
asio::awaitable<void> run_trunk(peer_surroundings&, core::trunk_id);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/link.hpp"
#include "hblink/net/peer_surroundings.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

namespace hblink::net {

// The life of one outbound link (spec links.md): looks up the peer's name, opens a socket, lets the core log
// in by it and brings it what arrives, until the link is down; then tries the next address, or waits and
// begins again. Ends when the link was removed, or when it is cancelled.
//
// When the server stops, the link's socket stays open: the goodbye goes out by it. That of a link that was
// removed is closed: it has said goodbye by then.
asio::awaitable<void> run_link(peer_surroundings&, core::link_id);

}

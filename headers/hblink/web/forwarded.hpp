// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <span>
#include <string_view>

namespace hblink::web {

// Who asks: the peer, or, when it is one of the trusted proxies, the last entry of its X-Forwarded-For that
// is none of them (spec config.md, http.trusted_proxies). An entry that is no address ends the search:
// what a trusted proxy did not write cannot be believed. Port 0 when the client is not the peer.
wire::endpoint client_of(const wire::endpoint& peer, std::string_view forwarded_for,
                         std::span<const wire::network> trusted);

}

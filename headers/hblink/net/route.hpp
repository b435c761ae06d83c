// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <boost/system/error_code.hpp>

#include <span>

namespace hblink::net {

// Can this machine send to that endpoint at all? Asks the kernel, sends nothing; no error: it can.
boost::system::error_code check_route(const wire::endpoint&) noexcept;

// Is this one of this machine's addresses: loopback, unspecified, or that of an interface?
bool is_own(const wire::address&);

// Would a datagram to `peer` come to one of these sockets of ours? `bound`: their local endpoints.
bool leads_to_us(const wire::endpoint& peer, std::span<const wire::endpoint> bound);

}

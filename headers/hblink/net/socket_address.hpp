// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace hblink::net {

// An endpoint as the kernel wants it.
union socket_address
{
    sockaddr_storage any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

// Fills `to` for a socket of the given family; an IPv4 endpoint becomes IPv4-mapped on an IPv6 socket.
// Answers the length.
socklen_t fill(socket_address& to, const wire::endpoint&, sa_family_t family) noexcept;

// IPv4-mapped addresses become IPv4. An unknown family gives an unspecified endpoint.
wire::endpoint read(const socket_address&) noexcept;

wire::address read(const in_addr&) noexcept;
wire::address read(const in6_addr&, std::uint32_t interface) noexcept;

}

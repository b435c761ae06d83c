// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

namespace hblink::net {

// An endpoint as the kernel wants it.
union socket_address
{
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

// Fills `to` for a socket of the given family; an IPv4 endpoint becomes IPv4-mapped on an IPv6 socket.
// Answers the length.
socklen_t fill(socket_address& to, const wire::endpoint&, sa_family_t family) noexcept;

// The same in a `to` that was filled for that family before: what is done for each datagram that is sent.
inline void refill(socket_address& to, const wire::endpoint& e, sa_family_t family) noexcept
{
    const auto* const octets = e.address.bytes().data();
    if (family == AF_INET) {
        to.v4.sin_port = htons(e.port);
        std::memcpy(&to.v4.sin_addr, octets + 12, sizeof to.v4.sin_addr);
    } else {
        to.v6.sin6_port = htons(e.port);
        std::memcpy(&to.v6.sin6_addr, octets, sizeof to.v6.sin6_addr);
        to.v6.sin6_scope_id = e.address.scope();
    }
}

// IPv4-mapped addresses become IPv4. An unknown family gives an unspecified endpoint.
wire::endpoint read(const socket_address&) noexcept;

wire::address read(const in_addr&) noexcept;
wire::address read(const in6_addr&, std::uint32_t interface) noexcept;

}

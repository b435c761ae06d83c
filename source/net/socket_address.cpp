// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/socket_address.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace hblink::net {

socklen_t fill(socket_address& to, const wire::endpoint& e, sa_family_t family) noexcept
{
    if (family == AF_INET) {
        to.v4 = {};
        to.v4.sin_family = AF_INET;
    } else {
        to.v6 = {};
        to.v6.sin6_family = AF_INET6;
    }
    refill(to, e, family);
    return family == AF_INET ? sizeof to.v4 : sizeof to.v6;
}

wire::address read(const in_addr& a) noexcept { return wire::address::v4(ntohl(a.s_addr)); }

wire::address read(const in6_addr& a, std::uint32_t interface) noexcept
{
    std::array<std::uint8_t, 16> octets{};
    std::copy(std::begin(a.s6_addr), std::end(a.s6_addr), octets.begin());
    const wire::address plain = wire::address::v6(octets);
    return plain.is_link_local() ? wire::address::v6(octets, interface) : plain;
}

wire::endpoint read(const socket_address& from) noexcept
{
    if (from.any.sa_family == AF_INET)
        return {read(from.v4.sin_addr), ntohs(from.v4.sin_port)};
    if (from.any.sa_family == AF_INET6)
        return {read(from.v6.sin6_addr, from.v6.sin6_scope_id), ntohs(from.v6.sin6_port)};
    return {};
}

}

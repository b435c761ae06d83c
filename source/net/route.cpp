// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/route.hpp"

#include "hblink/net/socket_address.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <ifaddrs.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hblink::net {
namespace {

bool is_loopback(const wire::address& a) noexcept
{
    const auto& octets = a.bytes();
    if (a.is_v4())
        return octets[12] == 127;
    return std::all_of(octets.begin(), octets.end() - 1, [](std::uint8_t o) { return o == 0; }) &&
           octets.back() == 1;
}

bool same(const sockaddr* interface, const wire::address& a) noexcept
{
    socket_address known{};
    if (interface->sa_family == AF_INET)
        std::memcpy(&known.v4, interface, sizeof known.v4);
    else if (interface->sa_family == AF_INET6)
        std::memcpy(&known.v6, interface, sizeof known.v6);
    else
        return false;
    return read(known).address.bytes() == a.bytes(); // whatever the scope
}

}

boost::system::error_code check_route(const wire::endpoint& to) noexcept
{
    const auto last_error = [] { return boost::system::error_code{errno, boost::system::system_category()}; };
    const sa_family_t family = to.address.is_v4() ? AF_INET : AF_INET6;
    const int trial = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (trial < 0)
        return last_error();
    socket_address address{};
    const socklen_t length = fill(address, to, family);
    boost::system::error_code error;
    if (::connect(trial, &address.any, length) != 0)
        error = last_error();
    ::close(trial);
    return error;
}

bool is_own(const wire::address& a)
{
    if (is_loopback(a) || a.is_unspecified())
        return true;
    ifaddrs* found = nullptr;
    if (::getifaddrs(&found) != 0)
        return false;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> interfaces{found, ::freeifaddrs};
    for (const ifaddrs* i = found; i != nullptr; i = i->ifa_next)
        if (i->ifa_addr != nullptr && same(i->ifa_addr, a))
            return true;
    return false;
}

bool leads_to_us(const wire::endpoint& peer, std::span<const wire::endpoint> bound)
{
    return std::any_of(bound.begin(), bound.end(), [&](const wire::endpoint& ours) {
        if (ours.port != peer.port)
            return false;
        if (ours.address.is_unspecified())
            return is_own(peer.address);
        return ours.address == peer.address || peer.address.is_unspecified();
    });
}

}

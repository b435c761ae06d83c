// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/net/udp_socket.hpp"
#include "hblink/wire/address.hpp"

#include <boost/asio/io_context.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>

#include "support/bytes.hpp"

// Sockets on loopback, port 0. A datagram on loopback is there when the send has returned; await() only
// guards against a kernel that takes its time.
namespace hblink::test {

inline wire::endpoint at(std::string_view address, std::uint16_t port = 0)
{
    return {wire::parse_address(address).value(), port};
}

struct arrived
{
    core::path path;
    std::vector<std::byte> datagram;
};

inline bool await(net::udp_socket& s)
{
    pollfd readable{s.readiness().native_handle(), POLLIN, 0};
    return ::poll(&readable, 1, 10'000) == 1;
}

// What has come; waits for the first.
inline std::vector<arrived> receive_all(net::udp_socket& s)
{
    std::vector<arrived> all;
    await(s);
    for (auto came = s.receive(); !came.empty(); came = s.receive())
        for (const auto& r : came)
            all.push_back({r.path, {r.datagram.begin(), r.datagram.end()}});
    return all;
}

inline core::path to(const wire::endpoint& remote, const wire::address& local = {})
{
    return {core::port_id{0}, local, remote};
}

inline void send(net::udp_socket& s, const core::path& target, const std::vector<std::byte>& bytes)
{
    const core::path* const one = &target;
    s.send(std::span{&one, 1}, bytes);
}

inline void send(net::udp_socket& s, const std::vector<core::path>& targets,
                 const std::vector<std::byte>& bytes)
{
    std::vector<const core::path*> all;
    for (const core::path& t : targets)
        all.push_back(&t);
    s.send(all, bytes);
}

}

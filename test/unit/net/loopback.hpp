// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/net/udp_socket.hpp"
#include "hblink/wire/address.hpp"

#include <boost/asio/io_context.hpp>

#include <array>
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
    std::array<net::udp_socket::received, net::udp_socket::most_received> batch;
    await(s);
    while (const std::size_t came = s.receive(batch))
        for (std::size_t i = 0; i < came; ++i)
            all.push_back({batch[i].path, {batch[i].datagram.begin(), batch[i].datagram.end()}});
    return all;
}

inline core::path to(const wire::endpoint& remote, const wire::address& local = {})
{
    return {core::port_id{0}, local, remote};
}

inline void send(net::udp_socket& s, const core::path& target, const std::vector<std::byte>& bytes)
{
    s.begin(bytes);
    s.add(target);
    s.flush();
}

}

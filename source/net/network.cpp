// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/network.hpp"

#include <algorithm>

namespace hblink::net {

udp_socket& network::listen(asio::any_io_executor executor, const wire::endpoint& bind_to, families f)
{
    const core::port_id port{static_cast<std::uint8_t>(sockets_.size())};
    return *sockets_.emplace_back(std::make_unique<udp_socket>(executor, port, bind_to, f));
}

void network::send(std::span<const core::path* const> targets, wire::bytes datagram)
{
    if (datagram.empty())
        return;
    for (const auto& s : sockets_)
        s->send(targets, datagram);
}

void network::send(std::span<const core::outgoing> bursts)
{
    for (const auto& s : sockets_)
        s->send(bursts);
}

void network::send_persistently(const core::path& target, wire::bytes datagram)
{
    if (settled(target, datagram))
        return;
    goodbye& g = unsent_.emplace_back();
    g.target = target;
    g.size = std::min(datagram.size(), longest_goodbye);
    std::copy_n(datagram.begin(), g.size, g.datagram.begin());
}

// False: to be tried again.
bool network::settled(const core::path& target, wire::bytes datagram)
{
    const auto outcome = at(target.port).try_send(target, datagram);
    if (outcome == udp_socket::outcome::failed)
        ++goodbyes_failed_;
    return outcome != udp_socket::outcome::later;
}

std::size_t network::retry()
{
    std::erase_if(unsent_,
                  [&](const goodbye& g) { return settled(g.target, std::span{g.datagram}.first(g.size)); });
    return unsent_.size();
}

network_counters network::counters() const noexcept
{
    network_counters sum;
    for (const auto& s : sockets_) {
        const network_counters& c = s->counters();
        sum.received += c.received;
        sum.kernel_drops += c.kernel_drops;
        sum.receive_errors += c.receive_errors;
        sum.sent += c.sent;
        sum.would_block += c.would_block;
        sum.no_buffers += c.no_buffers;
        sum.send_errors += c.send_errors;
    }
    sum.faults = faults_;
    sum.turned_away = turned_away_;
    return sum;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/network.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace hblink::net {

udp_socket& network::listen(asio::any_io_executor executor, const wire::endpoint& bind_to, families f)
{
    udp_socket& added = add(std::move(executor), bind_to, f, true);
    listeners_.push_back(&added);
    return added;
}

udp_socket& network::open(asio::any_io_executor executor, const wire::endpoint& bind_to)
{
    return add(std::move(executor), bind_to, families::one, false);
}

udp_socket& network::add(asio::any_io_executor executor, const wire::endpoint& bind_to, families f,
                         bool listens)
{
    const bool used_before = !free_.empty();
    if (!used_before && places_.size() == most_sockets)
        throw boost::system::system_error{EMFILE, boost::system::system_category(), "one socket more"};
    const core::port_id port =
        used_before ? free_.front() : core::port_id{static_cast<std::uint16_t>(places_.size())};
    auto socket = std::make_unique<udp_socket>(std::move(executor), port, bind_to, f);
    if (used_before)
        free_.pop_front();
    else
        places_.emplace_back();
    place& p = places_[static_cast<std::size_t>(port)];
    p.socket = std::move(socket);
    p.listens = listens;
    return *p.socket;
}

void network::close(core::port_id port) noexcept
{
    place& p = places_[static_cast<std::size_t>(port)];
    closed_ += p.socket->counters();
    std::erase(listeners_, p.socket.get());
    p.socket.reset();
    p.listens = false;
    free_.push_back(port);
}

udp_socket* network::at(core::port_id port) noexcept
{
    const auto index = static_cast<std::size_t>(port);
    return index < places_.size() ? places_[index].socket.get() : nullptr;
}

// Each listener looks for its targets among all of them: there are one or two. Links and trunks, of which
// there may be many, have one target each, and are looked for only when the listeners did not serve them all.
void network::send(std::span<const core::path* const> targets, wire::bytes datagram)
{
    if (datagram.empty())
        return;
    std::size_t served = 0;
    for (udp_socket* const s : listeners_)
        served += s->send(targets, datagram);
    if (served == targets.size()) [[likely]]
        return;
    for (const core::path* const& target : targets)
        send_to_peer(target->port, [&](udp_socket& s) { s.send(std::span{&target, 1}, datagram); });
}

void network::send(std::span<const core::outgoing> bursts)
{
    std::size_t served = 0;
    for (udp_socket* const s : listeners_)
        served += s->send(bursts);
    if (served == bursts.size()) [[likely]]
        return;
    for (const core::outgoing& burst : bursts)
        send_to_peer(burst.to->port, [&](udp_socket& s) { s.send(std::span{&burst, 1}); });
}

template <class F>
void network::send_to_peer(core::port_id port, F send)
{
    udp_socket* const socket = at(port);
    if (socket == nullptr)
        ++closed_.send_errors;
    else if (!places_[static_cast<std::size_t>(port)].listens)
        send(*socket);
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
    udp_socket* const socket = at(target.port);
    const auto outcome = socket != nullptr ? socket->try_send(target, datagram) : udp_socket::outcome::failed;
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
    network_counters sum = closed_;
    for (const place& p : places_)
        if (p.socket)
            sum += p.socket->counters();
    sum.faults = faults_;
    sum.turned_away = turned_away_;
    return sum;
}

}

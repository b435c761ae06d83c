// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/net/delay_probe.hpp"
#include "hblink/net/network_counters.hpp"
#include "hblink/net/udp_socket.hpp"
#include "hblink/net/waiting_room.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace hblink::net {

// The server's sockets, listeners and those of links and trunks, and the one place that sends from them.
class network final : public core::egress
{
public:
    static constexpr std::size_t most_sockets = 1024;

    // Opens one more socket for everybody. Throws boost::system::system_error.
    udp_socket& listen(asio::any_io_executor, const wire::endpoint& bind_to, families);

    // Opens one for a single peer: a link's or a trunk's. Throws boost::system::system_error.
    udp_socket& open(asio::any_io_executor, const wire::endpoint& bind_to);

    // Closes a socket; nobody may be waiting for its datagrams. What is sent to its port from now on is
    // dropped and counted, until a new socket gets the port: the one that has been free for longest is taken.
    void close(core::port_id) noexcept;

    // A zero-length datagram makes clients close their socket: it is never sent (spec real-clients.md).
    void send(std::span<const core::path* const> targets, wire::bytes datagram) override;
    void send(std::span<const core::outgoing>) override;
    void send_persistently(const core::path& target, wire::bytes datagram) override;

    // Tries the goodbyes that the kernel had no room for once more; answers how many are left.
    std::size_t retry();
    std::size_t goodbyes_failed() const noexcept { return goodbyes_failed_; } // will never be sent

    network_counters counters() const noexcept; // of all sockets
    void count_fault() noexcept { ++faults_; }
    void count_turned_away() noexcept { ++turned_away_; }

    // Strangers' datagrams in the waiting rooms of all sockets, and how many there may be.
    void count_waiting() noexcept { ++waiting_; }
    void count_served() noexcept { --waiting_; }
    std::size_t waiting() const noexcept { return waiting_; }
    std::size_t waiting_places() const noexcept { return listeners_.size() * waiting_room::places; }

    delay_probe& delay() noexcept { return delay_; }
    const delay_probe& delay() const noexcept { return delay_; }

private:
    static constexpr std::size_t longest_goodbye = 16;

    struct goodbye
    {
        core::path target;
        std::array<std::byte, longest_goodbye> datagram{};
        std::size_t size{};
    };

    struct place // of a port_id
    {
        std::unique_ptr<udp_socket> socket; // null: closed
        bool listens{false};
    };

    udp_socket& add(asio::any_io_executor, const wire::endpoint& bind_to, families, bool listens);
    // Calls send(udp_socket&) for the socket of a link or trunk; a listener's targets were served before.
    template <class F>
    void send_to_peer(core::port_id, F send);
    udp_socket* at(core::port_id p) noexcept; // null: closed
    bool settled(const core::path& target, wire::bytes datagram);

    std::vector<place> places_;          // by port_id; there they stay
    std::vector<udp_socket*> listeners_; // of them
    std::deque<core::port_id> free_;     // of the closed ones, the next to be used first
    network_counters closed_;            // what closed sockets have counted
    std::vector<goodbye> unsent_;        // at most one for each session
    std::size_t goodbyes_failed_{};
    std::uint64_t faults_{};
    std::uint64_t turned_away_{};
    std::size_t waiting_{};
    delay_probe delay_;
};

}

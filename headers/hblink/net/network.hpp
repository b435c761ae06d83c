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
#include <memory>
#include <vector>

namespace hblink::net {

// The server's listening sockets, and the one place that sends from them.
class network final : public core::egress
{
public:
    // Opens one more socket. Throws boost::system::system_error; at most 256 sockets.
    udp_socket& listen(asio::any_io_executor, const wire::endpoint& bind_to, families);

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
    std::size_t waiting_places() const noexcept { return sockets_.size() * waiting_room::places; }

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

    bool settled(const core::path& target, wire::bytes datagram);
    udp_socket& at(core::port_id p) noexcept { return *sockets_[static_cast<std::size_t>(p)]; }

    std::vector<std::unique_ptr<udp_socket>> sockets_; // by port_id
    std::vector<goodbye> unsent_;                      // at most one for each session
    std::size_t goodbyes_failed_{};
    std::uint64_t faults_{};
    std::uint64_t turned_away_{};
    std::size_t waiting_{};
    delay_probe delay_;
};

}

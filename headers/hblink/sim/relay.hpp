// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/impairment.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <utility>

namespace hblink::sim {

// A bad connection between clients and a server, on loopback: clients talk to the relay as if it were the
// server. Like a NAT it has a port of its own for each client, by which the server tells them apart.
class relay
{
public:
    static constexpr std::size_t most_clients = 256; // further ones are not let through

    struct directions
    {
        impairment to_server;
        impairment to_clients;
    };
    // Sees what the server is sent, and what it sends, for each client, which is named by its own endpoint.
    using witness = std::function<void(bool to_server, const asio::ip::udp::endpoint& client,
                                       std::span<const std::byte>)>;

    // Throws boost::system::system_error when the socket cannot be had.
    relay(asio::any_io_executor, const asio::ip::udp::endpoint& server, const directions&,
          std::uint32_t seed);
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;

    asio::ip::udp::endpoint local() const { return inside_.local_endpoint(); } // for the clients

    void watch(witness w) { witness_ = std::move(w); }
    void start(task::task_group&); // as children of the group

    const bad_line::counters& to_server() const noexcept { return lines_[0].line.counted(); }
    const bad_line::counters& to_clients() const noexcept { return lines_[1].line.counted(); }
    std::size_t clients() const noexcept { return clients_.size(); }
    // Received while the kernel would not take them, or from one client too many.
    std::uint64_t refused() const noexcept { return refused_; }

private:
    struct client
    {
        asio::ip::udp::endpoint own;
        asio::ip::udp::socket outside; // towards the server
    };
    struct one_way
    {
        bad_line line;
        asio::steady_timer due;
    };

    asio::awaitable<void> receive_from_clients(task::task_group&);
    asio::awaitable<void> receive_from_server(std::size_t number);
    asio::awaitable<void> deliver(bool to_server);
    std::size_t client_at(const asio::ip::udp::endpoint&, task::task_group&);
    void enter(bool to_server, std::size_t number, std::span<const std::byte>);
    void send(bool to_server, const bad_line::parcel&);

    asio::ip::udp::endpoint server_;
    asio::ip::udp::socket inside_; // towards the clients
    std::deque<client> clients_;   // stay where they are
    std::array<one_way, 2> lines_;
    witness witness_;
    std::uint64_t refused_{0};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/client.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace hblink::sim {

// The repeaters' sockets. To a server on IPv4 loopback every repeater has an address of its own, from
// 127.16.0.1 on, and a few hundred share a socket; to any other server every repeater has a port of its own.
class transport
{
public:
    using handler = std::function<void(std::size_t repeater, wire::bytes, time_point)>;

    // Throws boost::system::system_error when the sockets cannot be had.
    transport(asio::any_io_executor, const asio::ip::udp::endpoint& server, std::size_t repeaters);
    ~transport();
    transport(const transport&) = delete;
    transport& operator=(const transport&) = delete;

    // Starts to receive, as children of the group; datagrams from anyone but the server are dropped, as real
    // clients do.
    void receive(task::task_group&, handler);

    // False: the kernel would not take it now; it is dropped.
    bool send(std::size_t repeater, wire::bytes) noexcept;

    std::uint64_t own_drops() const noexcept; // received, but our own buffer was full (SO_RXQ_OVFL)
    std::uint64_t send_failures() const noexcept { return send_failures_; }
    std::uint64_t strangers() const noexcept { return strangers_; }

private:
    struct outlet;
    struct batch;

    asio::awaitable<void> receive_at(std::size_t outlet_index);
    void drain(std::size_t outlet_index);

    asio::ip::udp::endpoint server_;
    std::size_t repeaters_;
    bool by_address_;
    std::vector<outlet> outlets_;
    std::unique_ptr<batch> batch_; // the drains are synchronous: one is enough for all
    handler handler_;
    std::uint64_t send_failures_{0};
    std::uint64_t strangers_{0};
};

}

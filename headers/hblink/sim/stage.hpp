// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/player.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <chrono>
#include <cstdint>

namespace hblink::sim {

// The socket that a player plays on.
class stage
{
public:
    // Throws boost::system::system_error when the socket cannot be had.
    stage(asio::any_io_executor, const endpoint& local);

    endpoint local() const { return socket_.local_endpoint(); }
    std::uint64_t send_failures() const noexcept { return send_failures_; }

    // Plays for this long, or until stop(); zero: until stop().
    asio::awaitable<void> play(player&, std::chrono::steady_clock::duration);
    void stop() noexcept { stopping_ = true; }

private:
    void drain(player&);
    void send(const letters&);

    asio::ip::udp::socket socket_;
    std::uint64_t send_failures_{0};
    bool stopping_{false};
};

}

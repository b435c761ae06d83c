// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/relay.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "integration/repeater.hpp"
#include "integration/stage.hpp"

namespace hblink::test {

// A relay between some repeaters and the server. Everybody in a test is on one thread, this too.
class bad_connection final : public participant
{
public:
    bad_connection(stage& s, const wire::endpoint& server, const sim::relay::directions& d,
                   std::uint32_t seed)
        : participant{s},
          relay_{
              io_.get_executor(), {asio::ip::make_address(server.address.to_string()), server.port}, d, seed}
    {
        relay_.watch(
            [this](bool to_server, const asio::ip::udp::endpoint& client, std::span<const std::byte> bytes) {
                if (is(bytes, "DMRD"))
                    (to_server ? taken_ : given_)[client.port()].emplace_back(bytes.begin(), bytes.end());
            });
        relay_.start(group_);
    }
    ~bad_connection() override
    {
        group_.cancel();
        while (group_.running() > 0)
            tick();
    }

    int descriptor() const override { return -1; }
    void on_readable() override {}
    void tick() override
    {
        io_.restart();
        io_.poll();
    }

    wire::endpoint local() const { return at("127.0.0.1", relay_.local().port()); }
    const sim::relay& relay() const { return relay_; }

    // The bursts that the server was sent by a client, and those that it sent to it, in this order.
    const std::vector<datagram>& taken_from(const repeater& r) { return taken_[r.local().port]; }
    const std::vector<datagram>& given_to(const repeater& r) { return given_[r.local().port]; }

private:
    asio::io_context io_{1};
    sim::relay relay_;
    task::task_group group_{io_.get_executor()};
    std::map<std::uint16_t, std::vector<datagram>> taken_;
    std::map<std::uint16_t, std::vector<datagram>> given_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/client.hpp"
#include "hblink/sim/transmission.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "integration/server.hpp"
#include "integration/stage.hpp"

namespace hblink::test {

using sim::datagram;

// A UDP socket that talks to one server and remembers what it got, and from where.
class udp_client : public participant
{
public:
    // `own`: the local address; unspecified: the loopback address of the server's family.
    udp_client(stage&, const wire::endpoint& server, wire::address own = {});
    ~udp_client() override;

    wire::endpoint local() const;
    void send(wire::bytes) const;

    int descriptor() const override { return socket_; }
    void on_readable() override;

    // Waits until `n` datagrams have come.
    bool has_received(std::size_t n);

    std::vector<datagram> received; // from the server
    std::size_t strays{0};          // from anywhere but the address and port that it talks to
    std::size_t empty{0}; // datagrams of no bytes: clients close their socket (spec real-clients.md)

protected:
    virtual void on_datagram(wire::bytes) {}

    stage& stage_;

private:
    wire::endpoint server_;
    sa_family_t family_;
    int socket_{-1};
};

// Begins with these bytes.
bool is(wire::bytes, std::string_view tag);

// A repeater on a socket of its own: it logs in, keeps itself alive, and hears.
class repeater final : public udp_client
{
public:
    repeater(stage&, std::uint32_t id, const wire::endpoint& server, std::string_view pass = passphrase,
             std::string_view options = "", wire::address own = {});

    void start(); // begins to log in
    // Its clock jumps ahead: what it waits for, such as the time to ask again, is now.
    void skip(std::chrono::seconds s) { ahead_ += s; }
    bool log_in(); // waits until it is connected
    const sim::client& client() const { return client_; }
    std::uint32_t id() const { return client_.id().value(); }

    // Waits until so many bursts have been heard.
    bool has_heard(std::size_t bursts);
    // The server said MSTCL, with this repeater's id: nine bytes.
    std::size_t farewells() const;

    void tick() override;

    std::vector<datagram> heard;

protected:
    void on_datagram(wire::bytes) override;

private:
    void say(const datagram&);
    sim::time_point now() const { return std::chrono::steady_clock::now() + ahead_; }

    std::chrono::seconds ahead_{0};
    wire::sha256 sha_;
    sim::client client_;
};

// A group call of a repeater: header, superframes, terminator.
class group_call
{
public:
    group_call(const repeater&, std::uint32_t talkgroup, std::uint32_t stream, std::size_t superframes = 1);

    datagram burst(std::size_t index) const;
    std::vector<datagram> all() const;

private:
    sim::transmission voice_;
};

// A call at the pace of a real one, for as long as it exists; it takes at most an hour.
class long_call final : public participant
{
public:
    long_call(stage&, const repeater& talker, std::uint32_t talkgroup, std::uint32_t stream);

    int descriptor() const override { return -1; }
    void on_readable() override {}
    void tick() override;

    // What has been said so far.
    const std::vector<datagram>& said() const { return said_; }
    // Waits until `listener` has heard something that was not yet said when this began.
    bool is_heard_now_by(const repeater& listener);

private:
    stage& stage_;
    const repeater& talker_;
    group_call call_;
    sim::time_point begin_;
    std::vector<datagram> said_;
};

// Plays a whole call; true when every listener hears it, every burst in order and unchanged.
bool is_heard(repeater& talker, std::uint32_t talkgroup, std::uint32_t stream,
              const std::vector<repeater*>& listeners);

}

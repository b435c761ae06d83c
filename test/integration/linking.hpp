// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/openbridge.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "integration/repeater.hpp"
#include "integration/server.hpp"
#include "integration/stage.hpp"

namespace hblink::test {

inline constexpr std::uint32_t link_radio_id = 312900;

// Adds an outbound link to a configuration, with a short ping time: what a link repeats, and gives up, it
// does so much sooner.
boost::json::object& add_link(boost::json::object& configuration, std::string_view address,
                              std::uint16_t port, std::string_view options = "*");

// Adds a trunk that carries talkgroups 91 and 92 on slot 2, on loopback.
boost::json::object& add_trunk(boost::json::object& configuration, std::uint16_t local_port,
                               std::string_view target, std::uint16_t target_port,
                               std::uint32_t network_id = 3129);

// What a burst says, wherever it was forwarded: not the repeater's id, nor what links and trunks leave out.
datagram told_by(const datagram& burst);

// How a call is sent: repeaters may send 53 bytes or 55, and the last bursts may get lost.
struct manner
{
    std::size_t without_last{0}; // bursts
    std::size_t size{55};
};

// Plays a call; true when each listener hears all of it once, in order.
bool comes_across(repeater& talker, std::uint32_t talkgroup, std::uint32_t stream,
                  const std::vector<repeater*>& listeners, const manner& = {});

// The same again and again with new streams, until it comes across: something else has to be ready first.
bool comes_across_soon(stage&, repeater& talker, std::uint32_t talkgroup, std::uint32_t first_stream,
                       const std::vector<repeater*>& listeners);

// A UDP socket that waits to be spoken to: what a server under test talks to.
class other_side : public participant
{
public:
    explicit other_side(stage&, std::uint16_t port = 0);
    ~other_side() override;

    std::uint16_t port() const;
    int descriptor() const override { return socket_; }
    void on_readable() override;

    void send(wire::bytes) const; // to who spoke last
    void send(wire::bytes, const wire::endpoint& to) const;
    // Waits until so many datagrams that begin with `tag` have come.
    bool has_received(std::string_view tag, std::size_t times = 1);
    std::size_t count(std::string_view tag) const;

    wire::endpoint peer; // who spoke last
    std::vector<datagram> received;

protected:
    virtual void on_datagram(wire::bytes) {}

    stage& stage_;

private:
    int socket_;
};

// A master that a link logs in at. It believes everything.
class master final : public other_side
{
public:
    using other_side::other_side;

    // Is this message to be answered? All are, unless a test says otherwise.
    std::function<bool(const datagram&)> answers = [](const datagram&) { return true; };
    bool refuses{false}; // everything, with MSTNAK

    bool has_link() { return has_received("RPTPING"); } // waits
    // Speaks to the link: a burst of a call that has come here by the master.
    void say(const datagram& burst) const { send(burst); }

protected:
    void on_datagram(wire::bytes) override;
};

// The other end of a trunk.
class trunk_end final : public other_side
{
public:
    trunk_end(stage& s, std::string_view pass) : other_side{s}, seal_{pass} {}

    datagram signed_frame(const datagram& burst); // of the first 53 bytes
    // The bursts that have come, with a good HMAC.
    std::vector<datagram> heard();

private:
    wire::openbridge_seal seal_;
};

}

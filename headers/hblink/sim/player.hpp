// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/client.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/asio/ip/udp.hpp>

#include <functional>
#include <string>
#include <vector>

namespace hblink::sim {

using endpoint = asio::ip::udp::endpoint;

// A datagram to be sent.
struct letter
{
    endpoint to;
    datagram bytes;
};
using letters = std::vector<letter>;

// Gets a line for the operator, or several, as things happen.
using narrator = std::function<void(const std::string& text)>;

// The other side of a link or a trunk, played on one socket: datagrams and time in, datagrams out; no socket
// and no clock. The same calls at the same times give the same answers.
class player
{
public:
    player() = default;
    virtual ~player() = default;
    player(const player&) = delete;
    player& operator=(const player&) = delete;

    virtual letters receive(const endpoint& from, wire::bytes, time_point now) = 0;
    virtual letters tick(time_point now) = 0; // every few milliseconds: voice that is due
    virtual letters stop(time_point now) = 0; // goodbyes

    virtual bool passed() const = 0;          // the other side did what a working one does
    virtual std::string to_table() const = 0; // for people
    virtual std::string to_json() const = 0;  // one line
};

}

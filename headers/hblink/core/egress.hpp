// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstdint>
#include <span>

namespace hblink::core {

// The socket that a datagram came in by: a listener, or that of a link or trunk.
enum class port_id : std::uint16_t
{
};

// Where a datagram came in, and where the answer goes back: from the local address that was asked.
struct path
{
    port_id port{};
    wire::address local; // of ours; unspecified when the socket is bound to one address
    wire::endpoint remote;

    friend bool operator==(const path&, const path&) noexcept = default;
};

// A target and its own datagram, of wire::dmrd_size bytes.
struct outgoing
{
    const path* to{};
    const std::byte* datagram{};

    wire::bytes bytes() const noexcept { return {datagram, wire::dmrd_size}; }
};

// Takes what the core wants to send. Called on the core's thread; what it is given need not outlive the
// call. A datagram that the kernel will not take now is dropped and counted there, never queued.
class egress
{
public:
    // One datagram to one or many. The order of calls is the order on the wire for each target.
    virtual void send(std::span<const path* const> targets, wire::bytes datagram) = 0;

    // To each target its own burst.
    virtual void send(std::span<const outgoing> bursts)
    {
        for (const outgoing& o : bursts)
            send(std::span{&o.to, 1}, o.bytes());
    }

    // A goodbye at shutdown: tried again until the grace period is over.
    virtual void send_persistently(const path& target, wire::bytes datagram) = 0;

protected:
    ~egress() = default;
};

}

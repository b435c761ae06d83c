// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace hblink::net {

// What the sockets have counted since the start.
struct network_counters
{
    std::uint64_t received{};       // datagrams
    std::uint64_t kernel_drops{};   // datagrams that the kernel dropped because the receive buffer was full
    std::uint64_t receive_errors{}; // failed receive calls
    std::uint64_t sent{};           // datagrams that the kernel took
    std::uint64_t would_block{};    // dropped: the send buffer was full (EAGAIN)
    std::uint64_t no_buffers{};     // dropped: the kernel had no memory for it (ENOBUFS, ENOMEM)
    std::uint64_t send_errors{};    // dropped: any other reason, such as no route, or a closed socket
    std::uint64_t turned_away{};    // strangers' datagrams that found no place in the waiting room
    std::uint64_t faults{};         // datagrams whose handling failed unexpectedly

    network_counters& operator+=(const network_counters& other) noexcept
    {
        received += other.received;
        kernel_drops += other.kernel_drops;
        receive_errors += other.receive_errors;
        sent += other.sent;
        would_block += other.would_block;
        no_buffers += other.no_buffers;
        send_errors += other.send_errors;
        turned_away += other.turned_away;
        faults += other.faults;
        return *this;
    }
};

}

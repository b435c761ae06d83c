// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstdint>
#include <variant>

namespace hblink::core {

// What the core has counted since the start. Plain numbers, read between two datagrams.
struct counters
{
    std::uint64_t datagrams{};      // received
    std::uint64_t peer_datagrams{}; // of them, at the sockets of links and trunks
    std::uint64_t peer_bursts{};    // of them, DMRD that was taken
    std::uint64_t malformed{};      // empty, too short
    std::uint64_t unknown{};        // no message of the protocol
    std::uint64_t quiet{};          // known not to concern us
    // Of those that were understood, by place in wire::client_message; the bursts of voice are not counted
    // here.
    std::array<std::uint64_t, std::variant_size_v<wire::client_message>> messages{};
    std::uint64_t bursts{};                            // DMRD of connected repeaters
    std::uint64_t forwarded{};                         // DMRD handed to the network, one for each target
    std::uint64_t data_bursts{};                       // of data calls of connected repeaters
    std::uint64_t data_forwarded{};                    // bursts of data, one for each target
    std::uint64_t terminators{};                       // sent for streams that the server itself ended
    std::uint64_t echo_bursts{};                       // played back
    std::uint64_t streams{};                           // started by repeaters
    std::uint64_t late_entries{};                      // targets that a running stream got back
    std::array<std::uint64_t, drop_reasons> dropped{}; // by drop_reason
    std::uint64_t logins{};                            // RPTC accepted for the first time in a session
    std::uint64_t logins_refused{};
    std::uint64_t strangers{};                 // messages for a session that their sender does not own
    std::uint64_t challenges{};                // RPTL answered
    std::uint64_t digests{};                   // computed at RPTK
    std::uint64_t replies_withheld{};          // by limits.replies_per_second
    std::uint64_t refused_streams_forgotten{}; // the table of refused streams was full
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hblink::web {

// What the web server has seen since the start, for the metrics.
struct counters
{
    std::size_t connections{};       // now, without those that are turned away
    std::size_t most_connections{};  // the most there have been
    std::size_t limit{};             // max_connections, or less where the system does not allow so many
    std::uint64_t accepted{};        // connections, with those that were turned away
    std::uint64_t refused_full{};    // connections turned away beyond the limit
    std::uint64_t accept_failures{}; // mostly: no file descriptor was left
    std::array<std::uint64_t, 4> answers{}; // by class of status: 2xx, 3xx, 4xx, 5xx
    std::uint64_t timeouts{};               // connections closed because they were slow; not the idle ones
    std::uint64_t malformed{};              // requests that are no HTTP, or too long
    std::uint64_t unauthorized{};           // answers 401
    std::uint64_t faults{};                 // handlers that threw
    std::uint64_t bytes_sent{};

    // The live page: connections that have become WebSockets.
    enum refusal : std::uint8_t
    {
        full,    // there are max_browsers
        foreign, // a page of another site
        malformed_upgrade,
        refusals
    };
    std::size_t browsers{};       // now
    std::size_t browsers_limit{}; // max_browsers
    std::uint64_t browsers_accepted{};
    std::array<std::uint64_t, refusals> browsers_refused{};
    std::uint64_t browsers_dropped{}; // too slow
    std::uint64_t browsers_silent{};  // gone without a word
    std::uint64_t live_messages{};    // published, each to all browsers of its view
    std::uint64_t live_bytes{};       // sent to browsers; in bytes_sent, too
};

}

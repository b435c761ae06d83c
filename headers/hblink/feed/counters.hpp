// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace hblink::feed {

// Since the start, but for `connected` and `queue_bytes`, which are what is now.
struct counters
{
    bool connected{false};
    std::uint64_t connects{};
    std::uint64_t failures{};  // attempts to connect
    std::uint64_t overflows{}; // the dashboard did not read: the connection was made anew
    std::uint64_t events_sent{};
    std::uint64_t bytes_sent{};
    std::uint64_t events_dropped{}; // of a connection that overflowed or was lost; none while there is none
    std::size_t queue_bytes{};      // of at most frame_queue::usual_most
    std::uint64_t snapshots{};
    std::uint64_t data_events_hidden{}; // data calls that were not shown (slot_story)
    std::uint64_t nonsense{};           // what came from the dashboard and could not be read
};

}

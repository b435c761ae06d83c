// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

namespace hblink::core {

// What makes two streams the same on whichever way they come: as the network says it.
struct stream_name
{
    dmr::stream_id id;
    dmr::radio_id source;
    std::uint32_t destination{};

    friend bool operator==(const stream_name&, const stream_name&) = default;
};
std::size_t hash_value(const stream_name&) noexcept;

// The streams that are heard now and those that have just ended, to know one that comes in a second time,
// over another connection: it goes in a circle, or comes by two ways (spec links.md, "Loop protection").
class heard_streams
{
public:
    // So long after its end a stream is still known.
    static constexpr duration memory = std::chrono::seconds{5};
    // When so many are known, further ones are not remembered, and counted.
    static constexpr std::size_t most = 65'536;

    // It is, or was less than 5 s ago, a stream from another connection than that.
    bool is_elsewhere(const stream_name&, const connection& here, time_point now) const noexcept;

    void begins(const stream_name&, const connection& origin, time_point now);
    void ends(const stream_name&, const connection& origin, time_point now);

    // Forgets those that ended long enough ago. Every second.
    void expire(time_point now);

    std::size_t size() const noexcept { return heard_.size(); }
    std::uint64_t not_remembered() const noexcept { return not_remembered_; } // a metric

private:
    struct entry
    {
        std::uint64_t origin{};                 // connection::identity()
        time_point ended_at{time_point::max()}; // max: it goes on
    };
    struct ended
    {
        stream_name name;
        time_point at;
    };

    boost::unordered_flat_map<stream_name, entry> heard_;
    std::deque<ended> ended_; // in the order of their ends
    std::uint64_t not_remembered_{};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/feed/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hblink::feed {

// What the dashboard sends to us (spec events.md, "dashboard -> server"): frames, of which one kind matters.
// Whoever listens at the configured address may be anybody: nothing longer than `most_kept` is kept.
class requests
{
public:
    static constexpr std::size_t most_kept = 4096;            // a sync_request has 24 bytes
    static constexpr std::size_t longest_frame = 1024 * 1024; // more is no frame of a dashboard

    struct found
    {
        std::size_t sync_requests{};
        std::size_t nonsense{}; // frames that are no JSON object with a type
        bool hopeless{false};   // it is not the protocol at all: hang up
    };

    // The next bytes, cut anywhere.
    found read(std::string_view bytes);

private:
    void finish(found&);

    std::string frame_;          // the beginning of it, at most most_kept
    std::size_t length_read_{0}; // bytes of the length
    std::uint32_t length_{0};
    std::size_t body_read_{0};
};

}

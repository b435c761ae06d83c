// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

#include <algorithm>
#include <chrono>

namespace hblink::core {

// How fast a stream from another network may bring packets: 25 a second on average, 50 at once (spec
// links.md). Voice has 16.7 a second. A token bucket, kept as the time when it will be full again.
class pace
{
public:
    static constexpr duration interval = std::chrono::milliseconds{40};
    static constexpr duration burst = 50 * interval;

    // Takes a token. False: there is none, the packet came too early.
    bool take(time_point now) noexcept
    {
        const time_point full_at = std::max(full_at_, now) + interval;
        if (full_at - now > burst)
            return false;
        full_at_ = full_at;
        return true;
    }

private:
    time_point full_at_{};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
#include "hblink/feed/repeater_frames.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hblink::feed {

// The answer to a sync_request: all repeaters that are connected, in the order of their logins (spec
// events.md, "The snapshot"). It is written piece by piece, as there is room for it: each repeater as it is
// at that moment. What changes before or after that comes as an event anyhow, behind the snapshot.
class snapshot
{
public:
    bool running() const noexcept { return !left_.empty(); }

    // Notes who is connected.
    void begin(core::router&);
    void abandon() noexcept { left_.clear(); }

    // Appends details and state of the next repeaters, until `out` has that many bytes or none is left.
    void write(std::string& out, std::size_t enough, const time_of_day&, const list_bounds&);

private:
    // The router's memory of a session stays, but may become another one's.
    struct note
    {
        core::time_point connected_at;
        dmr::repeater_id id;
        const core::session* who;
    };
    static bool later(const note& a, const note& b) noexcept;

    std::vector<note> left_; // a heap, the first login on top: no long sort at the beginning
};

}

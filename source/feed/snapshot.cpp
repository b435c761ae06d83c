// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/snapshot.hpp"

#include <algorithm>
#include <tuple>

namespace hblink::feed {

bool snapshot::later(const note& a, const note& b) noexcept
{
    return std::tie(a.connected_at, a.id) > std::tie(b.connected_at, b.id);
}

void snapshot::begin(core::router& router)
{
    left_.clear();
    left_.reserve(router.occupied().connected);
    router.for_each_session([this](const core::session& s) {
        if (s.state == core::session_state::connected)
            left_.push_back({s.connected_at, s.id, &s});
    });
    std::make_heap(left_.begin(), left_.end(), later);
}

void snapshot::write(std::string& out, std::size_t enough, const time_of_day& time, const list_bounds& most)
{
    while (!left_.empty() && out.size() < enough) {
        std::pop_heap(left_.begin(), left_.end(), later);
        const note n = left_.back();
        left_.pop_back();
        const core::session& s = *n.who;
        if (!s.used || s.id != n.id || s.state != core::session_state::connected)
            continue; // it has gone, or its login has begun anew: the events behind the snapshot say so
        write_details(out, s, time);
        write_connected(out, s, time, most);
    }
    // Outbound links and trunks follow the repeaters here (spec events.md, 3.1).
}

}

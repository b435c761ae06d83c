// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/snapshot.hpp"

#include <algorithm>
#include <tuple>

namespace hblink::feed {

bool snapshot::later(const note& a, const note& b) noexcept
{
    return std::tie(a.connected_at, a.id) > std::tie(b.connected_at, b.id);
}

void snapshot::begin()
{
    left_.clear();
    next_place_ = 0;
}

void snapshot::abandon()
{
    left_.clear();
    next_place_.reset();
}

// Who comes meanwhile is told of by his event, who goes, too.
void snapshot::gather()
{
    next_place_ = router_.for_some_sessions(*next_place_, noted_at_once, [this](const core::session& s) {
        if (s.state != core::session_state::connected)
            return;
        left_.push_back({s.connected_at, s.id});
        std::push_heap(left_.begin(), left_.end(), later);
    });
}

void snapshot::write(std::string& out, std::size_t enough, const time_of_day& time, const list_bounds& most)
{
    while (!left_.empty() && out.size() < enough) {
        std::pop_heap(left_.begin(), left_.end(), later);
        const note n = left_.back();
        left_.pop_back();
        const core::session* const s = router_.find(n.id);
        if (s == nullptr || s->state != core::session_state::connected)
            continue; // it has gone, or its login has begun anew: the events behind the snapshot say so
        write_details(out, *s, time);
        write_connected(out, *s, time, most);
    }
    // Outbound links and trunks follow the repeaters here (spec events.md, 3.1).
}

}

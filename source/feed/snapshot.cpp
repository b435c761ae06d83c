// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/snapshot.hpp"

#include "hblink/feed/peer_frames.hpp"

#include <algorithm>
#include <tuple>

namespace hblink::feed {

bool snapshot::later(const note& a, const note& b) noexcept
{
    return std::tie(a.connected_at, a.id) > std::tie(b.connected_at, b.id);
}

void snapshot::begin()
{
    abandon();
    next_place_ = 0;
    router_.for_each_link([this](const core::link& l) { links_left_.push_back(l.number); });
    router_.for_each_trunk([this](const core::trunk& t) { trunks_left_.push_back(t.number); });
    std::reverse(links_left_.begin(), links_left_.end());
    std::reverse(trunks_left_.begin(), trunks_left_.end());
}

void snapshot::abandon()
{
    left_.clear();
    links_left_.clear();
    trunks_left_.clear();
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
    while (out.size() < enough && write_next(out, time, most))
        ;
}

// Who has gone meanwhile is left out: the events behind the snapshot say so.
bool snapshot::write_next(std::string& out, const time_of_day& time, const list_bounds& most)
{
    if (!left_.empty()) {
        std::pop_heap(left_.begin(), left_.end(), later);
        const note n = left_.back();
        left_.pop_back();
        write_repeater(out, n.id, time, most);
    } else if (!links_left_.empty()) {
        // One that was not tried yet is told of by its first attempt.
        const core::link* const l = router_.find(links_left_.back());
        links_left_.pop_back();
        if (l != nullptr && l->counts.attempts != 0)
            write_state(out, *l, time, most);
    } else if (!trunks_left_.empty()) {
        const core::trunk* const t = router_.find(trunks_left_.back());
        trunks_left_.pop_back();
        if (t != nullptr && t->open)
            write_connected(out, *t, time);
    } else {
        return false;
    }
    return true;
}

void snapshot::write_repeater(std::string& out, dmr::repeater_id id, const time_of_day& time,
                              const list_bounds& most)
{
    const core::session* const s = router_.find(id);
    if (s == nullptr || s->state != core::session_state::connected)
        return; // it has gone, or its login has begun anew
    write_details(out, *s, time);
    write_connected(out, *s, time, most);
}

}

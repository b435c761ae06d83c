// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/session_table.hpp"

#include <utility>

namespace hblink::core {

session* session_table::find(dmr::repeater_id id) const noexcept
{
    const auto found = by_id_.find(id.value());
    return found == by_id_.end() ? nullptr : found->second;
}

session* session_table::at(const wire::endpoint& e) const noexcept
{
    const auto found = by_endpoint_.find(e);
    return found == by_endpoint_.end() ? nullptr : found->second;
}

bool session_table::has_connected(const wire::endpoint& e) const noexcept
{
    for (const session* s = at(e); s != nullptr; s = s->next_at_endpoint)
        if (s->state == session_state::connected)
            return true;
    return false;
}

session& session_table::create(dmr::repeater_id id, const path& p)
{
    if (free_.empty())
        free_.push_back(&all_.emplace_back());
    session& s = *free_.back();
    free_.pop_back();

    s.used = true;
    s.id = id;
    s.number_of_kind = id.value();
    s.path = p;
    s.own_slots();
    by_id_.emplace(id.value(), &s);
    session*& first = by_endpoint_[p.remote];
    s.next_at_endpoint = first;
    first = &s;
    return s;
}

void session_table::remove(session& s)
{
    by_id_.erase(s.id.value());
    const auto found = by_endpoint_.find(s.path.remote);
    session** link = &found->second;
    while (*link != &s)
        link = &(*link)->next_at_endpoint;
    *link = s.next_at_endpoint;
    if (found->second == nullptr)
        by_endpoint_.erase(found);

    // Targets of running streams may still point at the slots: these keep their generation.
    const auto slots = s.slots;
    s = session{};
    s.slots = slots;
    free_.push_back(&s);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/subscriptions.hpp"

#include "hblink/core/connection.hpp"

#include <algorithm>

namespace hblink::core {

template <class F>
void subscriptions::for_each_block(const dmr::talkgroup_set& set, F&& f)
{
    for (const dmr::talkgroup_range& range : set.ranges()) {
        std::uint64_t first = range.first.value();
        const std::uint64_t end = std::uint64_t{range.last.value()} + 1;
        while (first < end) {
            // The largest block that begins here and does not reach beyond the range.
            const unsigned aligned = first == 0 ? sizes - 1 : static_cast<unsigned>(std::countr_zero(first));
            const auto fitting = static_cast<unsigned>(std::bit_width(end - first) - 1);
            const unsigned size = std::min({aligned, fitting, sizes - 1});
            f(size, static_cast<std::uint32_t>(first >> size));
            first += std::uint64_t{1} << size;
        }
    }
}

void subscriptions::add(connection& who, dmr::slot s, const dmr::talkgroup_set& set)
{
    auto& places = who.places.talkgroups[dmr::index_of(s)];
    for_each_block(set, [&](unsigned size, std::uint32_t block) {
        auto& members = members_[key(s, size, block)];
        if (members.empty() && ++keys_of_size_[dmr::index_of(s)][size] == 1)
            sizes_in_use_[dmr::index_of(s)] |= 1U << size;
        members.push_back({&who, static_cast<std::uint32_t>(places.size())});
        places.push_back(static_cast<std::uint32_t>(members.size() - 1));
    });
    places.shrink_to_fit();
}

void subscriptions::remove(connection& who, dmr::slot s, const dmr::talkgroup_set& set)
{
    auto& places = who.places.talkgroups[dmr::index_of(s)];
    if (places.empty())
        return;
    auto place = places.begin();
    for_each_block(set, [&](unsigned size, std::uint32_t block) {
        const auto found = members_.find(key(s, size, block));
        auto& members = found->second;
        // The last one moves to the free place.
        member& free = members[*place++];
        free = members.back();
        free.who->places.talkgroups[dmr::index_of(s)][free.block] =
            static_cast<std::uint32_t>(&free - members.data());
        members.pop_back();
        if (!members.empty())
            return;
        members_.erase(found);
        if (--keys_of_size_[dmr::index_of(s)][size] == 0)
            sizes_in_use_[dmr::index_of(s)] &= ~(1U << size);
    });
    places = {};
}

void subscriptions::set_unit_calls(connection& who, bool takes_part)
{
    if (who.unit_calls == takes_part)
        return;
    who.unit_calls = takes_part;
    if (takes_part) {
        who.places.unit_calls = static_cast<std::uint32_t>(unit_participants_.size());
        unit_participants_.push_back(&who);
        return;
    }
    connection* const last = unit_participants_.back();
    last->places.unit_calls = who.places.unit_calls;
    unit_participants_[who.places.unit_calls] = last;
    unit_participants_.pop_back();
}

}

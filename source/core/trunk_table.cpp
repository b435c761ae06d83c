// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/trunk_table.hpp"

#include <algorithm>
#include <utility>

namespace hblink::core {

trunk* trunk_table::find(trunk_id number) const noexcept
{
    const auto found = by_number_.find(static_cast<std::uint32_t>(number));
    return found == by_number_.end() ? nullptr : found->second;
}

trunk* trunk_table::carrier_of(std::uint32_t talkgroup) const noexcept
{
    const auto found = carriers_.find(talkgroup);
    return found == carriers_.end() ? nullptr : found->second;
}

trunk& trunk_table::add(config::trunk_settings s)
{
    const trunk_id number{++last_number_};
    trunk& added = *all_.emplace_back(std::make_unique<trunk>(number, std::move(s)));
    by_number_.emplace(last_number_, &added);
    for (const auto& [talkgroup, slot] : added.settings.talkgroup_slots)
        carriers_[talkgroup.value()] = &added;
    return added;
}

void trunk_table::remove(trunk_id number)
{
    boost::unordered::erase_if(carriers_, [&](const auto& c) { return c.second->number == number; });
    by_number_.erase(static_cast<std::uint32_t>(number));
    std::erase_if(all_, [&](const auto& t) { return t->number == number; });
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link_table.hpp"

#include <algorithm>
#include <utility>

namespace hblink::core {

link* link_table::find(link_id number) const noexcept
{
    const auto found = by_number_.find(static_cast<std::uint32_t>(number));
    return found == by_number_.end() ? nullptr : found->second;
}

link* link_table::find(dmr::repeater_id id) const noexcept
{
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& l) { return l->id == id; });
    return found == all_.end() ? nullptr : found->get();
}

link& link_table::add(config::link_settings s, std::array<dmr::talkgroup_set, 2> carried)
{
    const link_id number{++last_number_};
    link& added = *all_.emplace_back(std::make_unique<link>(number, std::move(s), std::move(carried)));
    by_number_.emplace(last_number_, &added);
    return added;
}

void link_table::remove(link_id number)
{
    by_number_.erase(static_cast<std::uint32_t>(number));
    std::erase_if(all_, [&](const auto& l) { return l->number == number; });
}

}

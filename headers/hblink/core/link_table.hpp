// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/link.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace hblink::core {

// The enabled links, in the order of the configuration.
class link_table
{
public:
    link* find(link_id) const noexcept;          // null: it was removed
    link* find(dmr::repeater_id) const noexcept; // by radio_id; null: none has it

    link& add(config::link_settings, std::array<dmr::talkgroup_set, 2> carried);
    // Its calls have ended, and nobody refers to it any more (calls::forget).
    void remove(link_id);

    std::size_t size() const noexcept { return all_.size(); }
    template <class F>
    void for_each(F&& f) const
    {
        for (const auto& l : all_)
            f(*l);
    }

private:
    std::vector<std::unique_ptr<link>> all_;
    boost::unordered_flat_map<std::uint32_t, link*> by_number_;
    std::uint32_t last_number_{};
};

}

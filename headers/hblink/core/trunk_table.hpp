// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/trunk.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace hblink::core {

// The enabled trunks, in the order of the configuration, and which talkgroup goes over which of them.
class trunk_table
{
public:
    trunk* find(trunk_id) const noexcept; // null: it was removed

    // The trunk that a talkgroup of the network belongs to, from whichever slot (quirks.md 52); null: none.
    trunk* carrier_of(std::uint32_t talkgroup) const noexcept;

    trunk& add(config::trunk_settings);
    // Its calls have ended, and nobody refers to it any more (calls::forget).
    void remove(trunk_id);

    std::size_t size() const noexcept { return all_.size(); }
    template <class F>
    void for_each(F&& f) const
    {
        for (const auto& t : all_)
            f(*t);
    }

private:
    std::vector<std::unique_ptr<trunk>> all_;
    boost::unordered_flat_map<std::uint32_t, trunk*> by_number_;
    boost::unordered_flat_map<std::uint32_t, trunk*> carriers_; // by talkgroup
    std::uint32_t last_number_{};
};

}

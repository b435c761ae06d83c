// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hblink::app {

// The talkgroups of the network that rows of the page have spoken of, in the order in which they came up.
class talkgroups_mentioned
{
public:
    static constexpr std::size_t most = 5000; // the rest have no name on the page

    static constexpr std::uint64_t id_of(dmr::slot s, std::uint32_t talkgroup) noexcept
    {
        return std::uint64_t{dmr::index_of(s)} << 32 | talkgroup;
    }
    static constexpr dmr::slot slot_of(std::uint64_t id) noexcept { return dmr::slot_at(id >> 32); }
    static constexpr std::uint32_t talkgroup_of(std::uint64_t id) noexcept
    {
        return static_cast<std::uint32_t>(id);
    }

    // True: it is new.
    bool add(std::uint64_t id)
    {
        if (all_.size() >= most || !known_.insert(id).second)
            return false;
        all_.push_back(id);
        return true;
    }
    const std::vector<std::uint64_t>& all() const noexcept { return all_; }

private:
    std::vector<std::uint64_t> all_;
    boost::unordered_flat_set<std::uint64_t> known_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace hblink::app {

// Which rows have changed since somebody looked, each of them once.
class live_marks
{
public:
    static constexpr std::size_t most = 200'000;

    // False: there is no room.
    bool add(std::uint64_t id)
    {
        if (list_.size() >= most)
            return false;
        if (known_.insert(id).second)
            list_.push_back(id);
        return true;
    }
    bool empty() const noexcept { return list_.empty(); }
    std::vector<std::uint64_t> take()
    {
        // Its memory goes with what it knew: ten thousand repeaters do not come every day.
        boost::unordered_flat_set<std::uint64_t>{}.swap(known_);
        return std::exchange(list_, {});
    }

private:
    std::vector<std::uint64_t> list_; // in the order in which they came
    boost::unordered_flat_set<std::uint64_t> known_;
};

}

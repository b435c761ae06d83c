// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hblink::simulation {

// What happened lately, to be told when a check fails.
class history
{
public:
    struct entry
    {
        core::time_point at;
        const char* what{}; // a literal
        std::uint32_t repeater{};
        std::uint32_t detail{};
    };

    void note(const entry& e) { entries_[next_++ % entries_.size()] = e; }

    // The last `most` entries of a repeater, the oldest first.
    std::vector<entry> of(std::uint32_t repeater, std::size_t most) const
    {
        std::vector<entry> found;
        for (std::size_t back = 1; back <= entries_.size() && back <= next_ && found.size() < most; ++back) {
            const entry& e = entries_[(next_ - back) % entries_.size()];
            if (e.repeater == repeater)
                found.insert(found.begin(), e);
        }
        return found;
    }

private:
    std::vector<entry> entries_ = std::vector<entry>(1U << 17);
    std::size_t next_{};
};

}

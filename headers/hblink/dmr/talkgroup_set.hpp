// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace hblink::dmr {

// An inclusive range of talkgroups.
struct talkgroup_range
{
    talkgroup first;
    talkgroup last;
    friend constexpr bool operator==(const talkgroup_range&, const talkgroup_range&) = default;
};

// What a slot may carry: everything, nothing, or exactly these talkgroups. Kept as sorted ranges that
// neither touch nor overlap, so that a hostile `1-9999,20000-29999,...` costs a few bytes.
class talkgroup_set
{
public:
    talkgroup_set() = default; // nothing
    talkgroup_set(std::initializer_list<talkgroup> members);

    static talkgroup_set everything();

    void add(talkgroup t) { add(talkgroup_range{t, t}); }
    void add(talkgroup_range r);

    bool admits(talkgroup t) const noexcept;
    bool is_everything() const noexcept;
    bool empty() const noexcept { return ranges_.empty(); }
    std::uint64_t size() const noexcept; // how many talkgroups, ranges counted by their size

    std::span<const talkgroup_range> ranges() const noexcept { return ranges_; }

    // What both admit.
    friend talkgroup_set intersection(const talkgroup_set& a, const talkgroup_set& b);
    // What `a` admits and `b` does not.
    friend talkgroup_set difference(const talkgroup_set& a, const talkgroup_set& b);
    friend bool operator==(const talkgroup_set&, const talkgroup_set&) = default;

private:
    std::vector<talkgroup_range> ranges_;
};

}

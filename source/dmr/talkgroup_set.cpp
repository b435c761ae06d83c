// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/talkgroup_set.hpp"

#include <algorithm>

namespace hblink::dmr {

namespace {

constexpr talkgroup highest{largest_24_bit};

constexpr talkgroup after(talkgroup t) { return talkgroup{t.value() + 1}; }
constexpr talkgroup before(talkgroup t) { return talkgroup{t.value() - 1}; }

}

talkgroup_set::talkgroup_set(std::initializer_list<talkgroup> members)
{
    for (const talkgroup t : members)
        add(t);
}

talkgroup_set talkgroup_set::everything()
{
    talkgroup_set all;
    all.add(talkgroup_range{talkgroup{0}, highest});
    return all;
}

void talkgroup_set::add(talkgroup_range r)
{
    r.last = std::min(r.last, highest);
    if (r.first > r.last)
        return;
    // All ranges that overlap or touch the new one melt into it.
    auto from =
        std::lower_bound(ranges_.begin(), ranges_.end(), r.first,
                         [](const talkgroup_range& have, talkgroup t) { return after(have.last) < t; });
    auto to = from;
    while (to != ranges_.end() && to->first <= after(r.last)) {
        r.first = std::min(r.first, to->first);
        r.last = std::max(r.last, to->last);
        ++to;
    }
    if (from == to) {
        ranges_.insert(from, r);
        return;
    }
    *from = r;
    ranges_.erase(from + 1, to);
}

bool talkgroup_set::admits(talkgroup t) const noexcept
{
    const auto found =
        std::lower_bound(ranges_.begin(), ranges_.end(), t,
                         [](const talkgroup_range& have, talkgroup wanted) { return have.last < wanted; });
    return found != ranges_.end() && found->first <= t;
}

bool talkgroup_set::is_everything() const noexcept
{
    return ranges_.size() == 1 && ranges_[0] == talkgroup_range{talkgroup{0}, highest};
}

std::uint64_t talkgroup_set::size() const noexcept
{
    std::uint64_t sum = 0;
    for (const talkgroup_range& r : ranges_)
        sum += std::uint64_t{r.last.value()} - r.first.value() + 1;
    return sum;
}

talkgroup_set intersection(const talkgroup_set& a, const talkgroup_set& b)
{
    talkgroup_set both;
    auto x = a.ranges_.begin();
    auto y = b.ranges_.begin();
    while (x != a.ranges_.end() && y != b.ranges_.end()) {
        const talkgroup_range common{std::max(x->first, y->first), std::min(x->last, y->last)};
        if (common.first <= common.last)
            both.ranges_.push_back(common);
        if (x->last < y->last)
            ++x;
        else
            ++y;
    }
    return both;
}

talkgroup_set difference(const talkgroup_set& a, const talkgroup_set& b)
{
    talkgroup_set rest;
    auto cut = b.ranges_.begin();
    for (talkgroup_range left : a.ranges_) {
        while (cut != b.ranges_.end() && cut->last < left.first)
            ++cut;
        // A cut may reach into the next range as well, so `cut` itself stays where it is.
        bool consumed = false;
        for (auto c = cut; c != b.ranges_.end() && c->first <= left.last; ++c) {
            if (left.first < c->first)
                rest.ranges_.push_back({left.first, before(c->first)});
            consumed = left.last <= c->last;
            if (consumed)
                break;
            left.first = after(c->last);
        }
        if (!consumed)
            rest.ranges_.push_back(left);
    }
    return rest;
}

}

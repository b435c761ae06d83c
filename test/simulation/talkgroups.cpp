// SPDX-License-Identifier: GPL-3.0-or-later
#include "talkgroups.hpp"

#include <algorithm>
#include <cmath>

namespace hblink::simulation {
namespace {

constexpr std::array<std::uint32_t, 8> worldwide{91, 92, 93, 310, 262, 235, 208, 222};
constexpr std::uint32_t first_local = 3100;

void add_keys_of_block(const range& r, unsigned size, std::uint32_t block, std::uint64_t slot,
                       std::vector<std::uint64_t>& keys)
{
    const std::uint32_t first = block << size;
    const std::uint32_t last = first + (std::uint32_t{1} << size) - 1;
    if (last < r.first || r.last < first)
        return;
    if (r.first <= first && last <= r.last) {
        keys.push_back(slot << 40 | std::uint64_t{size} << 32 | block);
        return;
    }
    add_keys_of_block(r, size - 1, block * 2, slot, keys);
    add_keys_of_block(r, size - 1, block * 2 + 1, slot, keys);
}

}

ranges everything() { return {{0, dmr::largest_24_bit}}; }

ranges melted(ranges unsorted)
{
    std::sort(unsorted.begin(), unsorted.end(),
              [](const range& a, const range& b) { return a.first < b.first; });
    ranges out;
    for (const range& r : unsorted) {
        if (!out.empty() && r.first <= out.back().last + 1)
            out.back().last = std::max(out.back().last, r.last);
        else
            out.push_back(r);
    }
    return out;
}

ranges common(const ranges& a, const ranges& b)
{
    ranges out;
    for (const range& x : a)
        for (const range& y : b)
            if (std::max(x.first, y.first) <= std::min(x.last, y.last))
                out.push_back({std::max(x.first, y.first), std::min(x.last, y.last)});
    return melted(std::move(out));
}

bool admits(const ranges& set, std::uint32_t talkgroup)
{
    return std::any_of(set.begin(), set.end(),
                       [&](const range& r) { return r.first <= talkgroup && talkgroup <= r.last; });
}

bool same(const ranges& mine, const dmr::talkgroup_set& core)
{
    const auto theirs = core.ranges();
    return std::equal(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                      [](const range& a, const dmr::talkgroup_range& b) {
                          return a.first == b.first.value() && a.last == b.last.value();
                      });
}

void add_keys(const ranges& set, std::size_t slot, std::vector<std::uint64_t>& keys)
{
    for (const range& r : set)
        add_keys_of_block(r, 24, 0, slot, keys);
}

std::uint32_t popular(std::uint32_t rank)
{
    return rank < worldwide.size() ? worldwide[rank] : first_local + rank;
}

std::optional<std::uint32_t> rank_of(std::uint32_t talkgroup)
{
    const auto* const found = std::find(worldwide.begin(), worldwide.end(), talkgroup);
    if (found != worldwide.end())
        return static_cast<std::uint32_t>(found - worldwide.begin());
    if (talkgroup >= first_local + worldwide.size() && talkgroup < first_local + popular_talkgroups)
        return talkgroup - first_local;
    return std::nullopt;
}

std::uint32_t somebodys_favourite(dice& d, std::uint32_t most)
{
    return popular(static_cast<std::uint32_t>(most * std::pow(d.share(), 1.6)));
}

}

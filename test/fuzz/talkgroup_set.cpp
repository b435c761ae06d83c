// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of talkgroups against a bit for each point: both ends of the 24 bits, and what lies between as one.
#include "hblink/dmr/talkgroup_set.hpp"

#include <algorithm>
#include <array>
#include <bitset>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

// Points 0..99 and 101..200 are talkgroups at either end; 100 is all that lies between.
constexpr std::uint32_t middle = 100;
constexpr std::uint32_t last_point = 200;
using points = std::bitset<last_point + 1>;

constexpr std::uint32_t first_of(std::uint32_t point)
{
    return point <= middle ? point : dmr::largest_24_bit - (last_point - point);
}
constexpr std::uint32_t last_of(std::uint32_t point)
{
    return point == middle ? first_of(middle + 1) - 1 : first_of(point);
}

// A set, and what is in it.
struct pair
{
    dmr::talkgroup_set set;
    points model;

    void add(std::uint32_t first, std::uint32_t last)
    {
        // Beyond the last talkgroup there is nothing.
        const std::uint32_t beyond = last > last_point ? last - last_point : 0;
        last = std::min(last, last_point);
        set.add(
            dmr::talkgroup_range{dmr::talkgroup{first_of(first)}, dmr::talkgroup{last_of(last) + beyond}});
        for (std::uint32_t p = first; p <= last; ++p)
            model.set(p);
    }
};

void check(const dmr::talkgroup_set& set, const points& model)
{
    std::uint64_t size = 0;
    for (std::uint32_t p = 0; p <= last_point; ++p) {
        const bool in = model[p];
        require(set.admits(dmr::talkgroup{first_of(p)}) == in, "a set admits what was put into it");
        require(set.admits(dmr::talkgroup{last_of(p)}) == in, "a range has two ends");
        size += in ? last_of(p) - first_of(p) + 1 : 0;
    }
    require(set.size() == size, "ranges count by their size");
    require(set.empty() == model.none(), "an empty set is empty");
    require(set.is_everything() == model.all(), "everything is all of it");
    require(!set.admits(dmr::talkgroup{dmr::largest_24_bit + 1}), "a talkgroup has 24 bits");
    const auto ranges = set.ranges();
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        require(ranges[i].first <= ranges[i].last, "a range goes upwards");
        if (i > 0)
            require(ranges[i - 1].last.value() + 1 < ranges[i].first.value(), "ranges do not touch");
    }
}

void check_both(const pair& a, const pair& b)
{
    check(a.set, a.model);
    check(b.set, b.model);
    require((a.set == b.set) == (a.model == b.model), "sets of the same talkgroups are equal");
    check(intersection(a.set, b.set), a.model & b.model);
    check(difference(a.set, b.set), a.model & ~b.model);
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    std::array<pair, 2> sets;
    for (int i = 0; i < 40 && !in.done(); ++i) {
        const std::uint8_t first = in.byte();
        const std::uint32_t last = in.byte();
        sets[first % 2].add(std::uint32_t{first} * last_point / 255, last);
    }
    check_both(sets[0], sets[1]);
    check_both(sets[1], sets[0]);
    return 0;
}

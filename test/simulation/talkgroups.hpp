// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dice.hpp"

// Sets of talkgroups, a second time and as plainly as can be, and which talkgroups people like.
namespace hblink::simulation {

struct range
{
    std::uint32_t first{};
    std::uint32_t last{}; // inclusive
    friend bool operator==(const range&, const range&) = default;
};

// Sorted; neither touching nor overlapping.
using ranges = std::vector<range>;

ranges everything();
ranges melted(ranges unsorted);
ranges common(const ranges& a, const ranges& b);
bool admits(const ranges&, std::uint32_t talkgroup);
bool same(const ranges&, const dmr::talkgroup_set&);

// The keys that these ranges need in an index of aligned blocks (docs/architecture.md, "The subscriptions
// index"), found from the top down: a block that lies in the range is a key, one that lies across its end
// is halved.
void add_keys(const ranges&, std::size_t slot, std::vector<std::uint64_t>& keys);

// The talkgroups that are talked on: a few that hundreds want, and many that a dozen want.
inline constexpr std::uint32_t popular_talkgroups = 500;
std::uint32_t popular(std::uint32_t rank);
std::optional<std::uint32_t> rank_of(std::uint32_t talkgroup);
// One of the first `most`.
std::uint32_t somebodys_favourite(dice&, std::uint32_t most);

}

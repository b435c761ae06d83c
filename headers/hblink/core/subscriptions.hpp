// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hblink::core {

struct connection;

// Who gets a talkgroup: an index from (slot, talkgroup) to its subscribers, so that the start of a stream
// costs in proportion to those who hear it, not to those who are connected (spec routing.md, "Cost").
//
// A set of talkgroups is cut into aligned blocks of 1, 2, 4, ... 2^24 talkgroups, each block being one key
// of the index: a single talkgroup is one key, "everything" is one key, a range of n talkgroups (two or
// more) at most 2·log2(n). A talkgroup lies in one block of each size, so a look-up asks for at most 25 keys,
// and only for the sizes in use.
class subscriptions
{
public:
    // A connection has one set for each slot: what was added is removed before another one is added. Both
    // cost in proportion to the blocks of the set, however many the subscribers are.
    void add(connection&, dmr::slot, const dmr::talkgroup_set&);
    void remove(connection&, dmr::slot, const dmr::talkgroup_set&); // exactly what was added

    // Calls f(connection&) for each subscriber of (slot, talkgroup), once each.
    template <class F>
    void for_each(dmr::slot s, dmr::talkgroup t, F&& f) const
    {
        for (std::uint32_t left = sizes_in_use_[dmr::index_of(s)]; left != 0; left &= left - 1) {
            const auto size = static_cast<unsigned>(std::countr_zero(left));
            const auto found = members_.find(key(s, size, t.value() >> size));
            if (found == members_.end())
                continue;
            for (const member& m : found->second)
                f(*m.who);
        }
    }

    // Who takes part in unit calls; says so in the connection as well. O(1).
    void set_unit_calls(connection&, bool takes_part);
    // Calls f(connection&) for each who takes part in unit calls, in no order.
    template <class F>
    void for_each_unit_participant(F&& f) const
    {
        for (connection* who : unit_participants_)
            f(*who);
    }
    std::size_t unit_participants() const noexcept { return unit_participants_.size(); }

    std::size_t keys() const noexcept { return members_.size(); } // of the index: a metric

private:
    static constexpr unsigned sizes = 25; // blocks of 2^0 ... 2^24 talkgroups

    static std::uint64_t key(dmr::slot s, unsigned size, std::uint32_t block) noexcept
    {
        return std::uint64_t{dmr::index_of(s)} << 32 | std::uint64_t{size} << 25 | block;
    }
    struct member
    {
        connection* who{};
        std::uint32_t block{}; // which of the blocks of its set this one is: where its place is noted
    };
    template <class F>
    static void for_each_block(const dmr::talkgroup_set&, F&&);

    boost::unordered_flat_map<std::uint64_t, std::vector<member>> members_;
    std::array<std::array<std::uint32_t, sizes>, 2> keys_of_size_{}; // by slot
    std::array<std::uint32_t, 2> sizes_in_use_{};                    // one bit for each size
    std::vector<connection*> unit_participants_;
};

}

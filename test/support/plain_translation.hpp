// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/translation.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>

// Spec routing.md, "RPTO: options", translation a second time, as plainly as can be: each range is written
// out, talkgroup by talkgroup.
namespace hblink::test {

using key = std::pair<int, std::uint32_t>; // slot and talkgroup

inline key key_of(const core::channel& c) { return {dmr::number_of(c.slot), c.talkgroup}; }

class plain_translation
{
public:
    explicit plain_translation(std::span<const core::remap> remaps)
    {
        for (const bool exact : {true, false})
            for (std::size_t i = 0; i < remaps.size(); ++i)
                if ((remaps[i].network.first == remaps[i].network.last) == exact)
                    write_out(remaps[i], i);
    }

    std::map<key, key> inbound;  // local to network, also of those that stay as they are
    std::map<key, key> outbound; // network to local
    std::set<std::size_t> lost;  // places of remaps

private:
    void write_out(const core::remap& r, std::size_t place)
    {
        for (std::uint32_t t = r.network.first.value(); t <= r.network.last.value(); ++t) {
            const key network{dmr::number_of(r.network_slot), t};
            const key local{dmr::number_of(r.local_slot), r.local ? r.local->value() : t};
            if (inbound.contains(local) || outbound.contains(network)) {
                lost.insert(place);
                continue;
            }
            inbound[local] = network;
            outbound[network] = local;
        }
    }
};

}

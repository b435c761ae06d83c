// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec links.md, "Loop protection".
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

// "One whose stream id, source and destination are those of a stream that is active from another origin, or
// ended less than 5 s ago at another origin, is not accepted": asked of other servers only.
bool model::is_looped(const member& m, const voice_frame& f) const
{
    if (!roster_.is_a_server(place_of(m)))
        return false;
    channel network{f.slot, f.destination};
    if (!f.unit)
        network = in_network_words(place_of(m), network);
    const auto found = heard_.find({f.stream, f.source, network.talkgroup});
    if (found == heard_.end() || found->second.origin == place_of(m))
        return false;
    const heard& h = found->second;
    return !h.ended || now_ - *h.ended < 5s;
}

void model::stream_begins(std::uint32_t origin, std::uint32_t stream, std::uint32_t source,
                          std::uint32_t destination)
{
    heard_[{stream, source, destination}] = {origin, std::nullopt};
}

void model::stream_ends(std::uint32_t origin, std::uint32_t stream, std::uint32_t source,
                        std::uint32_t destination)
{
    const auto found = heard_.find({stream, source, destination});
    if (found != heard_.end() && found->second.origin == origin)
        found->second.ended = now_;
}

}

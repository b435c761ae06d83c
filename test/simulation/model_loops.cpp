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

// "No stream from these may bring more than 25 packets/s on average (token bucket, 50)": a bucket of two
// seconds that runs out by itself, and into which each frame puts 40 ms.
bool model::is_too_fast(const member& m, filling& f) const
{
    if (!roster_.is_a_server(place_of(m)))
        return false;
    const core::duration run_out = now_ - f.when;
    const core::duration left = f.ahead > run_out ? f.ahead - run_out : core::duration{0};
    if (left + 40ms > 2s)
        return true;
    f = {left + 40ms, now_};
    return false;
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

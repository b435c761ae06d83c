// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/heard_streams.hpp"

#include "hblink/core/connection.hpp"

namespace hblink::core {

std::size_t hash_value(const stream_name& n) noexcept
{
    // Two rounds of a multiplication that mixes well; whoever chooses the names has logged in.
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;
    std::uint64_t h = (std::uint64_t{n.id.value()} << 32 | n.source.value()) * odd;
    h = ((h ^ h >> 32) + n.destination) * odd;
    return h ^ h >> 29;
}

bool heard_streams::is_elsewhere(const stream_name& name, const connection& here,
                                 time_point now) const noexcept
{
    const auto found = heard_.find(name);
    if (found == heard_.end() || found->second.origin == here.identity())
        return false;
    const entry& e = found->second;
    return e.ended_at == time_point::max() || now - e.ended_at < memory;
}

void heard_streams::begins(const stream_name& name, const connection& origin, time_point)
{
    if (const auto found = heard_.find(name); found != heard_.end()) {
        found->second = {origin.identity()};
        return;
    }
    if (heard_.size() < most)
        heard_.emplace(name, entry{origin.identity()});
    else
        ++not_remembered_;
}

void heard_streams::ends(const stream_name& name, const connection& origin, time_point now)
{
    const auto found = heard_.find(name);
    if (found == heard_.end() || found->second.origin != origin.identity())
        return;
    found->second.ended_at = now;
    ended_.push_back({name, now});
}

void heard_streams::expire(time_point now)
{
    while (!ended_.empty() && now - ended_.front().at >= memory) {
        const ended& old = ended_.front();
        // It may have begun anew since, or ended once more.
        if (const auto found = heard_.find(old.name);
            found != heard_.end() && found->second.ended_at <= old.at)
            heard_.erase(found);
        ended_.pop_front();
    }
}

}

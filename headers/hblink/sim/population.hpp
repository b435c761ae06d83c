// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>

namespace hblink::sim {

// How the repeaters are dealt out to the talkgroups: round robin, like cards. Repeaters and talkgroups are
// numbered from 0, and so are the members of a talkgroup.
class population
{
public:
    constexpr population(std::size_t repeaters, std::size_t talkgroups) noexcept
        : repeaters_{repeaters}, talkgroups_{talkgroups}
    {}

    constexpr std::size_t repeaters() const noexcept { return repeaters_; }
    constexpr std::size_t talkgroups() const noexcept { return talkgroups_; }

    constexpr std::size_t talkgroup_of(std::size_t repeater) const noexcept { return repeater % talkgroups_; }
    constexpr std::size_t place_of(std::size_t repeater) const noexcept { return repeater / talkgroups_; }

    constexpr std::size_t members(std::size_t talkgroup) const noexcept
    {
        return repeaters_ / talkgroups_ + (talkgroup < repeaters_ % talkgroups_ ? 1 : 0);
    }
    constexpr std::size_t member(std::size_t talkgroup, std::size_t place) const noexcept
    {
        return place * talkgroups_ + talkgroup;
    }

    // Every other member of a talkgroup, where some have their own words for it (--local).
    constexpr bool has_own_words(std::size_t repeater) const noexcept { return place_of(repeater) % 2 == 1; }

    // How many talkgroups have somebody to talk to.
    constexpr std::size_t conversations() const noexcept
    {
        return repeaters_ <= talkgroups_ ? 0 : std::min(talkgroups_, repeaters_ - talkgroups_);
    }

private:
    std::size_t repeaters_;
    std::size_t talkgroups_;
};

}

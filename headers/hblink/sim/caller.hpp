// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/client.hpp"
#include "hblink/sim/population.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace hblink::sim {

// Who talks next: at most so many calls at once, one a talkgroup, and in each talkgroup the members take
// turns. A talkgroup rests after each call.
class caller
{
public:
    struct turn
    {
        std::size_t talkgroup{};
        std::size_t repeater{};
        friend bool operator==(const turn&, const turn&) = default;
    };

    caller(const population& p, std::size_t calls)
        : population_{p}, calls_{calls}, conversations_(p.talkgroups())
    {}

    // A call that may begin now, if there is one; it is under way from here on. Only talkgroups with two
    // members who are `ready` are considered.
    std::optional<turn> next(time_point now, const std::function<bool(std::size_t repeater)>& ready);

    // The call on this talkgroup is over; the next one may begin at `rested`.
    void ended(std::size_t talkgroup, time_point rested);

    std::size_t under_way() const noexcept { return under_way_; }

private:
    struct conversation
    {
        bool busy{false};
        time_point rested{time_point::min()};
        std::size_t next_place{0};
    };

    std::optional<std::size_t> next_talker(std::size_t talkgroup,
                                           const std::function<bool(std::size_t)>& ready) const;

    population population_;
    std::size_t calls_;
    std::vector<conversation> conversations_;
    std::size_t next_talkgroup_{0};
    std::size_t under_way_{0};
};

}

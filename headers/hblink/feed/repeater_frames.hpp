// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
#include "hblink/feed/frame.hpp"

#include <cstddef>
#include <string>

// What the dashboard is told of a repeater: each function writes one frame (spec events.md, 4.1 to 4.4).
namespace hblink::feed {

// What time of day a moment of the core was: the offset between the two clocks, as it is now.
class time_of_day
{
public:
    time_of_day(core::time_point now, wall_time wall_now) : now_{now}, wall_now_{wall_now} {}

    wall_time at(core::time_point t) const noexcept
    {
        return wall_now_ - std::chrono::duration_cast<wall_time::duration>(now_ - t);
    }
    wall_time now() const noexcept { return wall_now_; }

private:
    core::time_point now_;
    wall_time wall_now_;
};

// So many talkgroups of a slot, and translations, are told at most: what `limits` lets a repeater ask for,
// but never so many that one frame would fill the queue.
struct list_bounds
{
    static constexpr std::size_t at_most = 50'000;

    explicit list_bounds(const config::limit_settings&);

    std::size_t talkgroups;
    std::size_t translations;
};

// The timestamp is that of the login, because dashboards count the uptime from it (spec events.md, 3.2).
void write_connected(std::string& out, const core::session&, const time_of_day&, const list_bounds&);
void write_details(std::string& out, const core::session&, const time_of_day&);
void write_options_updated(std::string& out, const core::session&, const time_of_day&, const list_bounds&);
void write_disconnected(std::string& out, const core::session&, core::disconnect_reason, const time_of_day&);

}

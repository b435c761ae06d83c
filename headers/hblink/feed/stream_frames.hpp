// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/connection.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/feed/frame.hpp"

#include <cstdint>
#include <string>

// What the dashboard is told of a call: each function writes one frame (spec events.md, 4.5 to 4.8).
namespace hblink::feed {

// Whose call it is, as the dashboard knows him: a repeater by its id, a link and a trunk by its name.
struct shown_owner
{
    core::connection_kind kind{core::connection_kind::repeater};
    dmr::repeater_id repeater;
    std::string name;
};
shown_owner owner_of(const core::connection&);

// A call as the dashboard has it, so that its end names it as its start did.
struct shown_call
{
    shown_owner owner;
    dmr::repeater_id origin; // of what a link or a trunk brings: bytes 11-14
    dmr::slot slot{};
    core::addressing call; // as the repeater sent it, or as it was sent to the repeater
    dmr::stream_id stream;
    bool assumed{false}; // we send it
    bool data{false};
    core::time_point started{};
    std::uint64_t packets{}; // as far as is known
};

struct call_end
{
    core::end_reason reason{};
    core::duration length{}; // from the first packet to the end
    core::duration hang_time{};
};

void write_start(std::string& out, const shown_call&, wall_time);
void write_update(std::string& out, const shown_call&, core::duration so_far, wall_time);
void write_end(std::string& out, const shown_call&, const call_end&, wall_time);
void write_hang_time_expired(std::string& out, const shown_owner&, dmr::slot, wall_time);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/link.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/feed/frame.hpp"
#include "hblink/feed/repeater_frames.hpp"

#include <string>
#include <string_view>

// What the dashboard is told of links ("outbound") and trunks ("openbridge"): each function writes one frame
// (spec events.md, 4.9 to 4.12).
namespace hblink::feed {

void write_connecting(std::string& out, const core::link&, const time_of_day&, const list_bounds&);
// The timestamp is that of the moment when it came up, because dashboards count the uptime from it.
void write_connected(std::string& out, const core::link&, const time_of_day&, const list_bounds&);
// It is not up any more, or an attempt has failed: outbound_disconnected, or outbound_error for what HBlink4
// calls one. `detail`: what the system says, or "".
void write_failed(std::string& out, const core::link&, core::link_failure, std::string_view detail,
                  const time_of_day&);
// What it is now: connected, connecting, or failed until the next attempt.
void write_state(std::string& out, const core::link&, const time_of_day&, const list_bounds&);

// Its socket is bound; the timestamp is that of that moment.
void write_connected(std::string& out, const core::trunk&, const time_of_day&);
void write_disconnected(std::string& out, const core::trunk&, const time_of_day&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/calls.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunk_table.hpp"
#include "hblink/wire/homebrew.hpp"

#include <string_view>

namespace hblink::core {

// The OpenBridge trunks and what they bring (spec links.md). A trunk's task binds the socket and finds the
// peer's address; all else is here.
class trunks
{
public:
    trunks(const config::settings&, trunk_table&, calls&, event_sink&, counters&);

    void open(trunk_id, port_id, time_point now); // the socket is bound
    void resolved(trunk_id, const wire::endpoint& peer, time_point now);
    void fail(trunk_id, trunk_failure, std::string_view detail, time_point now);

    void on_datagram(trunk_id, const path& from, wire::bytes, time_point now);

    // Closes those that the settings do not have any more, and adds those that are new.
    void settings_changed(time_point now);

private:
    void refuse(trunk&, const path&, wire::bytes, frame_refusal, std::uint32_t talkgroup, time_point now);
    void close(trunk&, time_point now);

    const config::settings& settings_;
    trunk_table& table_;
    calls& calls_;
    event_sink& events_;
    counters& counters_;
};

}

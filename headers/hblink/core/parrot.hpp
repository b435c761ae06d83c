// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/delivery.hpp"
#include "hblink/core/echo.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/random.hpp"
#include "hblink/core/slots.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace hblink::core {

// The echo service (section `parrot` of the configuration): who calls it, and the playing of what it has
// recorded on slots that are free for it.
class parrot
{
public:
    parrot(const config::settings&, slots&, delivery&, egress&, event_sink&, random_source&, counters&);

    // Is this talkgroup, or in a unit call this radio, one of the service's? In the network's words.
    bool is_called(dmr::call_type, std::uint32_t called) const;

    // A transmission to it: begins (false: no room, it will not be recorded), goes on, ends.
    bool record(connection& from, dmr::slot slot, const addressing& local)
    {
        return echo_.begin(from, slot, local);
    }
    void hear(const stream& s, const wire::dmrd& burst) { echo_.add(*s.slot->owner, s.slot->which, burst); }
    void finish(const stream&, time_point now);

    // Plays what is due, and answers when the next burst is; nothing: not for the next second.
    std::optional<time_point> play(time_point now);

    // The repeater goes; its slots are idle already.
    void forget(const connection& who)
    {
        echo_.forget(who);
        forget_what_is_over();
    }
    void settings_changed() noexcept { echo_.change_longest(settings_.parrot.longest); }

    std::size_t tapes() const noexcept { return echo_.tapes(); }

private:
    dmr::stream_id fresh_stream_id();
    bool begin(slot_state&, const playback&, const wire::dmrd& first, time_point now);
    bool play(slot_state&, const wire::dmrd_bytes&, bool last, time_point now);
    void forget_what_is_over();

    const config::settings& settings_;
    slots& slots_;
    delivery& delivery_;
    egress& egress_;
    event_sink& events_;
    random_source& random_;
    counters& counters_;
    echo echo_;
    std::vector<stream*> playing_;
};

}

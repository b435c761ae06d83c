// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/slot_rules.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <vector>

namespace hblink::core {

// Group voice: judges each burst of a connected repeater, and sends it to everyone who shall hear it
// (spec routing.md).
class calls
{
public:
    calls(slot_timing, const subscriptions&, egress&, event_sink&, counters&);

    // A burst of a connected repeater, from its own endpoint.
    void on_burst(session&, const wire::dmrd&, time_point now);

    // Ends streams that have fallen silent, and hang times that are over. Every second.
    void check(time_point now);

    // Ends what the repeater sends and forgets what it is sent: it goes, or logs in anew.
    void forget(session&, time_point now);

    std::size_t slots_in_use() const noexcept { return in_use_.size(); } // active or in hang time
    std::size_t running() const noexcept { return running_; }            // streams from repeaters

private:
    // A frame of a running or just ended stream.
    void carry_on(stream&, const wire::dmrd&, time_point now);
    // The first frame of a stream, or of one that was refused before.
    void judge(session&, slot_state&, const wire::dmrd&, time_point now);
    void start(session&, slot_state&, const wire::dmrd&, const addressing&, time_point now);
    unsigned choose_targets(stream&, const session& origin, time_point now);
    void refuse(session&, const slot_state&, const wire::dmrd&, const addressing&, drop_reason,
                time_point now);
    void drop(drop_reason) noexcept;

    bool claim(slot_state&, const stream&, time_point now);
    void enter_late(stream&, time_point now);
    void fan_out(stream&, const wire::dmrd&, time_point now);
    void send_rewritten(const target&, wire::bytes datagram);

    void occupy(slot_state&, const stream&, stream_direction, time_point now);
    void end(slot_state&, end_reason, time_point now);
    void end_stream(stream&, end_reason, time_point now);
    void free_slot(slot_state&);
    void release(slot_state&);

    slot_timing timing_;
    const subscriptions& subscriptions_;
    egress& egress_;
    event_sink& events_;
    counters& counters_;

    stream_pool pool_;
    stream_serial last_serial_{};
    std::size_t running_{};
    std::vector<slot_state*> in_use_;
    std::vector<const path*> to_; // room for the targets of the burst in hand
};

}

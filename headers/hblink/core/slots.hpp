// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/delivery.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/slot_rules.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace hblink::core {

// What ends a stream tells its targets. A terminator where the server itself ends it; nothing where the
// talker's own came, or where the silence has ended it in every receiver already (spec real-clients.md).
enum class farewell : std::uint8_t
{
    none,
    terminator
};

// The life of streams on slots: idle, active, hang time, idle (spec routing.md).
class slots
{
public:
    // `on_end` is called with each stream that has ended, before its slots are used for anything else.
    using end_listener = std::function<void(stream&, time_point)>;
    slots(slot_timing, delivery&, event_sink&, end_listener on_end);

    const slot_timing& timing() const noexcept { return timing_; }
    void change_timing(const slot_timing& t) noexcept { timing_ = t; } // what runs goes by it, too

    // A stream that comes in on that slot, which its caller found free for it: what the slot carried ends.
    stream& receive(slot_state&, const wire::dmrd& first, const addressing& local, time_point now);
    // A stream of the server's own, without targets.
    stream& play(dmr::stream_id, dmr::repeater_id origin, const addressing&);
    void give_back(stream& played) { pool_.give_back(played); }

    // Takes a target's slot for the stream, if it is free for it.
    bool claim(const target&, stream&, time_point now);

    // A link's peer begins to send on a slot that a stream is sent to: it gets the slot, and the sender does
    // not get it back (quirks.md 46).
    void give_way(slot_state&, time_point now);

    // Ends what a slot carries, if anything: a stream that comes in everywhere, one that is sent there only
    // there.
    void end(slot_state&, end_reason, farewell, time_point now);
    // Ends a stream where it comes in and at each target that still has it.
    void end(stream&, end_reason, farewell, time_point now);
    // Ends a stream at one target that has it.
    void leave(const stream&, const target&, end_reason, farewell, time_point now);
    // Makes a slot idle that carries nothing any more.
    void free_slot(slot_state&);

    // Ends streams that have fallen silent, and hang times that are over. Every second.
    void check(time_point now);
    // Ends what the connection sends and forgets what it is sent.
    void forget(connection&, time_point now);
    // No running stream refers to it any more: its memory is given up.
    void detach(const connection&);

    std::size_t in_use() const noexcept { return in_use_.size(); }
    std::size_t running() const noexcept { return running_; } // streams that come in

private:
    void occupy(slot_state&, stream&, stream_direction, const addressing&, time_point now);
    void release(slot_state&);
    void forget(slot_state&, time_point now);
    slot_timing timing_of(const slot_state&) const noexcept;

    slot_timing timing_;
    delivery& delivery_;
    event_sink& events_;
    end_listener on_end_;

    stream_pool pool_;
    stream_serial last_serial_{};
    std::size_t running_{};
    std::vector<slot_state*> in_use_;
    slot_state nowhere_; // the slot of targets that are gone for good: carries nothing, and is nobody's
};

}

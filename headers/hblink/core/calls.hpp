// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/audience.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/data_calls.hpp"
#include "hblink/core/delivery.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/heard_streams.hpp"
#include "hblink/core/parrot.hpp"
#include "hblink/core/random.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/slots.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/talker.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/user_cache.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace hblink::core {

// Voice and data: judges each burst of a repeater, a link or a trunk, and sends it to everyone who shall hear
// it (spec routing.md).
class calls
{
public:
    calls(const config::settings&, const connections&, const subscriptions&, egress&, event_sink&,
          random_source&, counters&);

    // A burst of a connected repeater or of a link that is up, from its own endpoint.
    void on_burst(connection&, const wire::dmrd&, time_point now);
    // A burst of a group call from a trunk, with the slot that its talkgroup has here.
    void on_trunk_burst(trunk&, const wire::dmrd&, time_point now);
    // What a connected repeater says of a talker beside the voice: DMRA, DMRG.
    void on_talker(connection&, const talker_block&, time_point now);

    // Ends streams that have fallen silent, and hang times that are over. Every second.
    void check(time_point now);
    // Forgets users who were not heard for long. Every minute.
    void clean_user_cache(time_point now) { users_.expire(now); }
    // Plays what is due of recordings, and answers when the next burst is.
    std::optional<time_point> play_echo(time_point now) { return parrot_.play(now); }

    // The settings have changed: what runs goes by the new ones from now on, but keeps its targets.
    void settings_changed();

    // Ends what the connection sends and forgets what it is sent: it goes, or logs in anew.
    void forget(connection&, time_point now);
    // After that: nothing refers to it any more, so that its memory can be given up.
    void detach(const connection&);

    std::size_t slots_in_use() const noexcept { return slots_.in_use(); } // active or in hang time
    std::size_t running() const noexcept { return slots_.running(); }     // streams that come in
    const heard_streams& heard() const noexcept { return heard_; }
    std::size_t data_calls_running() const noexcept { return data_.running(); }
    std::size_t echo_tapes() const noexcept { return parrot_.tapes(); }
    const user_cache& users() const noexcept { return users_; }

private:
    // What a new call asks for.
    struct request
    {
        addressing local;
        channel network; // a unit call has the called radio for a talkgroup
        bool echo{false};
    };

    void on_slot(connection&, slot_state&, const wire::dmrd&, time_point now);
    // A frame of a running or just ended stream.
    void carry_on(stream&, const wire::dmrd&, time_point now);
    [[gnu::cold]] void tell_of_progress(stream&, time_point now);
    // The first frame of a stream, or of one that was refused before.
    void judge(connection&, slot_state&, const wire::dmrd&, time_point now);
    std::optional<drop_reason> why_not(const connection&, const slot_state&, const wire::dmrd&, request&,
                                       time_point now) const;
    static bool translate(const connection&, request&);
    static bool permits(const connection&, const request&);
    void start(connection&, slot_state&, const wire::dmrd&, const request&, time_point now);
    void refuse(connection&, const slot_state&, const wire::dmrd&, const request&, drop_reason,
                time_point now);
    void drop(drop_reason) noexcept;
    static void count(connection&, drop_reason) noexcept;
    void cut_short(stream&, const wire::dmrd&, time_point now);
    void refuse_frame(const stream&, const wire::dmrd&, drop_reason, time_point now);
    bool is_looped(const connection&, const request&, dmr::stream_id, time_point now) const;
    slot_answer may_start(const connection&, const slot_state&, const addressing&, time_point now) const;

    void on_data(connection&, slot_state&, const wire::dmrd&, time_point now);
    void choose_targets(data_call&, dmr::stream_id, time_point now);

    void enter_late(stream&, time_point now);
    void prune(const connection& heard_at, dmr::radio_id, time_point now);
    void ended(stream&, time_point now);

    const config::settings& settings_;
    event_sink& events_;
    counters& counters_;

    user_cache users_;
    delivery delivery_;
    slots slots_;
    audience audience_;
    talker_reader talkers_;
    data_calls data_;
    parrot parrot_;
    heard_streams heard_;
    std::vector<stream*> broadcasts_; // unit calls that go to all who take part
};

}

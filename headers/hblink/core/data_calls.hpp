// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/pace.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/data_header.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace hblink::core {

// Text messages, positions, control blocks: what one radio sends to one destination on one slot of one
// connection, over as many streams as it likes, until it has been silent for the stream timeout (spec
// routing.md, "Data calls"). It never touches the slot's voice (quirks.md 38).
struct data_call
{
    connection* from{};
    slot_state* slot{};
    addressing call;         // in the repeater's words
    dmr::stream_id id;       // of the last stream
    dmr::repeater_id origin; // bytes 11-14 of its first burst
    time_point started{};
    time_point last_frame{};
    std::uint64_t streams{};
    std::uint64_t packets{};
    std::optional<dmr::data_header> header; // the first one that could be read
    std::uint64_t unreadable{};             // headers and control blocks whose check sum is wrong
    core::pace pace;                        // of what comes from another network
    std::vector<target> targets;            // of the last stream; none without global.forward_data_calls
    data_call* next{};                      // another one of the same slot
};

// All data calls under way: a few for each slot.
class data_calls
{
public:
    // More radios than this at once on one slot, and the one that was silent longest ends early.
    static constexpr std::size_t most_of_a_slot = 4;
    static constexpr std::size_t most_of_a_trunk = 32; // for each of its two slots

    data_calls(duration timeout, event_sink& e) : timeout_{timeout}, events_{e} {}

    void change_timeout(duration t) noexcept { timeout_ = t; }

    // Does this burst belong to a data call? A stream is one or the other by its first burst; a voice burst
    // in a data call makes it a voice call.
    static bool is_data(const slot_state&, const wire::dmrd&) noexcept;

    // The data call that a burst belongs to. `new_stream`: the burst begins one, its targets are to be
    // chosen.
    struct place
    {
        data_call& call;
        bool new_stream{false};
    };
    place take(connection&, slot_state&, const wire::dmrd&, time_point now);
    // Counts and reads the burst; tells of a call that begins. After its targets were chosen.
    void count(data_call&, const wire::dmrd&, time_point now);

    // The stream has become a voice call.
    void turn_into_voice(slot_state&, dmr::stream_id, time_point now);

    void check(time_point now);               // ends those that are silent
    void forget(connection&, time_point now); // ends those of a connection that goes
    void detach(const connection&);           // sends no more to it, and does not refer to it any more

    std::size_t running() const noexcept { return running_; }

private:
    data_call& begin(connection&, slot_state&, const wire::dmrd&, time_point now);
    void end(data_call&, time_point now);

    duration timeout_;
    event_sink& events_;
    std::size_t running_{};
    std::vector<slot_state*> slots_; // those with data calls
    std::vector<std::unique_ptr<data_call>> all_;
    std::vector<data_call*> free_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "known.hpp"
#include "messages.hpp"
#include "occurrence.hpp"
#include "roster.hpp"

namespace hblink::simulation {

// The rules of the server's documentation written a second time, as plainly as can be and sharing nothing
// with the core: who is logged in, who gets what, who hears whom. It is told each datagram's meaning before
// the router gets the bytes, and says what shall come of it. All of it is foretold but the salts.
class model
{
public:
    // The roster must outlive the model.
    explicit model(const roster&);

    // Begins a step: a datagram, or a look at the clock.
    void begin(time_point now, bool datagram);
    const expectation& expected() const { return expected_; }
    time_point now() const { return now_; }

    void login_request(const sender&, std::uint32_t id);
    void challenge_answer(const sender&, std::uint32_t id, const proof&);
    void description(const sender&, std::uint32_t id);
    void options(const sender&, std::uint32_t id, const wish&);
    void keep_alive(const sender&, std::uint32_t id);
    void goodbye(const sender&, std::uint32_t id);
    void alias(const sender&);
    void position(const sender&);
    void burst(const sender&, std::uint32_t id, const voice_frame&);
    void no_message(nonsense);

    void check_streams();
    void check_logins();
    void check_repeaters();
    void clean_users();
    void play_echo();
    // The number of a playback that begins in this step: the server's dice decide it.
    void name_playback(std::uint32_t place, std::uint8_t slot, std::uint32_t stream);

    const std::vector<member>& members() const { return members_; }
    const core::counters& counters() const { return counters_; }
    std::size_t running() const { return running_.size(); }
    // A channel of the network, or of the network as that repeater calls it.
    channel in_network_words(std::uint32_t place, const channel&) const;
    channel in_own_words(std::uint32_t place, const channel&) const;
    std::uint64_t accepted() const { return accepted_; } // bursts of streams
    // What only a crowd does: frames after the end, and a new call with the id of the one before.
    std::uint64_t late_frames() const { return late_frames_; }
    std::uint64_t ids_used_again() const { return ids_used_again_; }
    std::uint64_t pruned() const { return pruned_; } // broadcasts
    std::uint64_t playbacks() const { return playbacks_; }
    std::uint64_t found() const { return found_; } // radios that were called where they are
    std::size_t data_calls() const;
    std::size_t tapes() const;
    const std::unordered_map<std::uint32_t, whereabouts>& users() const { return users_; }
    // The most at once, of what the server needs memory for.
    std::size_t most_sessions() const { return most_sessions_; }
    std::size_t most_records() const { return most_records_; } // of streams, in hang time too
    // Only of popular talkgroups.
    const std::vector<std::uint32_t>& subscribers(std::size_t slot, std::uint32_t rank) const
    {
        return subscribers_[slot][rank];
    }

    enum class verdict : std::uint8_t
    {
        right,
        nobody,      // no connected repeater has that endpoint
        twice,       // in one fan-out
        not_for_him, // no slot of his carries that stream
        to_origin
    };
    // A burst of that stream has gone to that endpoint; `step` is the number of the fan-out.
    verdict delivered(const transmission& t, std::uint32_t place, std::uint16_t port, std::uint64_t step);
    // What the datagram must say to that repeater, which carries it.
    words words_for(const transmission& t, std::uint32_t place, const voice_frame& f) const;
    words words_for_data(const listener&, const voice_frame&, std::uint32_t from) const;

private:
    // Sessions.
    member* find(std::uint32_t id);
    bool is_own(const sender&, std::uint32_t id) const;
    const member* connected_at(const sender&) const;
    bool may_refuse(const sender&, std::uint32_t id) const;
    void answer_with(answer, const sender&, std::uint32_t id);
    bool refuse(const sender&, std::uint32_t id);
    void refuse_login(const sender&, std::uint32_t id, core::refusal_reason);
    void stranger(const sender&, std::uint32_t id);
    member* speak(const sender&, std::uint32_t id);
    void refresh(member&);
    void enter(const sender&, std::uint32_t id, const proof&);
    void leave(member&);
    void apply(member&);
    void subscribe(std::uint32_t place, const std::array<ranges, 2>&);
    void unsubscribe(std::uint32_t place);
    std::uint32_t place_of(const member& m) const { return static_cast<std::uint32_t>(&m - members_.data()); }
    std::uint32_t id_of(const member& m) const { return roster::id_of(place_of(m)); }
    void report(kind, const member&, std::uint8_t reason = 0, std::uint64_t first = 0);
    static void forget(std::vector<std::uint32_t>& places, std::uint32_t place);

    // What a repeater asks for.
    void translate(member&);
    bool is_network_side(const member&, const channel&) const;

    // Calls: who may talk.
    void voice(member&, timeslot&, const voice_frame&);
    std::optional<core::drop_reason> why_not(const member&, const timeslot&, const voice_frame&) const;
    std::optional<core::drop_reason> why_not_here(const member&, const voice_frame&) const;
    void drop(core::drop_reason);
    void refuse_call(member&, const voice_frame&, core::drop_reason);
    refusal& remembered(member&, const voice_frame&, bool& known);
    void start(member&, timeslot&, const voice_frame&);
    std::shared_ptr<transmission> transmission_of(const member&, const voice_frame&) const;
    time_point first_frame(const member&, const voice_frame&) const;
    bool is_too_long(const member&, const voice_frame&) const;
    bool is_parrot(const voice_frame&) const;

    // Loops.
    bool is_looped(const member&, const voice_frame&) const;
    bool is_too_fast(const member&, filling&) const;
    void stream_begins(std::uint32_t origin, std::uint32_t stream, std::uint32_t source,
                       std::uint32_t destination);
    void stream_ends(std::uint32_t origin, std::uint32_t stream, std::uint32_t source,
                     std::uint32_t destination);

    // Who hears.
    void choose_targets(const std::shared_ptr<transmission>&, std::uint64_t& busy);
    void choose_called(const std::shared_ptr<transmission>&, std::uint64_t& busy);
    bool offer(const std::shared_ptr<transmission>&, const listener&, std::uint64_t& busy);
    std::vector<std::uint32_t> who_wants(std::size_t slot, std::uint32_t talkgroup) const;
    std::vector<std::uint32_t> who_takes_part(std::uint32_t but) const;
    std::optional<std::uint32_t> where_is(std::uint32_t radio, std::uint32_t from) const;
    listener listener_at(std::uint32_t place, const channel& network) const;
    void radio_heard(std::uint32_t radio, const member&);
    void prune_broadcasts(std::uint32_t radio, const member& heard_at);

    // Frames.
    void carry_on(member&, timeslot&, const voice_frame&);
    static void read_along(transmission&, const voice_frame&);
    static void gather(transmission&, const voice_frame&);
    void enter_late(const std::shared_ptr<transmission>&);
    void cut(member&, timeslot&, const voice_frame&);
    void refuse_too_long(member&, transmission&, const voice_frame&);
    void refuse_frame(member&, const transmission&, voice_frame, core::drop_reason);

    // Slots.
    bool busy(const timeslot&, const transmission&, std::uint32_t destination) const;
    // Whether a call may follow what the slot carries or carried; in that repeater's words.
    static bool may_have(const timeslot&, const address& next);
    bool silent(const timeslot&) const;
    bool hang_time_over(const timeslot&) const;
    timeslot& slot_of(const listener& l) { return members_[l.place].slots[l.slot]; }
    void take(member&, std::uint8_t slot, const std::shared_ptr<transmission>&, std::uint32_t destination,
              bool receives);
    void vacate(timeslot&);
    static void dismiss(timeslot&);
    enum class farewell : std::uint8_t
    {
        none,
        terminator
    };
    void end(member&, timeslot&, core::end_reason, farewell);
    void begin_hang_time(member&, timeslot&, core::end_reason, farewell);
    void say_farewell(const member&, const timeslot&);
    void report(kind, const member&, const timeslot&, std::uint8_t reason, std::uint64_t first,
                std::uint64_t second);

    // Echo.
    void record(member&, std::size_t slot, const std::shared_ptr<transmission>&);
    void finish_recording(member&, const timeslot&);
    bool play_next(member&, std::uint8_t slot, tape&);
    bool begin_to_play(member&, std::uint8_t slot, tape&);

    // Data.
    void data(member&, const voice_frame&);
    data_call& data_call_of(member&, const voice_frame&, bool& begins, bool& new_stream);
    void choose_data_targets(const member&, const voice_frame&, data_call&);
    void turn_into_voice(member&, const voice_frame&);
    bool belongs_to_data(const member&, const voice_frame&) const;
    void end_data(member&, std::size_t slot, std::size_t which);
    void report_data(kind, const member&, std::size_t slot, const data_call&);

    const roster& roster_;
    time_point now_;
    std::vector<member> members_;
    std::array<std::vector<std::vector<std::uint32_t>>, 2> subscribers_; // by slot and rank
    std::vector<std::shared_ptr<transmission>> running_;
    std::unordered_map<std::uint32_t, whereabouts> users_; // by radio
    struct heard
    {
        std::uint32_t origin{};          // a place
        std::optional<time_point> ended; // nothing: it goes on
    };
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, heard>
        heard_;                              // stream, source, network
    std::vector<std::uint32_t> configuring_; // places
    std::vector<std::uint32_t> waiting_;     // places whose wishes wait
    core::counters counters_;
    std::uint64_t accepted_{};
    std::uint64_t late_frames_{};
    std::uint64_t ids_used_again_{};
    std::uint64_t pruned_{};
    std::uint64_t playbacks_{};
    std::uint64_t found_{};
    std::size_t sessions_{};
    std::size_t most_sessions_{};
    std::size_t records_{};
    std::size_t most_records_{};
    expectation expected_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "messages.hpp"
#include "occurrence.hpp"
#include "roster.hpp"

namespace hblink::simulation {

using core::time_point;

// A transmission that a repeater is sending, or sent.
struct transmission
{
    std::uint32_t origin{}; // a place in the roster
    std::uint32_t id{};
    std::uint32_t source{};
    std::uint32_t talkgroup{};
    std::uint8_t slot{};
    time_point first_frame;             // refused or not
    time_point last_frame;              // and so of every slot that it is sent to
    std::vector<std::uint32_t> targets; // chosen once, when it starts
    std::uint64_t holders{};            // targets whose slot it has
    std::uint64_t packets{};
    std::uint64_t dropped{};
};

struct timeslot
{
    std::shared_ptr<transmission> carries; // or carried, in hang time; none: idle
    time_point ended;
    bool receives{false}; // from this repeater; otherwise the server sends it there
    bool active{false};   // otherwise hang time
};

enum class login_state : std::uint8_t
{
    none,
    configuring,
    connected
};

struct refusal
{
    std::size_t slot{};
    std::uint32_t id{};
    time_point first;
    time_point last;
};

// What the server should know of a repeater.
struct member
{
    std::array<timeslot, 2> slots;
    std::uint64_t step_heard{}; // the last fan-out that reached it
    time_point last_heard;
    std::uint32_t missed{};
    std::uint16_t port{};
    login_state state{login_state::none};
    bool shown{false};
    bool challenged{false};
    bool wish_waits{false};

    wire::digest digest{};
    std::array<ranges, 2> talkgroups; // in force
    wish last_wish;
    time_point wishes_since;
    std::uint32_t wishes{};
    std::vector<refusal> refused;
};

// What shall come of one step: a datagram or a look at the clock.
struct expectation
{
    std::vector<reply> replies;
    std::vector<occurrence> events;
    const transmission* heard{}; // the burst goes to all that hold this
};

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

    const std::vector<member>& members() const { return members_; }
    const core::counters& counters() const { return counters_; }
    std::size_t running() const { return running_.size(); }
    std::uint64_t accepted() const { return accepted_; } // bursts of streams
    // What only a crowd does: frames after the end, and a new call with the id of the one before.
    std::uint64_t late_frames() const { return late_frames_; }
    std::uint64_t ids_used_again() const { return ids_used_again_; }
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
        not_for_him, // his slot does not carry that stream
        to_origin
    };
    // A burst has gone to that endpoint; `step` is the number of the fan-out.
    verdict delivered(const transmission& t, std::uint32_t host, std::uint16_t port, std::uint64_t step)
    {
        const std::uint32_t place = roster::place_of_host(host);
        if (place >= members_.size())
            return verdict::nobody;
        member& m = members_[place];
        if (m.state != login_state::connected || m.port != port)
            return verdict::nobody;
        const timeslot& slot = m.slots[t.slot];
        if (slot.carries.get() != &t)
            return verdict::not_for_him;
        if (slot.receives)
            return verdict::to_origin;
        if (m.step_heard == step)
            return verdict::twice;
        m.step_heard = step;
        return verdict::right;
    }

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

    // Calls.
    std::optional<core::drop_reason> why_not(const member&, const timeslot&, const voice_frame&) const;
    void judge(member&, timeslot&, const voice_frame&);
    void drop(core::drop_reason);
    void refuse_call(member&, const voice_frame&, core::drop_reason);
    time_point first_frame(member&, const voice_frame&) const;
    void start(member&, timeslot&, const voice_frame&);
    void choose_targets(const std::shared_ptr<transmission>&, std::uint64_t& busy);
    std::vector<std::uint32_t> who_wants(std::size_t slot, std::uint32_t talkgroup) const;
    void carry_on(timeslot&, const voice_frame&);
    void enter_late(const std::shared_ptr<transmission>&);
    bool busy(const timeslot&, const transmission&) const;
    bool silent(const timeslot&) const;
    bool hang_time_over(const timeslot&) const;
    void take(member&, const std::shared_ptr<transmission>&, bool receives);
    void vacate(timeslot&);
    void end(member&, timeslot&, core::end_reason);
    void begin_hang_time(member&, timeslot&, core::end_reason);
    void report(kind, const member&, const timeslot&, std::uint8_t reason, std::uint64_t first,
                std::uint64_t second);

    const roster& roster_;
    time_point now_;
    std::vector<member> members_;
    std::array<std::vector<std::vector<std::uint32_t>>, 2> subscribers_; // by slot and rank
    std::vector<std::shared_ptr<transmission>> running_;
    std::vector<std::uint32_t> configuring_; // places
    std::vector<std::uint32_t> waiting_;     // places whose wishes wait
    core::counters counters_;
    std::uint64_t accepted_{};
    std::uint64_t late_frames_{};
    std::uint64_t ids_used_again_{};
    std::size_t sessions_{};
    std::size_t most_sessions_{};
    std::size_t records_{};
    std::size_t most_records_{};
    expectation expected_;
};

}

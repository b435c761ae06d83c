// SPDX-License-Identifier: GPL-3.0-or-later
// Who hears a group call, decided twice: the rules of spec routing.md are written here a second time, as
// plainly as can be and sharing nothing with the core, and both are asked about each burst of random traffic.
// Nobody hears what he should not, and everybody who should hear it does.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

// Few of each, so that they meet often.
constexpr std::size_t repeaters = 7;
constexpr std::array<std::uint32_t, 3> talkgroups{8, 91, 92};
constexpr std::uint32_t sources = 6;

using listeners = std::set<std::size_t>; // repeaters by their place, which is their id less one
using drops = std::array<std::uint64_t, core::drop_reasons>;

enum class frame
{
    header,
    speech,
    sync,
    terminator
};

class second_opinion
{
public:
    explicit second_opinion(time_point now) : now_{now}, next_look_{now + 1s} {}

    void pass(core::duration d)
    {
        const time_point end = now_ + d;
        for (; next_look_ <= end; next_look_ += 1s) {
            now_ = next_look_;
            look();
        }
        now_ = end;
    }

    void log_in(std::size_t who)
    {
        leave(who);
        members_[who].connected = true;
        subscribe(who, {everything(), everything()});
    }

    void subscribe(std::size_t who, const std::array<std::set<std::uint32_t>, 2>& sets)
    {
        members_[who].sets = sets;
    }

    // What it sends ends, and a target that goes away is skipped: when it is back, it joins with the next
    // transmission.
    void leave(std::size_t who)
    {
        for (timeslot& slot : members_[who].slots)
            end(slot);
        for (member& m : members_)
            for (timeslot& slot : m.slots)
                if (slot.carries)
                    slot.carries->targets.erase(who);
        members_[who] = member{};
    }

    // Who hears this burst of a connected repeater.
    listeners hear(std::size_t from, const voice& v, frame f)
    {
        timeslot& slot = members_[from].slots[dmr::index_of(v.slot)];
        if (slot.carries && slot.carries->id == v.stream) {
            if (!slot.receives)
                return drop(core::drop_reason::echo);
            if (slot.carries->talkgroup == v.talkgroup)
                return carry_on(slot, f);
            if (slot.active) // quirks.md 27
                return drop(core::drop_reason::changed_call);
        }
        // It begins, or was refused before: "each later frame of that stream is judged afresh". Or it has
        // the id of the stream that has ended, but is another call: the next one, and no late frame.
        if (const auto reason = why_not(members_[from], slot, v)) {
            remember(members_[from], v);
            return drop(*reason);
        }
        begin(from, slot, v);
        return carry_on(slot, f);
    }

    static std::set<std::uint32_t> everything() { return {talkgroups.begin(), talkgroups.end()}; }

    bool connected(std::size_t who) const { return members_[who].connected; }
    const drops& dropped() const { return dropped_; }
    std::uint64_t late_entries() const { return late_entries_; }
    std::uint64_t fast_terminators() const { return fast_terminators_; }
    std::uint64_t late_frames() const { return late_frames_; }
    std::uint64_t ids_used_again() const { return ids_used_again_; }

    std::size_t slots_in_use() const
    {
        return count([](const timeslot& slot) { return slot.carries != nullptr; });
    }
    std::size_t streams() const
    {
        return count([](const timeslot& slot) { return slot.active && slot.receives; });
    }

private:
    // A stream from a repeater.
    struct transmission
    {
        std::size_t slot{};
        std::uint32_t id{};
        std::uint32_t source{};
        std::uint32_t talkgroup{};
        time_point first_frame;
        std::set<std::size_t> targets; // chosen once, when it starts
    };

    struct timeslot
    {
        std::shared_ptr<transmission> carries; // or carried, in hang time; none: idle
        bool receives{false};                  // RX: from this repeater; else TX: to it
        bool active{false};                    // else hang time
        time_point last_frame;
        time_point ended;
    };

    struct refusal
    {
        std::size_t slot{};
        std::uint32_t id{};
        time_point first;
        time_point last;
    };

    struct member
    {
        bool connected{false};
        std::array<std::set<std::uint32_t>, 2> sets;
        std::array<timeslot, 2> slots;
        std::vector<refusal> refused;
    };

    // --- "May a packet use the RX slot?" -----------------------------------------------------------

    std::optional<core::drop_reason> why_not(const member& m, const timeslot& slot, const voice& v) const
    {
        if (slot.carries && !hang_time_over(slot)) {
            if (slot.active && !silent(slot)) // rule 3
                return core::drop_reason::contention;
            if (!may_follow(*slot.carries, v.source, v.talkgroup)) // rules 4 and 5
                return core::drop_reason::hang_time;
        }
        if (!m.sets[dmr::index_of(v.slot)].contains(v.talkgroup)) // rule 6
            return core::drop_reason::not_permitted;
        return std::nullopt;
    }

    // Same source radio or same TGID.
    static bool may_follow(const transmission& held, std::uint32_t source, std::uint32_t talkgroup)
    {
        return held.source == source || held.talkgroup == talkgroup;
    }

    bool silent(const timeslot& slot) const { return now_ - slot.last_frame > 200ms; }

    bool hang_time_over(const timeslot& slot) const
    {
        return !slot.active && now_ - slot.ended >= 10s && now_ - slot.last_frame >= 2s;
    }

    listeners drop(core::drop_reason reason)
    {
        ++dropped_[static_cast<std::size_t>(reason)];
        return {};
    }

    // When a refused stream was first heard counts for the busy rule. Forgotten after 10 s, and of more
    // than eight the one that has been silent longest.
    void remember(member& m, const voice& v)
    {
        forget_refusals(m);
        if (refusal* const known = refused_before(m, v)) {
            known->last = now_;
            return;
        }
        if (m.refused.size() == 8)
            m.refused.erase(
                std::min_element(m.refused.begin(), m.refused.end(),
                                 [](const refusal& a, const refusal& b) { return a.last < b.last; }));
        m.refused.push_back({dmr::index_of(v.slot), v.stream, now_, now_});
    }

    void forget_refusals(member& m) const
    {
        std::erase_if(m.refused, [&](const refusal& r) { return now_ - r.last >= 10s; });
    }

    static refusal* refused_before(member& m, const voice& v)
    {
        for (refusal& r : m.refused)
            if (r.slot == dmr::index_of(v.slot) && r.id == v.stream)
                return &r;
        return nullptr;
    }

    // --- "Targets of a group stream, chosen once, when it starts" ------------------------------------

    void begin(std::size_t from, timeslot& slot, const voice& v)
    {
        if (slot.carries && slot.carries->id == v.stream)
            ++ids_used_again_;
        const auto call = std::make_shared<transmission>();
        call->slot = dmr::index_of(v.slot);
        call->id = v.stream;
        call->source = v.source;
        call->talkgroup = v.talkgroup;
        call->first_frame = first_frame(members_[from], v);
        take(slot, call, true);
        choose_targets(from, call);
    }

    // "S's own first frame, refused or not".
    time_point first_frame(member& origin, const voice& v) const
    {
        forget_refusals(origin);
        const refusal* const before = refused_before(origin, v);
        return before != nullptr ? before->first : now_;
    }

    void choose_targets(std::size_t origin, const std::shared_ptr<transmission>& call)
    {
        for (std::size_t to = 0; to < repeaters; ++to) {
            const member& m = members_[to];
            if (to == origin || !m.connected || !m.sets[call->slot].contains(call->talkgroup))
                continue;
            timeslot& slot = slot_of(to, *call);
            if (busy(slot, *call))
                continue;
            call->targets.insert(to);
            take(slot, call, false);
        }
    }

    bool busy(const timeslot& slot, const transmission& call) const
    {
        if (!slot.carries || hang_time_over(slot))
            return false;
        // A stream that has been silent counts as ended, but not for who has been talking over it.
        if (slot.active && !(silent(slot) && call.first_frame > slot.last_frame))
            return true;
        return !may_follow(*slot.carries, call.source, call.talkgroup);
    }

    void take(timeslot& slot, const std::shared_ptr<transmission>& call, bool receives)
    {
        if (slot.active)
            ++fast_terminators_;
        end(slot);
        slot = {call, receives, true, now_, {}};
    }

    timeslot& slot_of(std::size_t who, const transmission& call) { return members_[who].slots[call.slot]; }

    // --- Frames of a stream --------------------------------------------------------------------------

    listeners carry_on(timeslot& origin, frame f)
    {
        const auto call = origin.carries;
        const bool active = origin.active;
        origin.last_frame = now_;
        if (active && f == frame::sync)
            enter_late(call);
        listeners heard;
        for (const std::size_t to : call->targets) {
            if (slot_of(to, *call).carries != call)
                continue; // another stream has taken it
            slot_of(to, *call).last_frame = now_;
            heard.insert(to);
        }
        if (!active && !heard.empty())
            ++late_frames_; // quirks.md 26
        if (active && f == frame::terminator)
            end(origin);
        return heard;
    }

    // A lost target "is tried again, by the busy rule, at each later voice-sync burst".
    void enter_late(const std::shared_ptr<transmission>& call)
    {
        for (const std::size_t to : call->targets) {
            timeslot& slot = slot_of(to, *call);
            if (slot.carries == call || busy(slot, *call))
                continue;
            take(slot, call, false);
            ++late_entries_;
        }
    }

    // --- "Life of a stream on a slot" ----------------------------------------------------------------

    // Ends what a slot carries: a TX stream there alone, an RX stream wherever it is sent.
    void end(timeslot& slot)
    {
        if (!slot.active)
            return;
        if (!slot.receives)
            return begin_hang_time(slot);
        const auto call = slot.carries;
        for (member& m : members_)
            if (m.slots[call->slot].active && m.slots[call->slot].carries == call)
                begin_hang_time(m.slots[call->slot]);
    }

    void begin_hang_time(timeslot& slot) const
    {
        slot.active = false;
        slot.ended = now_;
    }

    // The task that runs every second: first the timeouts, then the hang times that are over.
    void look()
    {
        for (member& m : members_)
            for (timeslot& slot : m.slots)
                if (slot.receives && now_ - slot.last_frame >= 2s)
                    end(slot);
        for (member& m : members_)
            for (timeslot& slot : m.slots)
                if (slot.carries && hang_time_over(slot))
                    slot = {};
    }

    template <class Condition>
    std::size_t count(Condition condition) const
    {
        std::size_t n = 0;
        for (const member& m : members_)
            n += static_cast<std::size_t>(std::count_if(m.slots.begin(), m.slots.end(), condition));
        return n;
    }

    std::array<member, repeaters> members_;
    time_point now_;
    time_point next_look_;
    drops dropped_{};
    std::uint64_t late_entries_{};
    std::uint64_t fast_terminators_{};
    std::uint64_t late_frames_{};
    std::uint64_t ids_used_again_{};
};

// A talker's key on one slot.
struct microphone
{
    bool pressed{false};
    voice v;
};

class traffic
{
public:
    explicit traffic(std::uint64_t seed) : random_{seed}
    {
        w_.events.muted = true;
        for (std::uint32_t i = 0; i < repeaters; ++i)
            clients_[i] = {dmr::repeater_id{i + 1}, path_of(0x0A00'0001 + i)};
    }

    void step()
    {
        ++steps_;
        const std::size_t who = one_of(repeaters);
        switch (one_of(60)) {
        case 0:
            log_in(who);
            break;
        case 1:
            subscribe(who);
            break;
        case 2:
            if (one_in(8))
                leave(who);
            break;
        case 3: // now and then for longer than any hang time
            pass(std::chrono::milliseconds{one_of(one_in(6) ? 13'000 : 800)});
            break;
        default:
            talk(who);
        }
        pass(std::chrono::milliseconds{one_of(25)});
        keep_alive();
    }

    // The test is about something: every rule has had its say.
    void expect_variety() const
    {
        BOOST_TEST(deliveries_ > 500U);
        BOOST_TEST(opinion_.late_entries() > 0U);
        BOOST_TEST(opinion_.fast_terminators() > 0U);
        BOOST_TEST(opinion_.late_frames() > 0U);
        BOOST_TEST(opinion_.ids_used_again() > 0U);
        for (const auto reason :
             {core::drop_reason::contention, core::drop_reason::hang_time, core::drop_reason::not_permitted,
              core::drop_reason::echo, core::drop_reason::changed_call})
            BOOST_TEST(opinion_.dropped()[static_cast<std::size_t>(reason)] > 0U, to_string(reason));
    }

private:
    std::uint64_t one_of(std::uint64_t n) { return random_() % n; }
    bool one_in(std::uint64_t n) { return one_of(n) == 0; }

    void pass(core::duration d)
    {
        opinion_.pass(d);
        w_.pass(d);
    }

    void log_in(std::size_t who)
    {
        opinion_.log_in(who);
        BOOST_REQUIRE(w_.log_in(clients_[who]));
        microphones_[who] = {};
    }

    void leave(std::size_t who)
    {
        opinion_.leave(who);
        w_.receive(clients_[who].path, wire::write_goodbye(clients_[who].id));
        microphones_[who] = {};
    }

    void subscribe(std::size_t who)
    {
        if (!opinion_.connected(who))
            return;
        std::array<std::set<std::uint32_t>, 2> sets;
        std::string text;
        for (const std::size_t slot : {0U, 1U}) {
            text += slot == 0 ? "TS1=" : ";TS2=";
            for (const std::uint32_t t : talkgroups) {
                if (one_in(4))
                    continue;
                sets[slot].insert(t);
                text += std::to_string(t) + ",";
            }
        }
        opinion_.subscribe(who, sets);
        w_.ask(clients_[who], text);
    }

    // Nobody is lost by timeout here: test/scenario/keep_alive.cpp has that.
    void keep_alive()
    {
        if (w_.now - kept_alive_ < 10s)
            return;
        kept_alive_ = w_.now;
        for (std::size_t who = 0; who < repeaters; ++who)
            if (opinion_.connected(who))
                w_.receive(clients_[who].path, wire::write_keep_alive(clients_[who].id));
    }

    void talk(std::size_t who)
    {
        if (!opinion_.connected(who))
            return;
        // Slot 2 is the busier one.
        const std::size_t slot = one_in(3) ? 0 : 1;
        microphone& m = microphones_[who][slot];
        const frame f = m.pressed ? next(m) : press(m, slot);
        const bool lost = one_in(8);
        if (!lost)
            compare(who, m.v, f);
    }

    frame press(microphone& m, std::size_t slot)
    {
        m.pressed = true;
        m.v = voice{.slot = dmr::slot_at(slot),
                    .talkgroup = talkgroups[one_of(talkgroups.size())],
                    .source = one_in(2) ? m.v.source : any_source(),
                    .stream = next_id(m.v.stream)};
        return frame::header;
    }

    std::uint32_t any_source() { return static_cast<std::uint32_t>(1001 + one_of(sources)); }

    // Stream ids are the clients' choice: some use the last one again, and two may choose the same.
    std::uint32_t next_id(std::uint32_t last)
    {
        if (one_in(4))
            return last;
        return static_cast<std::uint32_t>(one_in(4) ? one_of(3) : random_());
    }

    frame next(microphone& m)
    {
        if (one_in(30)) {
            m.pressed = false;
            return frame::terminator;
        }
        if (one_in(200))
            m.v.talkgroup = talkgroups[one_of(talkgroups.size())];
        if (one_in(100))
            m.v.source = any_source();
        return one_in(2) ? frame::sync : frame::speech;
    }

    std::vector<sent> send(std::size_t who, voice& v, frame f)
    {
        switch (f) {
        case frame::header:
            return w_.header(clients_[who], v);
        case frame::speech:
            return w_.speech(clients_[who], v);
        case frame::sync:
            return w_.sync(clients_[who], v);
        case frame::terminator:
            break;
        }
        return w_.terminator(clients_[who], v);
    }

    void compare(std::size_t who, voice& v, frame f)
    {
        const std::string what = describe(who, v, f);
        const listeners expected = opinion_.hear(who, v, f);
        std::multiset<std::size_t> heard; // a multiset, because nobody may hear anything twice
        for (const sent& s : send(who, v, f)) {
            BOOST_REQUIRE_MESSAGE(s.is("DMRD"), what << " was not taken for a connected repeater's");
            heard.insert(s.to.remote.address.to_v4() - 0x0A00'0001);
        }
        deliveries_ += heard.size();
        BOOST_REQUIRE_MESSAGE((heard == std::multiset<std::size_t>{expected.begin(), expected.end()}),
                              what << " should be heard by" << ids(expected) << ", was heard by"
                                   << ids(heard));
        compare_state(what);
    }

    // A difference that nobody can hear yet.
    void compare_state(const std::string& after) const
    {
        const core::occupancy o = w_.router.occupied();
        const core::counters& c = w_.router.counters();
        BOOST_TEST_CONTEXT("after " << after)
        {
            BOOST_TEST_REQUIRE(o.slots_in_use == opinion_.slots_in_use());
            BOOST_TEST_REQUIRE(o.streams == opinion_.streams());
            BOOST_TEST_REQUIRE(c.late_entries == opinion_.late_entries());
            BOOST_TEST_REQUIRE(c.dropped == opinion_.dropped(), boost::test_tools::per_element());
        }
    }

    std::string describe(std::size_t who, const voice& v, frame f) const
    {
        constexpr std::array<std::string_view, 4> frames{"header", "speech", "sync", "terminator"};
        std::ostringstream out;
        out << "step " << steps_ << ": " << frames[static_cast<std::size_t>(f)] << " of stream " << v.stream
            << " from repeater " << clients_[who].id.value() << ", slot " << dmr::number_of(v.slot)
            << ", source " << v.source << ", talkgroup " << v.talkgroup;
        return out.str();
    }

    template <class Places>
    static std::string ids(const Places& places)
    {
        std::string text;
        for (const std::size_t p : places)
            text += " " + std::to_string(p + 1);
        return text.empty() ? " nobody" : text;
    }

    std::mt19937_64 random_;
    world w_;
    second_opinion opinion_{w_.now};
    std::array<client, repeaters> clients_;
    std::array<std::array<microphone, 2>, repeaters> microphones_;
    time_point kept_alive_{w_.now};
    std::uint64_t steps_{};
    std::uint64_t deliveries_{};
};

}

BOOST_AUTO_TEST_CASE(everybody_hears_what_the_rules_say_and_nothing_else)
{
    // HBLINK_SEED=N plays one seed again.
    const char* const wanted = std::getenv("HBLINK_SEED");
    const std::uint64_t first =
        wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
    const std::uint64_t runs = wanted != nullptr ? 1 : 5;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        BOOST_TEST_CONTEXT("play it again with HBLINK_SEED=" << seed)
        {
            traffic t{seed};
            for (int i = 0; i < 20000; ++i)
                t.step();
            t.expect_variety();
        }
    }
}

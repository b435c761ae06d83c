// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/slot_rules.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

// The numbered rules of spec routing.md ("May a packet of stream S ... use the RX slot?") and its rule of
// busy targets, each with the moments just before and just after it changes its mind.

using namespace hblink;
using namespace hblink::core;
using namespace std::chrono_literals;

namespace {

constexpr slot_timing usual{2s, 10s};
constexpr time_point start{1h};
constexpr duration tick{1}; // the clock's smallest step

constexpr addressing group_call(std::uint32_t source, std::uint32_t talkgroup)
{
    return {dmr::radio_id{source}, talkgroup, dmr::call_type::group};
}
constexpr addressing unit_call(std::uint32_t source, std::uint32_t destination)
{
    return {dmr::radio_id{source}, destination, dmr::call_type::unit};
}

constexpr addressing held = group_call(1001, 91);

slot_state idle_slot() { return {}; }

slot_state active_slot(time_point last_frame, const addressing& call = held)
{
    slot_state s;
    s.phase = slot_phase::active;
    s.call = call;
    s.started = start;
    s.last_frame = last_frame;
    return s;
}

// The stream's last frame is its terminator, unless late ones follow.
slot_state slot_in_hang_time(time_point ended, time_point last_frame, const addressing& call = held)
{
    slot_state s = active_slot(last_frame, call);
    s.phase = slot_phase::hang_time;
    s.ended = ended;
    return s;
}
slot_state slot_in_hang_time(time_point ended) { return slot_in_hang_time(ended, ended); }

const std::vector<addressing> all_calls{held,
                                        group_call(1001, 92),
                                        group_call(1002, 91),
                                        group_call(1002, 92),
                                        unit_call(1001, 1002),
                                        unit_call(1002, 1001),
                                        unit_call(1002, 1003)};

std::string describe(const addressing& a)
{
    return (a.call == dmr::call_type::group ? "group " : "unit ") + std::to_string(a.source.value()) +
           " to " + std::to_string(a.destination);
}

}

BOOST_AUTO_TEST_SUITE(slot_rules)

BOOST_AUTO_TEST_CASE(an_idle_slot_takes_any_call)
{
    for (const auto& call : all_calls) {
        BOOST_TEST_CONTEXT(describe(call))
        {
            BOOST_TEST((may_send(idle_slot(), call, usual, start) == slot_answer::yes));
            BOOST_TEST(may_receive(idle_slot(), call, start, usual, start));
            BOOST_TEST(may_receive(idle_slot(), call, start - 1min, usual, start));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stream_heard_within_a_fifth_of_a_second_keeps_its_slot_from_everyone)
{
    for (const auto& call : all_calls) {
        for (const duration silence : {duration{0}, duration{60ms}, duration{200ms}}) {
            BOOST_TEST_CONTEXT(describe(call) << " after " << silence.count() << " ns")
            {
                const auto slot = active_slot(start);
                const auto now = start + silence;
                BOOST_TEST((may_send(slot, call, usual, now) == slot_answer::contention));
                BOOST_TEST(!may_receive(slot, call, now, usual, now));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_silence_counts_from_just_over_a_fifth_of_a_second)
{
    const auto slot = active_slot(start);
    BOOST_TEST(!silent(slot, start));
    BOOST_TEST(!silent(slot, start + 200ms));
    BOOST_TEST(silent(slot, start + 200ms + tick));
}

BOOST_AUTO_TEST_CASE(a_stream_silent_for_longer_makes_way_by_the_rules_of_hang_time)
{
    const auto slot = active_slot(start);
    for (const duration silence : {200ms + tick, duration{1s}, duration{5s}}) {
        const auto now = start + silence;
        BOOST_TEST_CONTEXT(silence.count() << " ns")
        {
            BOOST_TEST((may_send(slot, held, usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1001, 92), usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1002, 91), usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1002, 92), usual, now) == slot_answer::hang_time));
            BOOST_TEST(may_receive(slot, group_call(1002, 91), now, usual, now));
            BOOST_TEST(!may_receive(slot, group_call(1002, 92), now, usual, now));
        }
    }
}

BOOST_AUTO_TEST_CASE(however_long_a_stream_is_silent_it_holds_its_slot_until_it_is_ended)
{
    const auto slot = active_slot(start);
    BOOST_TEST(!hang_time_over(slot, usual, start + 1h));
    BOOST_TEST((may_send(slot, group_call(1002, 92), usual, start + 1h) == slot_answer::hang_time));
}

BOOST_AUTO_TEST_CASE(who_has_been_talking_over_a_stream_does_not_get_its_target_by_a_gap)
{
    const auto slot = active_slot(start);
    const auto now = start + 300ms;
    const auto call = group_call(1002, 91);
    BOOST_TEST(!may_receive(slot, call, start - 1s, usual, now));
    BOOST_TEST(!may_receive(slot, call, start, usual, now)); // with the last frame is not after it
    BOOST_TEST(may_receive(slot, call, start + tick, usual, now));
}

BOOST_AUTO_TEST_CASE(when_a_newcomer_began_does_not_matter_in_hang_time)
{
    const auto slot = slot_in_hang_time(start);
    BOOST_TEST(may_receive(slot, group_call(1002, 91), start - 1min, usual, start + 1s));
    BOOST_TEST(may_receive(slot, group_call(1002, 91), start + 1s, usual, start + 1s));
}

BOOST_AUTO_TEST_CASE(hang_time_lets_the_same_source_and_the_same_talkgroup_in_and_nobody_else)
{
    const auto slot = slot_in_hang_time(start);
    for (const duration since : {duration{0}, duration{100ms}, duration{5s}, 10s - tick}) {
        const auto now = start + since;
        BOOST_TEST_CONTEXT(since.count() << " ns")
        {
            BOOST_TEST((may_send(slot, held, usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1001, 92), usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1002, 91), usual, now) == slot_answer::yes));
            BOOST_TEST((may_send(slot, group_call(1002, 92), usual, now) == slot_answer::hang_time));
            BOOST_TEST(may_receive(slot, group_call(1001, 92), now, usual, now));
            BOOST_TEST(may_receive(slot, group_call(1002, 91), now, usual, now));
            BOOST_TEST(!may_receive(slot, group_call(1002, 92), now, usual, now));
        }
    }
}

BOOST_AUTO_TEST_CASE(hang_time_is_over_after_exactly_its_length)
{
    const auto slot = slot_in_hang_time(start);
    BOOST_TEST(!hang_time_over(slot, usual, start + 10s - tick));
    BOOST_TEST(hang_time_over(slot, usual, start + 10s));
    BOOST_TEST((may_send(slot, group_call(1002, 92), usual, start + 10s) == slot_answer::yes));
    BOOST_TEST(may_receive(slot, group_call(1002, 92), start, usual, start + 10s));
}

BOOST_AUTO_TEST_CASE(late_frames_keep_a_slot_for_the_stream_timeout_and_no_longer)
{
    const auto slot = slot_in_hang_time(start, start + 9s);
    const auto other = group_call(1002, 92);
    BOOST_TEST(!hang_time_over(slot, usual, start + 10s));
    BOOST_TEST(!hang_time_over(slot, usual, start + 11s - tick));
    BOOST_TEST((may_send(slot, other, usual, start + 11s - tick) == slot_answer::hang_time));
    BOOST_TEST(!may_receive(slot, other, start, usual, start + 11s - tick));
    BOOST_TEST(hang_time_over(slot, usual, start + 11s));
    BOOST_TEST((may_send(slot, other, usual, start + 11s) == slot_answer::yes));
    BOOST_TEST(may_receive(slot, other, start, usual, start + 11s));
}

BOOST_AUTO_TEST_CASE(late_frames_do_not_prolong_the_hang_time_itself)
{
    const auto slot = slot_in_hang_time(start, start + 5s);
    BOOST_TEST(hang_time_over(slot, usual, start + 10s));
}

BOOST_AUTO_TEST_CASE(without_hang_time_a_slot_is_kept_for_the_stream_timeout)
{
    const slot_timing none{2s, 0s};
    const auto slot = slot_in_hang_time(start);
    BOOST_TEST(!hang_time_over(slot, none, start + 2s - tick));
    BOOST_TEST(hang_time_over(slot, none, start + 2s));
}

BOOST_AUTO_TEST_CASE(an_idle_slot_has_no_hang_time_to_expire)
{
    BOOST_TEST(!hang_time_over(idle_slot(), usual, start + 1h));
}

BOOST_AUTO_TEST_CASE(who_may_follow_a_group_call)
{
    BOOST_TEST(may_follow(held, held));
    BOOST_TEST(may_follow(held, group_call(1001, 92)));
    BOOST_TEST(may_follow(held, group_call(1002, 91)));
    BOOST_TEST(!may_follow(held, group_call(1002, 92)));
    // quirks.md 35: a call of the other kind only from the same source...
    BOOST_TEST(may_follow(held, unit_call(1001, 5)));
    BOOST_TEST(!may_follow(held, unit_call(1002, 5)));
    // ... though the called radio, or the talkgroup, has the number of the call before.
    BOOST_TEST(!may_follow(held, unit_call(1002, 91)));
    BOOST_TEST(!may_follow(held, unit_call(91, 1001)));
}

BOOST_AUTO_TEST_CASE(who_may_follow_a_unit_call)
{
    const auto before = unit_call(1001, 1002);
    BOOST_TEST(may_follow(before, before));
    BOOST_TEST(may_follow(before, unit_call(1002, 1001)));  // the answer
    BOOST_TEST(may_follow(before, unit_call(1001, 1003)));  // the same source
    BOOST_TEST(!may_follow(before, unit_call(1003, 1002))); // the same destination is not enough
    BOOST_TEST(!may_follow(before, unit_call(1003, 1001)));
    BOOST_TEST(!may_follow(before, unit_call(1002, 1003))); // half a pair neither
    BOOST_TEST(may_follow(before, group_call(1001, 91)));
    BOOST_TEST(!may_follow(before, group_call(1003, 1002)));
    BOOST_TEST(!may_follow(before, group_call(1002, 1001)));
}

// "Everything that a repeater may start to send, the server may start to send there as well": the two rules
// differ only by what the newcomer has been doing before.
BOOST_AUTO_TEST_CASE(a_newcomer_is_judged_alike_in_both_directions)
{
    const std::vector<slot_state> slots{idle_slot(),
                                        active_slot(start),
                                        active_slot(start, unit_call(1001, 1002)),
                                        slot_in_hang_time(start),
                                        slot_in_hang_time(start, start + 9s),
                                        slot_in_hang_time(start, start, unit_call(1001, 1002))};
    for (std::size_t i = 0; i < slots.size(); ++i) {
        for (const auto& call : all_calls) {
            for (const duration since : {0ms, 200ms, 201ms, 2000ms, 9999ms, 10000ms, 10999ms, 11000ms}) {
                const auto now = start + since;
                BOOST_TEST_CONTEXT("slot " << i << ", " << describe(call) << ", " << since.count() << " ns")
                {
                    const bool send = may_send(slots[i], call, usual, now) == slot_answer::yes;
                    BOOST_TEST(may_receive(slots[i], call, now, usual, now) == send);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

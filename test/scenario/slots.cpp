// SPDX-License-Identifier: GPL-3.0-or-later
// Contention, fast terminator, hang time, busy targets, late entry: spec routing.md and quirks.md 24 to 33.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

struct three : world
{
    client a = connect(1);
    client b = connect(2);
    client c = connect(3);
    three() { events.take(); }
};

}

BOOST_FIXTURE_TEST_SUITE(slots, three)

BOOST_AUTO_TEST_CASE(a_silent_stream_ends_by_timeout_and_frees_its_slot_after_the_hang_time)
{
    voice v;
    header(a, v);
    events.take();
    pass(1900ms);
    BOOST_TEST(events.lines.empty());
    pass(1100ms);
    BOOST_TEST(events.take() == (std::vector<std::string>{"rx_end 1 slot 2 tg 91 src 1001 timeout",
                                                          "tx_end 2 slot 2 tg 91 src 1001 timeout",
                                                          "tx_end 3 slot 2 tg 91 src 1001 timeout"}),
               boost::test_tools::per_element());
    pass(8900ms); // it ended at 2.0 s
    BOOST_TEST(events.lines.empty());
    pass(100ms);
    BOOST_TEST(events.lines.size() == 3U);
    BOOST_TEST(events.has("free 1 slot 2"));
    BOOST_TEST(router.occupied().slots_in_use == 0U);
}

BOOST_AUTO_TEST_CASE(a_second_stream_on_an_active_slot_is_contention_and_warned_of_once)
{
    voice v;
    header(a, v);
    voice other{.talkgroup = 3120, .source = 1002, .stream = 2};
    for (int i = 0; i < 5; ++i) {
        speech(a, v);
        BOOST_TEST(speech(a, other).empty());
        pass(60ms);
    }
    BOOST_TEST(events.count("call_refused 1 contention") == 1U);
    BOOST_TEST(router.counters().dropped[std::size_t(core::drop_reason::contention)] == 5U);
}

BOOST_AUTO_TEST_CASE(a_listener_that_keys_up_under_the_network_is_contention)
{
    voice v;
    header(a, v);
    voice mine{.source = 1002, .stream = 2};
    BOOST_TEST(header(b, mine).empty());
    BOOST_TEST(events.has("call_refused 2 contention"));
    BOOST_TEST(heard_by(b, speech(a, v)) == 1U);
}

BOOST_AUTO_TEST_CASE(the_servers_own_stream_sent_back_is_an_echo)
{
    voice v;
    header(a, v);
    voice back = v;
    BOOST_TEST(speech(b, back).empty());
    BOOST_TEST(router.counters().dropped[std::size_t(core::drop_reason::echo)] == 1U);
    terminator(a, v);
    BOOST_TEST(speech(b, back).empty()); // in the hang time, too
    BOOST_TEST(router.counters().dropped[std::size_t(core::drop_reason::echo)] == 2U);
}

BOOST_AUTO_TEST_CASE(after_200_ms_of_silence_the_next_user_of_the_talkgroup_ends_the_stream)
{
    voice v;
    header(a, v);
    events.take();
    pass(200ms);
    voice next{.source = 1002, .stream = 2};
    BOOST_TEST(header(a, next).empty()); // exactly 0.2 s is still contention
    pass(1ms);
    BOOST_TEST(heard_by(b, header(a, next)) == 2U); // the terminator of the old one, too
    BOOST_TEST(events.has("rx_end 1 slot 2 tg 91 src 1001 fast_terminator"));
    BOOST_TEST(events.has("tx_end 2 slot 2 tg 91 src 1001 fast_terminator"));
    BOOST_TEST(events.has("rx_start 1 slot 2 tg 91 src 1002 targets 2 busy 0"));
}

BOOST_AUTO_TEST_CASE(a_newcomer_that_hang_time_refuses_ends_nothing)
{
    voice v;
    header(a, v);
    events.take();
    pass(500ms);
    voice stranger{.talkgroup = 3120, .source = 1002, .stream = 2};
    BOOST_TEST(header(a, stranger).empty());
    BOOST_TEST(events.take() == (std::vector<std::string>{"call_refused 1 hang_time"}),
               boost::test_tools::per_element());
    BOOST_TEST(heard_by(b, speech(a, v)) == 1U); // the stream goes on
}

BOOST_AUTO_TEST_CASE(a_newcomer_without_permission_ends_nothing)
{
    ask(a, "TS2=91");
    voice v;
    header(a, v);
    events.take();
    pass(500ms);
    voice next{.talkgroup = 3120, .stream = 2}; // the same source: hang time would let it
    BOOST_TEST(header(a, next).empty());
    BOOST_TEST(events.take() == (std::vector<std::string>{"call_refused 1 not_permitted"}),
               boost::test_tools::per_element());
    BOOST_TEST(heard_by(b, speech(a, v)) == 1U);
}

BOOST_AUTO_TEST_CASE(hang_time_keeps_the_slot_for_the_conversation)
{
    voice v;
    over(a, v);
    voice hijack{.talkgroup = 3120, .source = 1002, .stream = 2};
    BOOST_TEST(header(a, hijack).empty());
    BOOST_TEST(events.has("call_refused 1 hang_time"));
    voice same_talkgroup{.source = 1002, .stream = 3};
    BOOST_TEST(header(a, same_talkgroup).size() == 2U);
    terminator(a, same_talkgroup);
    voice same_source{.talkgroup = 3120, .source = 1002, .stream = 4}; // a fast talkgroup switch
    BOOST_TEST(header(a, same_source).size() == 2U);
    terminator(a, same_source);
    pass(12s);
    voice anyone{.talkgroup = 7, .source = 9, .stream = 5};
    BOOST_TEST(header(a, anyone).size() == 2U);
}

BOOST_AUTO_TEST_CASE(hang_time_protects_the_slots_of_the_listeners)
{
    voice v;
    over(a, v);
    voice hijack{.talkgroup = 3120, .source = 1002, .stream = 2};
    BOOST_TEST(header(b, hijack).empty());
    voice answer{.source = 1002, .stream = 3};
    BOOST_TEST(heard_by(a, header(b, answer)) == 1U);
}

BOOST_AUTO_TEST_CASE(late_frames_of_an_ended_stream_pass_without_events)
{
    voice v;
    over(a, v);
    const auto before = events.lines.size();
    pass(5s);
    BOOST_TEST(speech(a, v).size() == 2U);
    BOOST_TEST(events.lines.size() == before);
    pass(5s); // the hang time is not prolonged
    pass(1s);
    BOOST_TEST(events.has("free 1 slot 2"));
    BOOST_TEST(events.has("free 2 slot 2"));
}

BOOST_AUTO_TEST_CASE(a_stream_id_that_is_used_again_for_another_call_is_a_new_stream)
{
    voice v;
    over(a, v);
    pass(1s);
    voice again{.talkgroup = 3120}; // same source, same stream id
    BOOST_TEST(header(a, again).size() == 2U);
    BOOST_TEST(events.has("rx_start 1 slot 2 tg 3120 src 1001 targets 2 busy 0"));
    terminator(a, again);
    voice hijack{.talkgroup = 7, .source = 1002}; // the rules of the hang time hold for it
    BOOST_TEST(header(a, hijack).empty());
}

BOOST_AUTO_TEST_CASE(late_frames_keep_the_slot_while_they_come_and_go_only_where_the_stream_was_last)
{
    voice v;
    over(a, v);
    voice other{.source = 1002, .stream = 2};
    header(b, other); // b's slot, and c's, are another stream's now; a's too
    BOOST_TEST(speech(a, v).empty());
    terminator(b, other);
    BOOST_TEST(speech(a, v).size() == 2U); // hang time, same talkgroup: a new stream in its middle
}

BOOST_AUTO_TEST_CASE(a_slot_with_late_frames_is_not_freed_before_they_stop)
{
    voice v;
    over(a, v);
    for (int i = 0; i < 24; ++i) {
        pass(500ms);
        speech(a, v);
    }
    BOOST_TEST(!events.has("free 1 slot 2"));
    pass(3s);
    BOOST_TEST(events.has("free 1 slot 2"));
}

BOOST_AUTO_TEST_CASE(a_busy_target_is_left_out_for_the_whole_transmission)
{
    ask(a, "TS2=91");
    ask(b, "TS2=91,3120");
    ask(c, "TS2=3120");
    voice first{.talkgroup = 3120, .source = 1003, .stream = 1};
    header(c, first); // b hears 3120 now
    voice v{.stream = 2};
    BOOST_TEST(header(a, v).empty());
    BOOST_TEST(events.has("rx_start 1 slot 2 tg 91 src 1001 targets 0 busy 1"));
    terminator(c, first);
    pass(11s);
    voice more = v;
    BOOST_TEST(talk(a, more, 1s).empty());
}

BOOST_AUTO_TEST_CASE(after_a_lost_terminator_the_next_speaker_is_heard)
{
    voice v;
    header(a, v);
    talk(a, v, 600ms); // and the terminator is lost
    pass(400ms);       // HBlink4 counts the slots as busy for 2 s
    voice reply{.source = 1002, .stream = 2};
    const auto out = header(b, reply);
    BOOST_TEST(heard_by(a, out) == 1U);
    BOOST_TEST(heard_by(c, out) == 2U); // the terminator that was lost, too
    BOOST_TEST(events.has("rx_end 1 slot 2 tg 91 src 1001 fast_terminator"));
}

BOOST_AUTO_TEST_CASE(who_talks_over_a_stream_all_along_never_takes_its_listeners)
{
    ask(a, "TS2=91");
    ask(b, "TS2=91");
    ask(c, "TS2=91");
    pass(1s);
    voice v;
    header(a, v); // b and c hear it
    voice over_it{.source = 1002, .stream = 2};
    talk(b, over_it, 60ms); // refused, but it has begun before a's last packet
    talk(a, v, 120ms);
    pass(250ms);                         // a is silent
    const auto out = speech(b, over_it); // b's own slot may be taken by hang-time rules, c's not
    BOOST_TEST(heard_by(c, out) == 0U);
}

BOOST_AUTO_TEST_CASE(a_target_that_another_stream_took_comes_back_by_late_entry)
{
    // b hears a; a gap; b's user makes a short call; a's over goes on.
    voice v{.talkgroup = 91};
    header(a, v);
    pass(300ms);
    voice short_call{.source = 1002, .stream = 2};
    header(b, short_call);
    BOOST_TEST(events.has("tx_end 2 slot 2 tg 91 src 1001 fast_terminator"));
    BOOST_TEST(events.has("rx_end 1 slot 2 tg 91 src 1001 fast_terminator")); // b's call took a's slot, too
    terminator(b, short_call);
    const auto out = speech(a, v); // in the hang time of the talkgroup: a new stream
    BOOST_TEST(heard_by(b, out) == 1U);
    BOOST_TEST(heard_by(c, out) == 1U);
}

BOOST_AUTO_TEST_CASE(a_lost_target_is_tried_again_at_each_voice_sync)
{
    ask(a, "TS2=91");
    ask(b, "TS2=91,3120");
    ask(c, "TS2=91");
    voice v;
    header(a, v);
    pass(300ms);
    voice short_call{.talkgroup = 3120, .source = 1001, .stream = 2}; // same radio, another talkgroup
    header(b, short_call); // takes b's slot only: nobody else has 3120
    BOOST_TEST(events.has("tx_end 2 slot 2 tg 91 src 1001 fast_terminator"));
    BOOST_TEST(heard_by(b, sync(a, v)) == 0U); // active: busy
    terminator(b, short_call);
    BOOST_TEST(heard_by(b, speech(a, v)) == 0U); // only a voice sync tries again
    BOOST_TEST(heard_by(c, speech(a, v)) == 1U);
    BOOST_TEST(heard_by(b, sync(a, v)) == 1U); // hang time, same source
    BOOST_TEST(heard_by(b, speech(a, v)) == 1U);
    BOOST_TEST(router.counters().late_entries == 1U);
}

BOOST_AUTO_TEST_CASE(a_first_frame_that_is_a_terminator_is_a_call_of_its_own)
{
    voice v;
    BOOST_TEST(terminator(a, v).size() == 2U);
    BOOST_TEST(events.has("rx_start 1 slot 2 tg 91 src 1001 targets 2 busy 0"));
    BOOST_TEST(events.has("rx_end 1 slot 2 tg 91 src 1001 terminator"));
}

BOOST_AUTO_TEST_CASE(a_warning_is_forgotten_ten_seconds_after_the_last_frame)
{
    ask(a, "TS2=91");
    voice v{.talkgroup = 3120};
    talk(a, v, 30s);
    BOOST_TEST(events.count("call_refused 1 not_permitted") == 1U);
    pass(11s);
    speech(a, v);
    BOOST_TEST(events.count("call_refused 1 not_permitted") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

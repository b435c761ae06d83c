// SPDX-License-Identifier: GPL-3.0-or-later
// Whenever the server itself ends a stream towards a target, it says so: spec real-clients.md, last bullet.
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

std::vector<sent> terminators_of(std::uint32_t stream, const client& to, const std::vector<sent>& all)
{
    std::vector<sent> found;
    for (const sent& s : all)
        if (s.to == to.path && wire::dmrd{s.bytes}.is_terminator() &&
            wire::dmrd{s.bytes}.stream() == dmr::stream_id{stream})
            found.push_back(s);
    return found;
}

}

BOOST_AUTO_TEST_SUITE(closing_terminators)

BOOST_AUTO_TEST_CASE(a_newcomer_after_a_lost_terminator_closes_the_old_call_first)
{
    world w;
    const client first = w.connect(1, "TS2=91");
    const client second = w.connect(2, "TS2=91");
    const client listener = w.connect(3, "TS2=91");
    voice lost{.source = 1001, .stream = 1};
    w.header(first, lost);
    w.talk(first, lost, 600ms);
    w.pass(300ms);
    voice next{.source = 1002, .stream = 2};
    const auto sent = w.header(second, next);
    const auto closing = terminators_of(1, listener, sent);
    BOOST_REQUIRE(closing.size() == 1U);
    BOOST_TEST(heard_by(listener, sent) == 2U);
    BOOST_TEST(wire::dmrd{sent.front().bytes}.is_terminator()); // before anything else
    const wire::dmrd t{closing[0].bytes};
    BOOST_TEST(closing[0].bytes.size() == 55U);
    BOOST_TEST(int{t.sequence()} == 11); // a header and ten bursts came
    BOOST_TEST(t.source().value() == 1001U);
    BOOST_TEST(t.destination() == 91U);
    BOOST_TEST(t.id().value() == 1U);
    BOOST_TEST(dmr::number_of(t.slot()) == 2);
    BOOST_TEST(int{*t.bit_errors()} == 0);
    BOOST_TEST(int{*t.rssi()} == 0);
    const auto lc = dmr::read_full_link_control(t.payload(), dmr::data_type::terminator_with_lc);
    BOOST_REQUIRE(lc.has_value());
    BOOST_TEST(lc->destination() == 91U);
    BOOST_TEST(lc->source().value() == 1001U);
    BOOST_TEST((lc->opcode() == dmr::flco::group_voice));
    const auto type = dmr::read_slot_type(t.payload());
    BOOST_REQUIRE(type.has_value());
    BOOST_TEST(int{type->colour_code} == 1);
}

BOOST_AUTO_TEST_CASE(a_timeout_sends_none_because_clients_have_ended_by_themselves)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    w.pass(5s);
    BOOST_TEST(w.egress.take().empty());
    BOOST_TEST(w.events.has("rx_end 1 slot 2 tg 91 src 1001 timeout"));
}

BOOST_AUTO_TEST_CASE(a_talker_that_goes_closes_its_call)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    const auto sent = w.receive(talker.path, wire::write_goodbye(talker.id));
    BOOST_TEST(terminators_of(1, listener, sent).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_talker_that_logs_in_anew_closes_its_call)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    const client moved{talker.id, path_of(0x0A00'0001, 4000)};
    const auto salt = w.challenge(moved);
    const auto sent =
        w.receive(moved.path, wire::write_challenge_answer(moved.id, w.digest_for(*salt, "secret")));
    BOOST_TEST(terminators_of(1, listener, sent).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_listener_that_keys_up_in_a_gap_ends_only_its_own_copy)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    const client keen = w.connect(2, "TS2=91");
    const client listener = w.connect(3, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    w.pass(300ms);
    voice over_it{.source = 1002, .stream = 2};
    const auto sent = w.header(keen, over_it);
    BOOST_TEST(terminators_of(1, keen, sent).size() == 1U);
    BOOST_TEST(w.events.has("tx_end 2 slot 2 tg 91 src 1001 fast_terminator"));
    // The gap was long enough for the listener, too: it hears the newcomer, and the talker's slot is taken.
    BOOST_TEST(terminators_of(1, listener, sent).size() == 1U);
    BOOST_TEST(heard_by(listener, sent) == 2U);
}

BOOST_AUTO_TEST_CASE(a_call_with_a_terminator_of_its_own_gets_no_second_one)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.over(talker, v);
    voice next{.stream = 2};
    BOOST_TEST(terminators_of(1, listener, w.header(talker, next)).empty());
    BOOST_TEST(w.router.counters().terminators == 0U);
}

// --- global.max_call_seconds -------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_call_over_its_maximum_is_ended_told_once_and_stays_silent)
{
    config::settings s = open_settings();
    s.timing.max_call = 5s;
    world w{s};
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    const auto sent = w.talk(talker, v, 60s);
    const auto closing = terminators_of(1, listener, sent);
    BOOST_TEST(closing.size() == 1U);
    BOOST_TEST(heard_by(listener, sent) == 84U + 1U); // 5 s, and the terminator
    BOOST_TEST(w.events.count("call_refused 1 too_long") == 1U);
    BOOST_TEST(w.events.count("rx_end 1 slot 2 tg 91 src 1001 timeout") == 1U);
    BOOST_TEST(w.terminator(talker, v).empty());
    // The next one is heard.
    voice next{.stream = 2};
    BOOST_TEST(heard_by(listener, w.header(talker, next)) == 1U);
}

BOOST_AUTO_TEST_CASE(an_overlong_call_stays_silent_after_somebody_else_had_the_slot)
{
    config::settings s = open_settings();
    s.timing.max_call = 5s;
    world w{s};
    const client talker = w.connect(1, "TS2=91");
    const client other = w.connect(2, "TS2=91");
    voice v{.stream = 1};
    w.header(talker, v);
    w.talk(talker, v, 6s);
    voice answer{.source = 1002, .stream = 2};
    BOOST_TEST(heard_by(talker, w.header(other, answer)) == 1U);
    w.terminator(other, answer);
    BOOST_TEST(w.talk(talker, v, 3s).empty());
    BOOST_TEST(w.events.count("call_refused 1 too_long") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

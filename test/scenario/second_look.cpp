// SPDX-License-Identifier: GPL-3.0-or-later
// What the simulation's model found in the router, each in as few steps as can be.
#include <boost/test/unit_test.hpp>

#include "support/spoken_call.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings trusting()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    return s;
}

config::settings at_most(std::chrono::seconds longest)
{
    config::settings s = open_settings();
    s.timing.max_call = longest;
    return s;
}

dmr::link_control alias_block(std::string_view text)
{
    dmr::link_control lc{{std::byte{5}}};
    std::transform(text.begin(), text.end(), lc.octets.begin() + 2,
                   [](char c) { return static_cast<std::byte>(c); });
    return lc;
}

}

BOOST_AUTO_TEST_SUITE(second_look)

// Spec dmr-fec.md, "Talker alias", and routing.md, "Never alter the bursts": an alias block is no address,
// even if it is nearly empty and the call's header was well received.
BOOST_AUTO_TEST_CASE(an_empty_alias_block_goes_out_as_it_came)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=93");
    const client listener = w.connect(2, "TS2=93:2:8");
    spoken_call call{w, talker, {.talkgroup = 93, .source = 1000002}};
    call.header();
    call.superframe();
    BOOST_TEST((shown_to(listener, call.superframe()).embedded.at(0).destination() == 8U));
    const auto seen = shown_to(listener, call.superframe(alias_block("")));
    BOOST_TEST(seen.unreadable == 0U);
    BOOST_REQUIRE(seen.embedded.size() == 1U);
    BOOST_TEST((seen.embedded[0] == alias_block("")));
}

BOOST_AUTO_TEST_CASE(an_alias_block_goes_out_as_it_came_after_a_header_that_was_lost)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91;SRC=1");
    const client source = w.connect(3, "TS2=91;SRC=3000403");
    spoken_call call{w, source, {.talkgroup = 91, .source = 1000005}, 0x28};
    call.superframe();
    call.superframe();
    const auto seen = shown_to(listener, call.superframe(alias_block("")));
    BOOST_TEST(seen.unreadable == 0U);
    BOOST_REQUIRE(seen.embedded.size() == 1U);
    BOOST_TEST((seen.embedded[0] == alias_block("")));
}

// Spec config.md, `max_call_seconds`, is about transmissions that go on; frames that come late after the
// terminator are passed on (quirks.md 26).
BOOST_AUTO_TEST_CASE(a_late_frame_of_a_call_that_has_ended_in_time_is_not_too_long)
{
    world w{at_most(4s)};
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    w.talk(talker, v, 3600ms);
    w.terminator(talker, v);
    w.events.take();
    w.pass(500ms);
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
    BOOST_TEST(!w.events.has("call_refused 1 too_long"));
}

// "Heard on a repeater that is connected ... : only that repeater" (spec routing.md): a repeater that has
// logged in again is the same repeater.
BOOST_AUTO_TEST_CASE(a_radio_is_still_where_it_was_after_its_repeater_has_logged_in_again)
{
    world w{trusting()};
    const client caller = w.connect(1);
    const client home = w.connect(2);
    const client other = w.connect(3);
    voice heard{.source = 2002, .stream = 7};
    w.over(home, heard);
    w.pass(20s);
    BOOST_REQUIRE(w.log_in(home));
    voice call{.talkgroup = 2002, .source = 1001, .stream = 8, .call = dmr::call_type::unit};
    const auto out = w.header(caller, call);
    BOOST_TEST(heard_by(home, out) == 1U);
    BOOST_TEST(heard_by(other, out) == 0U);
}

// A delivery is a delivery, also to a server as a client, which finds its own id and other words in it.
BOOST_AUTO_TEST_CASE(a_burst_in_other_words_under_the_listeners_own_id_counts_as_forwarded)
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->rewrite_repeater_id = config::rewrite_id::yes;
    s.access.fallback = rule;
    s.access.prepare();
    world w{s};
    const client talker = w.connect(1, "TS2=91");
    const client listener = w.connect(2, "TS2=91:1:9");
    voice v;
    BOOST_TEST(heard_by(listener, w.header(talker, v)) == 1U);
    BOOST_TEST(w.router.counters().forwarded == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

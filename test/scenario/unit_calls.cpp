// SPDX-License-Identifier: GPL-3.0-or-later
// Calls from radio to radio: spec routing.md, "Unit (private) calls", and quirks.md 35 to 37.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings open_to_unit_calls()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    return s;
}

constexpr std::string_view apart = "UNIT=false";

voice unit_call(std::uint32_t source, std::uint32_t called, std::uint32_t stream)
{
    return {.talkgroup = called, .source = source, .stream = stream, .call = dmr::call_type::unit};
}

// Each repeater has a radio that talked once: 1001 at 1, 1002 at 2, ... Nothing is left on the slots.
struct network : world
{
    explicit network(std::uint32_t repeaters) : world{open_to_unit_calls()}
    {
        for (std::uint32_t id = 1; id <= repeaters; ++id)
            at.push_back(connect(id));
        events.take();
    }
    void heard(std::uint32_t id)
    {
        voice v{.slot = dmr::slot::one, .talkgroup = 5000 + id, .source = 1000 + id, .stream = 70 + id};
        over(at[id - 1], v);
        pass(15s);
        events.take();
    }
    std::vector<client> at;
};

}

BOOST_AUTO_TEST_SUITE(unit_calls)

BOOST_AUTO_TEST_CASE(only_participants_make_and_hear_them)
{
    world w{open_to_unit_calls()};
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    const client stays_out = w.connect(3, std::string{apart});
    voice v = unit_call(1001, 1009, 1);
    const auto sent = w.header(talker, v);
    BOOST_TEST(heard_by(listener, sent) == 1U);
    BOOST_TEST(heard_by(stays_out, sent) == 0U);

    voice refused{
        .slot = dmr::slot::one, .talkgroup = 1009, .source = 1003, .stream = 2, .call = dmr::call_type::unit};
    BOOST_TEST(w.header(stays_out, refused).empty());
    BOOST_TEST(w.talk(stays_out, refused, 1s).empty());
    BOOST_TEST(w.events.count("call_refused 3 unit_calls_off") == 1U);
}

BOOST_AUTO_TEST_CASE(a_rule_switches_them_on_and_trusted_options_off_and_on)
{
    config::settings s = open_settings();
    auto trusted = rule_of("trusted", "secret");
    trusted->match.ids = {dmr::repeater_id{2}, dmr::repeater_id{3}};
    trusted->trust = true;
    s.access.rules.push_back(trusted);
    s.access.prepare();
    world w{s};
    const client not_trusted = w.connect(1, "UNIT=true");
    const client on = w.connect(2, "UNIT=on");
    const client also_on = w.connect(3, "UNIT=1");
    voice v = unit_call(1002, 1009, 1);
    const auto sent = w.header(on, v);
    BOOST_TEST(heard_by(also_on, sent) == 1U);
    BOOST_TEST(heard_by(not_trusted, sent) == 0U);
}

BOOST_AUTO_TEST_CASE(they_need_no_talkgroup_and_stay_on_their_slot)
{
    world w{open_to_unit_calls()};
    const client talker = w.connect(1, "TS1=;TS2=");
    const client listener = w.connect(2, "TS1=;TS2=");
    voice v{
        .slot = dmr::slot::one, .talkgroup = 1009, .source = 1001, .stream = 1, .call = dmr::call_type::unit};
    const auto sent = w.header(talker, v);
    BOOST_REQUIRE(heard_by(listener, sent) == 1U);
    BOOST_TEST(w.events.has("tx_start 2 slot 1 tg 1009 src 1001"));
}

BOOST_AUTO_TEST_CASE(a_radio_heard_before_is_called_only_where_it_was_heard)
{
    network w{4};
    w.heard(3);
    voice v = unit_call(1001, 1003, 1);
    const auto sent = w.header(w.at[0], v);
    BOOST_TEST(sent.size() == 1U);
    BOOST_TEST(heard_by(w.at[2], sent) == 1U);
}

BOOST_AUTO_TEST_CASE(a_unit_call_itself_tells_where_its_caller_is)
{
    network w{4};
    voice v = unit_call(1001, 1003, 1);
    BOOST_TEST(w.header(w.at[0], v).size() == 3U); // nobody knows where 1003 is
    w.terminator(w.at[0], v);
    w.pass(15s);
    voice answer = unit_call(1003, 1001, 2);
    const auto sent = w.header(w.at[2], answer);
    BOOST_TEST(sent.size() == 1U);
    BOOST_TEST(heard_by(w.at[0], sent) == 1U);
}

BOOST_AUTO_TEST_CASE(a_radio_not_heard_for_the_time_of_the_user_cache_is_looked_for_everywhere)
{
    network w{4};
    w.heard(3);
    for (auto left = w.router.settings().timing.user_cache_timeout; left > 0s; left -= 10s) {
        w.pass(10s);
        for (const client& c : w.at) // they are still there
            w.receive(c.path, wire::write_keep_alive(c.id));
    }
    voice v = unit_call(1001, 1003, 1);
    BOOST_TEST(w.header(w.at[0], v).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_radio_whose_repeater_has_gone_is_looked_for_everywhere)
{
    network w{4};
    w.heard(3);
    w.receive(w.at[2].path, wire::write_goodbye(w.at[2].id));
    voice v = unit_call(1001, 1003, 1);
    BOOST_TEST(w.header(w.at[0], v).size() == 2U);
    w.terminator(w.at[0], v);
    w.pass(15s);
    // Its memory may be another repeater's now, which is not taken for it.
    w.connect(9);
    voice again = unit_call(1001, 1003, 2);
    BOOST_TEST(w.header(w.at[0], again).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_radio_whose_slot_is_busy_is_looked_for_everywhere)
{
    network w{4};
    w.heard(3);
    voice other{.talkgroup = 8, .source = 1003, .stream = 9};
    w.ask(w.at[0], "TS2=7");
    w.ask(w.at[1], "TS2=7");
    w.ask(w.at[3], "TS2=7");
    w.header(w.at[2], other); // 1003 talks on its own repeater's slot 2
    voice v = unit_call(1001, 1003, 1);
    const auto sent = w.header(w.at[0], v);
    BOOST_TEST(sent.size() == 2U);
    BOOST_TEST(heard_by(w.at[2], sent) == 0U);
}

BOOST_AUTO_TEST_CASE(a_radio_at_the_callers_own_repeater_is_called_everywhere_else_too)
{
    network w{3};
    w.heard(1);
    voice v = unit_call(1099, 1001, 1);
    const auto sent = w.header(w.at[0], v);
    BOOST_TEST(sent.size() == 2U);
    BOOST_TEST(heard_by(w.at[0], sent) == 0U);
}

// --- Broadcast and pruning ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_broadcast_goes_on_only_where_the_called_radio_is_heard)
{
    network w{4};
    voice v = unit_call(1001, 1003, 1);
    w.header(w.at[0], v);
    w.talk(w.at[0], v, 300ms);
    w.events.take();
    // 1003 keys up while the call is on its slot: refused as contention, but it is heard there.
    voice impatient{.talkgroup = 91, .source = 1003, .stream = 2};
    const auto closing = w.header(w.at[2], impatient);
    BOOST_TEST(closing.size() == 2U); // the others get a terminator
    BOOST_TEST(heard_by(w.at[1], closing) == 1U);
    BOOST_TEST(heard_by(w.at[3], closing) == 1U);
    for (const sent& s : closing)
        BOOST_TEST(wire::dmrd{s.bytes}.is_terminator());
    BOOST_TEST(w.events.has("tx_end 2 slot 2 tg 1003 src 1001 fast_terminator"));
    BOOST_TEST(w.events.has("tx_end 4 slot 2 tg 1003 src 1001 fast_terminator"));
    BOOST_TEST(!w.events.has("tx_end 3 slot 2 tg 1003 src 1001 fast_terminator"));
    // And it stays so, late entry or not.
    const auto rest = w.talk(w.at[0], v, 720ms);
    BOOST_TEST(heard_by(w.at[2], rest) == 12U);
    BOOST_TEST(rest.size() == 12U);
}

BOOST_AUTO_TEST_CASE(a_broadcast_is_pruned_by_voice_on_the_other_slot_and_by_data)
{
    for (const bool data : {false, true}) {
        network w{4};
        voice v = unit_call(1001, 1003, 1);
        w.header(w.at[0], v);
        voice elsewhere{.slot = dmr::slot::one, .talkgroup = 5003, .source = 1003, .stream = 2};
        w.burst(w.at[2], elsewhere, dmr::frame_type::data_sync, data ? 6 : 1);
        const auto rest = w.talk(w.at[0], v, 60ms);
        BOOST_TEST(rest.size() == 1U);
        BOOST_TEST(heard_by(w.at[2], rest) == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_called_radio_heard_elsewhere_changes_nothing)
{
    world w{open_to_unit_calls()};
    const client talker = w.connect(1);
    w.connect(2);
    w.connect(3);
    const client outside = w.connect(4, std::string{apart});
    voice v = unit_call(1001, 1003, 1);
    BOOST_TEST(w.header(talker, v).size() == 2U);
    voice there{.slot = dmr::slot::one, .talkgroup = 5003, .source = 1003, .stream = 2};
    w.header(outside, there);
    voice own{.talkgroup = 1001, .source = 1003, .stream = 3, .call = dmr::call_type::unit};
    w.header(talker, own); // at the caller's own repeater
    BOOST_TEST(w.talk(talker, v, 60ms).size() == 2U);
}

// --- Slots -------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(in_hang_time_the_pair_and_the_same_source_may_start_and_nobody_else)
{
    network w{2};
    voice v = unit_call(1001, 1002, 1);
    w.over(w.at[0], v);
    voice stranger = unit_call(1009, 1002, 2);
    BOOST_TEST(w.header(w.at[0], stranger).empty());
    BOOST_TEST(w.events.has("call_refused 1 hang_time"));
    voice answer = unit_call(1002, 1001, 3);
    BOOST_TEST(w.header(w.at[1], answer).size() == 1U);
    w.terminator(w.at[1], answer);
    voice same_source = unit_call(1002, 1005, 4);
    BOOST_TEST(w.header(w.at[1], same_source).size() == 1U);
}

BOOST_AUTO_TEST_CASE(after_a_group_call_only_its_source_may_make_a_unit_call_on_both_sides)
{
    network w{2};
    voice group{.talkgroup = 91, .source = 1001, .stream = 1};
    w.over(w.at[0], group);
    voice other = unit_call(1009, 1002, 2);
    BOOST_TEST(w.header(w.at[0], other).empty());
    BOOST_TEST(w.events.has("call_refused 1 hang_time"));
    voice own = unit_call(1001, 1002, 3);
    BOOST_TEST(w.header(w.at[0], own).size() == 1U); // quirks.md 35: not busy at the target either
}

BOOST_AUTO_TEST_CASE(unit_calls_are_not_translated)
{
    network w{2};
    w.ask(w.at[1], "TS2=1003:1:5");
    voice v = unit_call(1001, 1003, 1);
    const auto sent = w.header(w.at[0], v);
    BOOST_REQUIRE(sent.size() == 1U);
    const wire::dmrd got{sent[0].bytes};
    BOOST_TEST(got.destination() == 1003U);
    BOOST_TEST(dmr::number_of(got.slot()) == 2);
}

BOOST_AUTO_TEST_SUITE_END()

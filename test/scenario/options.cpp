// SPDX-License-Identifier: GPL-3.0-or-later
// Talkgroups on request: spec routing.md, "RPTO: options", as far as lists go.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings with_rule(bool trust)
{
    config::settings s = open_settings();
    auto rule = rule_of("region", "secret");
    rule->match.id_ranges = {{dmr::repeater_id{1}, dmr::repeater_id{1000}}};
    rule->talkgroups = {dmr::talkgroup_set{dmr::talkgroup{1}, dmr::talkgroup{8}},
                        dmr::talkgroup_set{dmr::talkgroup{91}}};
    rule->trust = trust;
    s.access.rules = {rule};
    s.access.prepare();
    return s;
}

std::array<dmr::talkgroup_set, 2> talkgroups_of(world& w, const client& c)
{
    std::array<dmr::talkgroup_set, 2> found;
    w.router.for_each_session([&](const core::session& s) {
        if (s.id == c.id)
            found = s.talkgroups;
    });
    return found;
}

}

BOOST_AUTO_TEST_SUITE(options_on_request)

BOOST_AUTO_TEST_CASE(without_options_the_rule_decides)
{
    world w{with_rule(false)};
    const auto sets = talkgroups_of(w, w.connect(5));
    BOOST_TEST(sets[0].size() == 2U);
    BOOST_TEST(sets[1].size() == 1U);
}

BOOST_AUTO_TEST_CASE(without_trust_one_gets_what_the_rule_has_of_it)
{
    world w{with_rule(false)};
    const client c = w.connect(5);
    const auto answer = w.ask(c, "TS1=8,9;TS2=3120");
    BOOST_REQUIRE(answer.size() == 1U);
    BOOST_TEST(answer[0].is("RPTACK"));
    const auto sets = talkgroups_of(w, c);
    BOOST_TEST((sets[0] == dmr::talkgroup_set{dmr::talkgroup{8}}));
    BOOST_TEST(sets[1].empty());
    BOOST_TEST(w.events.has("options 5 bad 0 unknown 0 untrusted 0 rejected 2"));
}

BOOST_AUTO_TEST_CASE(with_trust_one_gets_what_one_asks_for)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS1=8,9");
    const auto sets = talkgroups_of(w, c);
    BOOST_TEST(sets[0].size() == 2U);
    BOOST_TEST(sets[0].admits(dmr::talkgroup{9}));
    BOOST_TEST(sets[1].size() == 1U); // not mentioned: the rule's
}

BOOST_AUTO_TEST_CASE(each_request_replaces_the_one_before)
{
    world w;
    const client c = w.connect(5);
    w.ask(c, "TS1=1;TS2=2");
    w.ask(c, "TS2=3");
    const auto sets = talkgroups_of(w, c);
    BOOST_TEST(sets[0].is_everything());
    BOOST_TEST((sets[1] == dmr::talkgroup_set{dmr::talkgroup{3}}));
    w.ask(c, "TS2=*");
    BOOST_TEST(talkgroups_of(w, c)[1].is_everything());
    w.ask(c, "TS2=");
    BOOST_TEST(talkgroups_of(w, c)[1].empty());
}

BOOST_AUTO_TEST_CASE(what_is_bad_or_foreign_is_skipped_and_named)
{
    world w;
    const client c = w.connect(5);
    w.ask(c, "TS2=91,16777216,31*,x;StartRef=4000;UNIT=1;DIAL");
    BOOST_TEST((talkgroups_of(w, c)[1] == dmr::talkgroup_set{dmr::talkgroup{91}}));
    BOOST_TEST(w.events.has("options 5 bad 3 unknown 2 untrusted 1 rejected 0"));
}

BOOST_AUTO_TEST_CASE(more_requests_than_allowed_are_acknowledged_and_the_last_one_applies_later)
{
    config::settings s = open_settings();
    s.limits.options_per_minute = 3;
    world w{s};
    const client c = w.connect(5);
    for (int i = 1; i <= 10; ++i)
        BOOST_TEST(w.ask(c, "TS2=" + std::to_string(i))[0].is("RPTACK"));
    BOOST_TEST((talkgroups_of(w, c)[1] == dmr::talkgroup_set{dmr::talkgroup{3}}));
    BOOST_TEST(w.events.count("deferred 5") == 1U);
    for (int i = 0; i < 6; ++i) {
        w.pass(10s);
        w.receive(c.path, wire::write_keep_alive(c.id));
    }
    w.pass(1s);
    BOOST_TEST((talkgroups_of(w, c)[1] == dmr::talkgroup_set{dmr::talkgroup{10}}));
}

BOOST_AUTO_TEST_CASE(options_that_waited_are_not_applied_after_newer_ones)
{
    config::settings s = open_settings();
    s.limits.options_per_minute = 1;
    world w{s};
    const client c = w.connect(5);
    w.ask(c, "TS2=1");
    w.ask(c, "TS2=2"); // has to wait
    for (int i = 0; i < 6; ++i) {
        w.now += 10s; // the task that would apply it does not come
        w.receive(c.path, wire::write_keep_alive(c.id));
    }
    w.events.take();
    w.ask(c, "TS2=3");
    for (int i = 0; i < 7; ++i) {
        w.pass(10s);
        w.receive(c.path, wire::write_keep_alive(c.id));
    }
    BOOST_TEST(w.events.count("options 5 bad 0 unknown 0 untrusted 0 rejected 0") == 1U);
    BOOST_TEST((talkgroups_of(w, c)[1] == dmr::talkgroup_set{dmr::talkgroup{3}}));
}

BOOST_AUTO_TEST_CASE(options_that_wait_die_with_their_session)
{
    config::settings s = open_settings();
    s.limits.options_per_minute = 1;
    world w{s};
    const client c = w.connect(5);
    w.ask(c, "TS2=1");
    w.ask(c, "TS2=2");
    w.receive(c.path, wire::write_goodbye(c.id));
    w.pass(2min);
    BOOST_TEST(w.router.occupied().sessions == 0U);
    BOOST_TEST(w.router.occupied().subscription_keys == 0U);
}

BOOST_AUTO_TEST_CASE(the_requests_of_a_stranger_are_refused)
{
    world w;
    const client c = w.connect(5);
    const client thief{c.id, path_of(0x0A09'0909)};
    BOOST_TEST(w.ask(thief, "TS2=1")[0].is("MSTNAK"));
    BOOST_TEST(talkgroups_of(w, c)[1].is_everything());
}

BOOST_AUTO_TEST_SUITE_END()

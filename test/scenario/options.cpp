// SPDX-License-Identifier: GPL-3.0-or-later
// Talkgroups, translations and switches on request: spec routing.md, "RPTO: options".
#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

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

const core::session& session_of(world& w, const client& c)
{
    const core::session* found = nullptr;
    w.router.for_each_session([&](const core::session& s) {
        if (s.id == c.id)
            found = &s;
    });
    BOOST_REQUIRE(found != nullptr);
    return *found;
}

std::array<dmr::talkgroup_set, 2> talkgroups_of(world& w, const client& c)
{
    return session_of(w, c).talkgroups;
}

// "2:9=2:2624 1:3100=2:3100*10": the repeater's slot and talkgroup, the network's, how many; "" = none.
std::string translations_of(world& w, const client& c)
{
    std::string all;
    const auto& translation = session_of(w, c).translation;
    if (!translation)
        return all;
    const auto name = [](const core::channel& ch) {
        return std::to_string(dmr::number_of(ch.slot)) + ':' + std::to_string(ch.talkgroup);
    };
    translation->for_each([&](const core::stretch& s) {
        all += (all.empty() ? "" : " ") + name(s.local) + '=' + name(s.network) +
               (s.count > 1 ? '*' + std::to_string(s.count) : "");
    });
    return all;
}

dmr::talkgroup_set groups(std::initializer_list<std::uint32_t> numbers)
{
    dmr::talkgroup_set s;
    for (const auto n : numbers)
        s.add(dmr::talkgroup{n});
    return s;
}

std::string options_line(const client& c, const std::string& rest)
{
    return "options " + std::to_string(c.id.value()) + " bad 0 unknown 0 untrusted " + rest;
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

// --- Lists -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_valid_entry_adds_its_network_talkgroups_with_or_without_a_colon)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=2624:2:9,2621:2,2622::,7,3100-3101:1");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({7, 2621, 2622, 2624, 3100, 3101})));
    BOOST_TEST(talkgroups_of(w, c)[0].size() ==
               2U); // the other slot is only where it is heard: not mentioned
}

BOOST_AUTO_TEST_CASE(they_count_without_trust_too_and_only_the_remap_is_ignored)
{
    world w{with_rule(false)};
    const client c = w.connect(5);
    w.ask(c, "TS2=91:2:9,92:1");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({91})));
    BOOST_TEST(translations_of(w, c) == "");
    BOOST_TEST(w.events.has(options_line(c, "0 rejected 1 translations ignored 91:2:9 92:1")));
}

BOOST_AUTO_TEST_CASE(they_count_also_when_the_remap_loses_a_collision)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=2624:2:9,2625:2:9");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({2624, 2625})));
    BOOST_TEST(translations_of(w, c) == "2:9=2:2624");
}

BOOST_AUTO_TEST_CASE(an_empty_slot_or_talkgroup_after_a_colon_is_a_star)
{
    for (const char* const text : {"TS1=2624::9", "TS1=2624:*:9"}) {
        world w{with_rule(true)};
        const client c = w.connect(5);
        w.ask(c, text);
        BOOST_TEST(translations_of(w, c) == "1:9=1:2624", text);
    }
    for (const char* const text : {"TS1=2624:2:", "TS1=2624:2:*", "TS1=2624:2"}) {
        world w{with_rule(true)};
        const client c = w.connect(5);
        w.ask(c, text);
        BOOST_TEST(translations_of(w, c) == "2:2624=1:2624", text);
    }
}

BOOST_AUTO_TEST_CASE(a_wildcard_as_net_is_refused_with_or_without_suffix)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=*:1,*:2:9,31*,31*:2:9,91");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({91})));
    BOOST_TEST(translations_of(w, c) == "");
    BOOST_TEST(w.events.has("options 5 bad 4 unknown 0 untrusted 0 rejected 0"));
}

BOOST_AUTO_TEST_CASE(the_keys_of_dmr_plus_add_to_the_list_where_the_dialect_is_spoken)
{
    for (const bool spoken : {false, true}) {
        auto settings = with_rule(true);
        settings.dmrplus_options = spoken;
        world w{settings};
        const client c = w.connect(5);
        w.ask(c, "TS1_1=262;TS1_2=;TS2=91;TS2_1=2624;StartRef=4000");
        BOOST_TEST((talkgroups_of(w, c)[0] == (spoken ? groups({262}) : groups({1, 8}))));
        BOOST_TEST((talkgroups_of(w, c)[1] == (spoken ? groups({91, 2624}) : groups({91}))));
        BOOST_TEST(w.events.has(spoken ? "options 5 bad 0 unknown 1 untrusted 0 rejected 0"
                                       : "options 5 bad 0 unknown 4 untrusted 0 rejected 0"));
    }
}

// --- Translation -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(inbound_and_outbound_are_inverse_to_each_other)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=2624:2:9,3100-3109:1");
    BOOST_TEST(translations_of(w, c) == "1:3100=2:3100*10 2:9=2:2624");
    const auto& t = *session_of(w, c).translation;
    BOOST_TEST((t.to_network({dmr::slot::two, 9}) == core::channel{dmr::slot::two, 2624}));
    BOOST_TEST((t.to_local({dmr::slot::two, 2624}) == core::channel{dmr::slot::two, 9}));
    BOOST_TEST((t.to_local({dmr::slot::two, 3105}) == core::channel{dmr::slot::one, 3105}));
    BOOST_TEST((t.to_network({dmr::slot::one, 3105}) == core::channel{dmr::slot::two, 3105}));
}

// The network's own talkgroup 9 goes to the same place as 2624; what is said on 9 there goes to 2624.
BOOST_AUTO_TEST_CASE(an_alias_hides_nothing_that_comes_from_the_network)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=9,2624:2:9");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({9, 2624})));
    const auto& t = *session_of(w, c).translation;
    BOOST_TEST((t.to_network({dmr::slot::two, 9}) == core::channel{dmr::slot::two, 2624}));
    BOOST_TEST(!t.to_local({dmr::slot::two, 9}));
}

// quirks.md 43
BOOST_AUTO_TEST_CASE(an_exact_entry_beats_a_range_and_among_equals_the_first_wins)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS1=3100-3104:2,3102:2:9,3102:2:8");
    BOOST_TEST(translations_of(w, c) == "2:9=1:3102 2:3100=1:3100*2 2:3103=1:3103*2");
    BOOST_TEST(w.events.has(options_line(c, "0 rejected 0 lost 3100-3104:2 3102:2:8")));
}

BOOST_AUTO_TEST_CASE(the_loser_of_a_collision_on_either_side_is_dropped_with_a_warning)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=2624:2:9;TS1=1:2:9,3100-3109:1:10;TS2=2624:1:11");
    BOOST_TEST(translations_of(w, c) == "1:10=1:3100 2:9=2:2624");
    BOOST_TEST(w.events.has(options_line(c, "0 rejected 0 lost 1:2:9 3100-3109:1:10 2624:1:11")));
}

BOOST_AUTO_TEST_CASE(translations_beyond_the_limit_are_skipped_and_their_talkgroups_count)
{
    auto settings = with_rule(true);
    settings.limits.translations_per_repeater = 10;
    world w{settings};
    const client c = w.connect(5);
    w.ask(c, "TS1=1-8:2,100-102:2,200-201:2,300:2");
    BOOST_TEST(translations_of(w, c) == "2:1=1:1*8 2:200=1:200*2");
    BOOST_TEST(talkgroups_of(w, c)[0].size() == 14U);
    BOOST_TEST(w.events.has(options_line(c, "0 rejected 0 cut 100-102:2 300:2")));
}

BOOST_AUTO_TEST_CASE(talkgroups_beyond_the_limit_are_neither_given_nor_translated)
{
    auto settings = with_rule(true);
    settings.limits.talkgroups_per_slot = 10;
    world w{settings};
    const client c = w.connect(5);
    w.ask(c, "TS1=1-8:2,100-102:2,200:2");
    BOOST_TEST(translations_of(w, c) == "2:1=1:1*8 2:200=1:200");
    BOOST_TEST(talkgroups_of(w, c)[0].size() == 9U);
    BOOST_TEST(w.events.has(options_line(c, "0 rejected 0 cut 100-102:2")));
}

BOOST_AUTO_TEST_CASE(a_new_request_replaces_translation_source_and_unit_calls_too)
{
    world w{with_rule(true)};
    const client c = w.connect(5);
    w.ask(c, "TS2=2624:2:9;SRC=3120009;UNIT=1");
    BOOST_TEST(translations_of(w, c) == "2:9=2:2624");
    BOOST_TEST((session_of(w, c).source_override == dmr::radio_id{3120009}));
    BOOST_TEST(session_of(w, c).unit_calls);
    w.ask(c, "TS2=2624");
    BOOST_TEST(translations_of(w, c) == "");
    BOOST_TEST((session_of(w, c).source_override == dmr::radio_id{}));
    BOOST_TEST(!session_of(w, c).unit_calls);
}

// --- Trust -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(
    source_translations_and_unit_count_only_with_trust_and_are_otherwise_ignored_with_a_warning)
{
    for (const bool trust : {false, true}) {
        world w{with_rule(trust)};
        const client c = w.connect(5);
        w.ask(c, "TS2=91:2:9;SRC=3120009;UNIT=yes");
        BOOST_TEST(translations_of(w, c) == (trust ? "2:9=2:91" : ""));
        BOOST_TEST(session_of(w, c).source_override.value() == (trust ? 3120009U : 0U));
        BOOST_TEST(session_of(w, c).unit_calls == trust);
        BOOST_TEST(w.events.has(
            options_line(c, trust ? "0 rejected 0" : "2 rejected 0 translations ignored 91:2:9")));
    }
}

BOOST_AUTO_TEST_CASE(without_trust_unit_is_the_default_of_the_rule)
{
    for (const bool trust : {false, true}) {
        auto settings = with_rule(trust);
        auto rule = std::make_shared<config::access_rule>(*settings.access.rules[0]);
        rule->default_unit_calls = true;
        settings.access.rules = {rule};
        settings.access.prepare();
        world w{settings};
        const client c = w.connect(5);
        BOOST_TEST(session_of(w, c).unit_calls);
        w.ask(c, "UNIT=off");
        BOOST_TEST(session_of(w, c).unit_calls == !trust);
        w.ask(c, "TS2=91"); // trusted, but not mentioned
        BOOST_TEST(session_of(w, c).unit_calls);
    }
}

namespace {

// The same repeater is trusted with one of its callsigns only.
config::settings trusted_by_callsign()
{
    config::settings s = open_settings();
    for (const bool trust : {true, false}) {
        auto rule = rule_of(trust ? "friends" : "others", "secret");
        rule->match.callsigns.emplace_back(trust ? "AB1C" : "AB2C");
        rule->talkgroups[1] = groups({91});
        rule->trust = trust;
        s.access.rules.push_back(rule);
    }
    s.access.prepare();
    return s;
}

}

BOOST_AUTO_TEST_CASE(under_another_rule_the_last_request_is_applied_again_and_told_of)
{
    world w{trusted_by_callsign()};
    const client c = w.connect(5, "TS2=92:2:9;SRC=7;UNIT=1", "secret", world::station("AB1C"));
    BOOST_TEST(translations_of(w, c) == "2:9=2:92");
    w.events.take();

    w.describe(c, world::station("AB2C"));
    BOOST_TEST(translations_of(w, c) == "");
    BOOST_TEST(talkgroups_of(w, c)[1].empty());
    BOOST_TEST((session_of(w, c).source_override == dmr::radio_id{}));
    BOOST_TEST(!session_of(w, c).unit_calls);
    BOOST_TEST((w.events.take() ==
                std::vector<std::string>{options_line(c, "2 rejected 1 translations ignored 92:2:9"),
                                         "connected 5 again"}));

    w.describe(c, world::station("AB1C"));
    BOOST_TEST(translations_of(w, c) == "2:9=2:92");
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({92})));
    BOOST_TEST((session_of(w, c).source_override == dmr::radio_id{7}));
    BOOST_TEST(session_of(w, c).unit_calls);
}

BOOST_AUTO_TEST_CASE(who_never_asked_gets_what_the_other_rule_gives_and_nothing_is_told)
{
    world w{trusted_by_callsign()};
    const client c = w.connect(5, "", "secret", world::station("AB1C"));
    w.events.take();
    w.describe(c, world::station("AB2C"));
    BOOST_TEST((w.events.take() == std::vector<std::string>{"connected 5 again"}));
}

BOOST_AUTO_TEST_CASE(a_session_that_logs_in_anew_begins_without_its_options)
{
    world w{with_rule(true)};
    const client c = w.connect(5, "TS2=2624:2:9;SRC=7;UNIT=1");
    BOOST_REQUIRE(w.log_in(c));
    BOOST_TEST(translations_of(w, c) == "");
    BOOST_TEST((session_of(w, c).source_override == dmr::radio_id{}));
    BOOST_TEST(!session_of(w, c).unit_calls);
    BOOST_TEST((talkgroups_of(w, c)[1] == groups({91})));
}

// --- How often -------------------------------------------------------------------------------------

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

// SPDX-License-Identifier: GPL-3.0-or-later
// Spec config.md, "Reload".
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

using lines = std::vector<std::string>;

// Takes over the settings as the server does: the sessions some at a time.
std::size_t reload(world& w, config::settings s)
{
    s.access.prepare();
    core::reconsideration r = w.router.reload(std::move(s), w.now);
    while (!r.done)
        w.router.reconsider(r, 2, w.now);
    return r.ended;
}

config::settings with_default(std::shared_ptr<const config::access_rule> rule)
{
    config::settings s = open_settings();
    s.access.fallback = std::move(rule);
    s.access.prepare();
    return s;
}

std::shared_ptr<config::access_rule> for_id(std::uint32_t id, std::string passphrase)
{
    auto rule = rule_of("rule of " + std::to_string(id), std::move(passphrase));
    rule->match.ids = {dmr::repeater_id{id}};
    return rule;
}

std::shared_ptr<config::access_rule> only(std::uint32_t talkgroup)
{
    auto rule = rule_of("default", "secret");
    rule->talkgroups = {dmr::talkgroup_set{dmr::talkgroup{talkgroup}},
                        dmr::talkgroup_set{dmr::talkgroup{talkgroup}}};
    return rule;
}

bool is_connected(world& w, const client& c)
{
    return w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG");
}

}

BOOST_AUTO_TEST_SUITE(reload_of_settings)

BOOST_AUTO_TEST_CASE(settings_that_change_nothing_disturb_nobody)
{
    world w;
    std::vector<client> all;
    for (std::uint32_t id = 1; id <= 7; ++id)
        all.push_back(w.connect(id, "TS2=91"));
    voice v;
    w.header(all[0], v);
    w.events.take();
    BOOST_TEST(reload(w, open_settings()) == 0U);
    BOOST_TEST(w.events.take().empty());
    BOOST_TEST(w.egress.take().empty());
    BOOST_TEST(w.speech(all[0], v).size() == 6U);
}

BOOST_AUTO_TEST_CASE(who_is_blacklisted_now_is_refused_and_goes)
{
    world w;
    const client c = w.connect(7);
    const client other = w.connect(8);
    config::settings s = open_settings();
    config::blacklist_rule rule;
    rule.name = "banned";
    rule.match.ids = {c.id};
    s.access.blacklist.push_back(rule);
    w.events.take();
    BOOST_TEST(reload(w, s) == 1U);
    const auto told = w.egress.take();
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST((told[0].to == c.path && told[0].is("MSTNAK")));
    BOOST_TEST(w.events.take() == (lines{"disconnected 7 not_allowed"}), boost::test_tools::per_element());
    BOOST_TEST(!w.authenticate(c));
    BOOST_TEST(is_connected(w, other));
}

BOOST_AUTO_TEST_CASE(a_session_whose_passphrase_is_no_longer_its_rules_goes)
{
    world w;
    const client c = w.connect(7);
    const client other = w.connect(8);
    config::settings s = open_settings();
    s.access.rules.push_back(for_id(7, "a new one"));
    BOOST_TEST(reload(w, s) == 1U);
    BOOST_TEST(w.egress.take().size() == 1U);
    BOOST_TEST(is_connected(w, other));
    BOOST_TEST(!w.authenticate(c));
    client knows = c;
    knows.passphrase = "a new one";
    BOOST_TEST(w.log_in(knows));
}

BOOST_AUTO_TEST_CASE(the_same_passphrase_text_in_another_rule_is_as_good)
{
    world w;
    const client c = w.connect(7);
    config::settings s = open_settings();
    s.access.rules.push_back(for_id(7, "secret"));
    w.events.take();
    BOOST_TEST(reload(w, s) == 0U);
    BOOST_TEST(is_connected(w, c));
    BOOST_TEST(w.router.find(c.id)->rule->name == "rule of 7");
    BOOST_TEST(w.events.take().empty());
}

BOOST_AUTO_TEST_CASE(without_a_default_who_came_in_by_it_goes)
{
    world w;
    w.connect(7);
    w.connect(8);
    config::settings s = with_default(nullptr);
    s.access.rules.push_back(for_id(8, "secret"));
    BOOST_TEST(reload(w, s) == 1U);
    BOOST_TEST(w.router.occupied().connected == 1U);
}

BOOST_AUTO_TEST_CASE(the_last_options_are_applied_again_to_the_new_rule)
{
    world w;
    const client talker = w.connect(7);
    const client listener = w.connect(8, "TS2=91,92");
    const client without = w.connect(9);
    w.events.take();
    reload(w, with_default(only(92)));
    BOOST_TEST(w.router.find(listener.id)->talkgroups[1].admits(dmr::talkgroup{92}));
    BOOST_TEST(!w.router.find(listener.id)->talkgroups[1].admits(dmr::talkgroup{91}));
    voice on_91{.talkgroup = 91};
    w.header(talker, on_91);
    BOOST_TEST(w.events.has("call_refused 7 not_permitted"));
    w.pass(15s);
    voice on_92{.talkgroup = 92, .stream = 0x99};
    const auto heard = w.header(talker, on_92);
    BOOST_TEST(heard_by(listener, heard) == 1U);
    BOOST_TEST(heard_by(without, heard) == 1U);
    // Back again: what was asked for once is granted now.
    reload(w, open_settings());
    BOOST_TEST(w.router.find(listener.id)->talkgroups[1].admits(dmr::talkgroup{91}));
}

BOOST_AUTO_TEST_CASE(a_running_call_keeps_its_targets)
{
    world w;
    const client talker = w.connect(7);
    const client listener = w.connect(8);
    voice v{.talkgroup = 91};
    w.header(talker, v);
    reload(w, with_default(only(92)));
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
    BOOST_TEST(heard_by(listener, w.terminator(talker, v)) == 1U);
    w.events.take();
    w.pass(15s);
    voice next{.talkgroup = 91, .stream = 0x77};
    BOOST_TEST(w.header(talker, next).empty());
}

BOOST_AUTO_TEST_CASE(new_timeouts_count_at_once)
{
    world w;
    const client talker = w.connect(7);
    w.connect(8);
    voice v;
    w.over(talker, v);
    config::settings s = open_settings();
    s.timing.stream_timeout = 1s;
    s.timing.stream_hang_time = 3s;
    reload(w, s);
    w.events.take();
    w.pass(4s);
    BOOST_TEST(w.events.has("free 7 slot 2"));
    BOOST_TEST(w.events.has("free 8 slot 2"));
}

BOOST_AUTO_TEST_CASE(trust_and_unit_calls_follow_the_rule)
{
    world w;
    const client c = w.connect(7, "TS2=91;UNIT=1");
    BOOST_TEST(!w.router.find(c.id)->unit_calls);
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    reload(w, with_default(rule));
    BOOST_TEST(w.router.find(c.id)->unit_calls);
    reload(w, open_settings());
    BOOST_TEST(!w.router.find(c.id)->unit_calls);
}

BOOST_AUTO_TEST_CASE(another_limit_of_options_reads_them_again)
{
    world w;
    const client c = w.connect(7, "TS2=1-100");
    BOOST_TEST(w.router.find(c.id)->talkgroups[1].size() == 100U);
    config::settings s = open_settings();
    s.limits.talkgroups_per_slot = 10;
    w.events.take();
    reload(w, s);
    BOOST_TEST(w.router.find(c.id)->talkgroups[1].size() <= 10U);
}

BOOST_AUTO_TEST_CASE(a_login_under_way_goes_on_by_the_new_rules)
{
    world w;
    const client c{dmr::repeater_id{7}, path_of(7)};
    const client other{dmr::repeater_id{8}, path_of(8)};
    BOOST_TEST(w.authenticate(c));
    BOOST_TEST(w.authenticate(other));
    config::settings s = open_settings();
    s.access.rules.push_back(for_id(7, "a new one"));
    auto named = for_id(8, "secret");
    named->name = "eight";
    s.access.rules.push_back(named);
    BOOST_TEST(reload(w, s) == 1U);
    w.egress.take();
    BOOST_TEST(w.describe(c, world::station("N0CALL"))[0].is("MSTNAK"));
    BOOST_TEST(w.describe(other, world::station("N0CALL"))[0].is("RPTACK"));
    BOOST_TEST(w.router.find(other.id)->rule->name == "eight");
}

BOOST_AUTO_TEST_CASE(an_id_that_is_one_of_our_links_now_goes)
{
    world w;
    w.connect(7);
    config::settings s = open_settings();
    config::link_settings link;
    link.radio_id = dmr::repeater_id{7};
    s.links.push_back(link);
    BOOST_TEST(reload(w, s) == 1U);
}

BOOST_AUTO_TEST_CASE(sessions_are_counted_by_their_type_whatever_becomes_of_it)
{
    world w;
    auto spot = world::station("N0CALL");
    spot.package_id = "MMDVM_HS_Hat";
    w.connect(7, "", "secret", spot);
    w.connect(8);
    const auto count = [&](config::connection_type t) {
        return w.router.occupied().by_type[static_cast<std::size_t>(t)];
    };
    BOOST_TEST(count(config::connection_type::hotspot) == 1U);
    BOOST_TEST(count(config::connection_type::repeater) == 1U);
    config::settings s = open_settings();
    s.connection_types.hotspot_packages = {};
    s.connection_types.network_packages = {"mmdvm_hs"};
    w.events.take();
    reload(w, s);
    BOOST_TEST(count(config::connection_type::hotspot) == 0U);
    BOOST_TEST(count(config::connection_type::network) == 1U);
    BOOST_TEST(w.events.take().size() == 1U); // whoever shows the type is told
    w.router.kick(dmr::repeater_id{7}, "", w.now);
    w.router.kick(dmr::repeater_id{8}, "", w.now);
    for (const auto n : w.router.occupied().by_type)
        BOOST_TEST(n == 0U);
}

BOOST_AUTO_TEST_CASE(the_echo_service_can_be_switched_on)
{
    world w;
    const client c = w.connect(7);
    config::settings s = open_settings();
    s.parrot.enabled = true;
    s.parrot.longest = 5s;
    reload(w, s);
    voice v{.talkgroup = 9990, .call = dmr::call_type::unit};
    w.over(c, v);
    w.egress.take();
    w.pass(2s);
    w.router.play_echo(w.now);
    BOOST_TEST(w.egress.take().size() >= 1U);
}

BOOST_AUTO_TEST_SUITE_END()

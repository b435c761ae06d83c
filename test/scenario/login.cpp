// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: spec hbp.md, "Session of a repeater", and quirks.md 1 to 15.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

client somebody(std::uint32_t id, std::uint32_t host = 0x0A00'0001, std::uint16_t port = 62031)
{
    return {dmr::repeater_id{id}, path_of(host, port)};
}

bool is_refusal_for(const std::vector<sent>& answer, const client& c)
{
    return answer.size() == 1 && answer[0].to == c.path &&
           answer[0].bytes == to_datagram(wire::write_refusal(c.id));
}

bool is_acknowledgement_for(const std::vector<sent>& answer, const client& c)
{
    return answer.size() == 1 && answer[0].to == c.path &&
           answer[0].bytes == to_datagram(wire::write_acknowledgement(c.id));
}

std::shared_ptr<config::access_rule> callsign_rule(std::string name, std::string pattern,
                                                   std::string passphrase)
{
    auto rule = rule_of(std::move(name), std::move(passphrase));
    rule->match.callsigns.emplace_back(pattern);
    return rule;
}

}

BOOST_AUTO_TEST_SUITE(login)

BOOST_AUTO_TEST_CASE(a_repeater_logs_in_with_one_answer_to_each_request)
{
    world w;
    const client c = somebody(312000);
    const auto salt = w.challenge(c);
    BOOST_REQUIRE(salt);
    BOOST_TEST(w.router.occupied().sessions == 0U); // the challenge keeps no state
    const auto proof = w.digest_for(*salt, "secret");
    BOOST_TEST(is_acknowledgement_for(w.receive(c.path, wire::write_challenge_answer(c.id, proof)), c));
    BOOST_TEST(is_acknowledgement_for(w.describe(c, world::station("N0CALL")), c));
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"authenticated 312000", "connected 312000"}),
               boost::test_tools::per_element());
    const auto pong = w.receive(c.path, wire::write_keep_alive(c.id));
    BOOST_REQUIRE(pong.size() == 1U);
    BOOST_TEST((pong[0].bytes == to_datagram(wire::write_pong(c.id))));
}

BOOST_AUTO_TEST_CASE(a_wrong_passphrase_is_refused_and_leaves_nothing)
{
    world w;
    client c = somebody(312000);
    c.passphrase = "wrong";
    BOOST_TEST(!w.authenticate(c));
    BOOST_TEST(w.router.occupied().sessions == 0U);
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"refused 312000 wrong_passphrase default"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_endpoint_gets_the_same_salt_on_a_retry)
{
    world w;
    const client c = somebody(312000);
    const auto first = w.challenge(c);
    w.pass(10s);
    BOOST_TEST((w.challenge(c) == first));
    BOOST_TEST((w.challenge(somebody(312000, 0x0A00'0002)) != first));
    BOOST_TEST((w.challenge(somebody(312001)) != first));
}

BOOST_AUTO_TEST_CASE(an_answer_counts_in_the_epoch_of_its_challenge_and_in_the_next)
{
    for (const auto& [waited, good] : {std::pair{59s, true}, std::pair{119s, true}, std::pair{121s, false}}) {
        world w; // begins at the start of an epoch
        const client c = somebody(312000);
        const auto salt = w.challenge(c);
        w.pass(waited);
        const auto answer =
            w.receive(c.path, wire::write_challenge_answer(c.id, w.digest_for(*salt, "secret")));
        BOOST_TEST(is_acknowledgement_for(answer, c) == good);
        BOOST_TEST(is_refusal_for(answer, c) == !good);
    }
}

BOOST_AUTO_TEST_CASE(a_salt_is_of_no_use_to_another_endpoint)
{
    world w;
    const client c = somebody(312000);
    const client thief = somebody(312000, 0x0A00'0001, 4000);
    const auto salt = w.challenge(c);
    BOOST_TEST(is_refusal_for(
        w.receive(thief.path, wire::write_challenge_answer(c.id, w.digest_for(*salt, "secret"))), thief));
}

BOOST_AUTO_TEST_CASE(a_login_request_does_not_disturb_a_connected_session)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    // From anywhere, its own endpoint included: a source address can be forged.
    for (const auto& path : {listener.path, path_of(0x0A09'0909)}) {
        const auto answer = w.receive(path, wire::write_login_request(listener.id));
        BOOST_TEST((answer.size() == 1U && answer[0].is("RPTACK")));
    }
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
    BOOST_TEST(w.receive(listener.path, wire::write_keep_alive(listener.id))[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_CASE(a_retransmitted_answer_is_acknowledged_again_and_changes_nothing)
{
    world w;
    const client c = somebody(312000);
    const auto salt = w.challenge(c);
    const auto answer = wire::write_challenge_answer(c.id, w.digest_for(*salt, "secret"));
    w.receive(c.path, answer);
    w.describe(c, world::station("N0CALL"));
    w.ask(c, "TS2=91");
    w.events.take();
    BOOST_TEST(is_acknowledgement_for(w.receive(c.path, answer), c));
    BOOST_TEST(w.events.take().empty());
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG")); // still connected
}

BOOST_AUTO_TEST_CASE(a_recorded_answer_does_not_restart_a_session_of_another_epoch)
{
    world w;
    const client c = somebody(312000);
    const auto old_salt = w.challenge(c);
    const auto recorded = wire::write_challenge_answer(c.id, w.digest_for(*old_salt, "secret"));
    w.pass(130s);
    BOOST_REQUIRE(w.log_in(c));
    w.receive(c.path, wire::write_login_request(c.id)); // forged
    BOOST_TEST(is_refusal_for(w.receive(c.path, recorded), c));
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_CASE(a_forged_answer_in_the_name_of_a_connected_repeater_gets_no_refusal)
{
    world w;
    const client c = w.connect(312000);
    // The repeater would take a MSTNAK for its own and leave the air for ten seconds.
    BOOST_TEST(w.receive(c.path, wire::write_challenge_answer(c.id, wire::digest{})).empty());
    BOOST_TEST(w.events.has("refused 312000 wrong_passphrase default"));
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG"));
    // After a challenge the answer may be its own: it is told.
    w.challenge(c);
    BOOST_TEST(is_refusal_for(w.receive(c.path, wire::write_challenge_answer(c.id, wire::digest{})), c));
}

BOOST_AUTO_TEST_CASE(a_login_from_elsewhere_with_the_same_passphrase_takes_the_place)
{
    world w;
    const client before = w.connect(7);
    const client listener = w.connect(8);
    voice v;
    w.header(before, v);
    w.events.take();

    client after = somebody(7, 0x0A07'0707);
    const auto salt = w.challenge(after);
    const auto answer =
        w.receive(after.path, wire::write_challenge_answer(after.id, w.digest_for(*salt, "secret")));
    BOOST_REQUIRE(answer.size() == 3U);
    BOOST_TEST((answer[0].to == listener.path && wire::dmrd{answer[0].bytes}.is_terminator()));
    BOOST_TEST((answer[1].to == before.path && answer[1].is("MSTNAK")));
    BOOST_TEST((answer[2].to == after.path && answer[2].is("RPTACK")));
    BOOST_TEST(w.events.take() ==
                   (std::vector<std::string>{"rx_end 7 slot 2 tg 91 src 1001 timeout",
                                             "tx_end 8 slot 2 tg 91 src 1001 timeout", "free 7 slot 2",
                                             "disconnected 7 reconnect_different_port", "authenticated 7"}),
               boost::test_tools::per_element());
    BOOST_TEST(is_refusal_for(w.receive(before.path, wire::write_keep_alive(before.id)), before));
}

BOOST_AUTO_TEST_CASE(a_connected_id_is_not_taken_by_somebody_who_proves_another_passphrase)
{
    config::settings s = open_settings();
    s.access.rules.push_back(callsign_rule("friends", "AB1C", "friends-secret"));
    s.access.prepare();
    world w{s};
    const client connected = w.connect(7);
    client thief = somebody(7, 0x0A07'0707);
    thief.passphrase = "friends-secret"; // good for a new id
    w.events.take();
    BOOST_TEST(!w.authenticate(thief));
    BOOST_TEST(w.events.has("refused 7 already_connected"));
    BOOST_TEST(w.receive(connected.path, wire::write_keep_alive(connected.id))[0].is("MSTPONG"));
    thief.id = dmr::repeater_id{9};
    BOOST_TEST(w.authenticate(thief));
}

BOOST_AUTO_TEST_CASE(a_new_login_of_its_own_endpoint_starts_the_session_over)
{
    world w;
    const client c = w.connect(7, "TS2=91");
    const client listener = w.connect(8);
    w.events.take();
    BOOST_TEST(w.authenticate(c)); // no MSTNAK: one answer
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"authenticated 7"}),
               boost::test_tools::per_element()); // the feed sees no goodbye
    w.describe(c, world::station("N0CALL"));
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"connected 7"}),
               boost::test_tools::per_element());
    voice elsewhere{.talkgroup = 3120}; // the subscription of before is gone
    BOOST_TEST(heard_by(c, w.header(listener, elsewhere)) == 1U);
}

BOOST_AUTO_TEST_CASE(a_shown_session_that_does_not_finish_its_new_login_is_reported_gone)
{
    world w;
    const client c = w.connect(7);
    const time_point connected_at = w.now;
    w.pass(1s);
    w.authenticate(c);
    w.router.for_each_session([&](const core::session& s) { BOOST_TEST((s.connected_at == connected_at)); });
    w.events.take();
    w.pass(26s);
    BOOST_TEST(w.events.take() ==
                   (std::vector<std::string>{"refused 7 login_unfinished", "disconnected 7 timeout"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unfinished_login_goes_after_25_seconds)
{
    world w;
    const client c = somebody(7);
    w.authenticate(c);
    w.pass(24s);
    BOOST_TEST(w.router.occupied().sessions == 1U);
    w.pass(2s);
    BOOST_TEST(w.router.occupied().sessions == 0U);
    BOOST_TEST(is_refusal_for(w.describe(c, world::station("N0CALL")), c));
}

BOOST_AUTO_TEST_CASE(a_description_needs_a_session_of_that_endpoint)
{
    world w;
    const client c = somebody(7);
    BOOST_TEST(is_refusal_for(w.describe(c, world::station("N0CALL")), c));
    w.authenticate(c);
    const client other = somebody(7, 0x0A07'0707);
    BOOST_TEST(is_refusal_for(w.describe(other, world::station("N0CALL")), other));
    BOOST_TEST(is_acknowledgement_for(w.describe(c, world::station("N0CALL")), c));
}

BOOST_AUTO_TEST_CASE(a_repeated_description_is_acknowledged_refreshed_and_reported)
{
    world w;
    const client c = w.connect(7, "TS2=3120");
    const client other = w.connect(8);
    w.events.take();
    BOOST_TEST(is_acknowledgement_for(w.describe(c, world::station("N1NEW")), c));
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"connected 7 again"}),
               boost::test_tools::per_element());
    w.router.for_each_session([&](const core::session& s) {
        if (s.id == c.id)
            BOOST_TEST(s.station.callsign() == "N1NEW");
    });
    voice v{.talkgroup = 91};
    BOOST_TEST(heard_by(c, w.header(other, v)) == 0U); // what RPTO asked for is kept
}

BOOST_AUTO_TEST_CASE(a_blacklisted_callsign_is_removed_at_its_description)
{
    config::settings s = open_settings();
    config::blacklist_rule rule;
    rule.name = "banned";
    rule.match.callsigns.emplace_back("XX0BAD*");
    s.access.blacklist.push_back(rule);
    s.access.prepare();
    world w{s};
    const client c = somebody(7);
    BOOST_REQUIRE(w.authenticate(c));
    BOOST_TEST(is_refusal_for(w.describe(c, world::station("xx0bad1")), c));
    BOOST_TEST(w.events.has("refused 7 blacklisted banned"));
    BOOST_TEST(w.router.occupied().sessions == 0U);

    // Also when it takes that callsign later.
    const client d = w.connect(8);
    BOOST_TEST(is_refusal_for(w.describe(d, world::station("XX0BAD")), d));
    BOOST_TEST(w.events.has("disconnected 8 not_allowed"));
}

BOOST_AUTO_TEST_CASE(a_blacklisted_id_gets_a_challenge_but_can_prove_nothing)
{
    config::settings s = open_settings();
    config::blacklist_rule rule;
    rule.name = "old";
    rule.match.ids = {dmr::repeater_id{7}};
    s.access.blacklist.push_back(rule);
    s.access.prepare();
    world w{s};
    BOOST_TEST(!w.authenticate(somebody(7)));
    BOOST_TEST(w.events.has("refused 7 blacklisted old"));
    BOOST_TEST(w.router.counters().digests == 0U);
}

BOOST_AUTO_TEST_CASE(the_default_passphrase_does_not_make_a_claimed_callsign_trusted)
{
    config::settings s = open_settings();
    auto rule = callsign_rule("friends", "AB1C", "friends-secret");
    rule->trust = true;
    rule->talkgroups[1] = {dmr::talkgroup{4711}};
    s.access.rules.push_back(rule);
    s.access.prepare();
    world w{s};
    const client pretender = w.connect(7, "", "secret", world::station("AB1C"));
    BOOST_TEST(w.events.has("skipped 7 friends"));
    const client real_friend = w.connect(8, "", "friends-secret", world::station("AB1C"));
    w.router.for_each_session([&](const core::session& x) {
        BOOST_TEST(x.rule->name == (x.id == pretender.id ? "default" : "friends"));
    });
    voice v{.talkgroup = 4711};
    BOOST_TEST(heard_by(real_friend, w.header(pretender, v)) == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_for_a_callsign_passphrase_with_another_callsign)
{
    config::settings s = open_settings();
    s.access.rules.push_back(callsign_rule("friends", "AB1C", "friends-secret"));
    s.access.prepare();
    world w{s};
    client c = somebody(7);
    c.passphrase = "friends-secret";
    BOOST_REQUIRE(w.authenticate(c));
    BOOST_TEST(is_refusal_for(w.describe(c, world::station("N0CALL")), c));
    BOOST_TEST(w.router.occupied().sessions == 0U);
    BOOST_TEST(w.events.has("refused 7 no_rule"));
}

BOOST_AUTO_TEST_CASE(the_id_of_an_own_outbound_link_is_reserved)
{
    config::settings s = open_settings();
    config::link_settings link;
    link.radio_id = dmr::repeater_id{7};
    s.links.push_back(link);
    world w{s};
    const client c = somebody(7);
    BOOST_TEST(is_refusal_for(w.receive(c.path, wire::write_login_request(c.id)), c));
    BOOST_TEST(w.events.has("refused 7 id_reserved"));
}

BOOST_AUTO_TEST_CASE(a_full_server_refuses_new_ids_and_lets_known_ones_in_again)
{
    config::settings s = open_settings();
    s.limits.max_repeaters = 2;
    world w{s};
    const client first = w.connect(1);
    w.connect(2);
    const client third = somebody(3, 0x0A0A0A0A);
    BOOST_TEST(is_refusal_for(w.receive(third.path, wire::write_login_request(third.id)), third));
    BOOST_TEST(w.events.has("refused 3 server_full"));
    BOOST_TEST(w.log_in(first));
}

BOOST_AUTO_TEST_CASE(messages_before_the_login_is_complete_are_refused_or_dropped)
{
    world w;
    const client c = somebody(7);
    BOOST_REQUIRE(w.authenticate(c));
    BOOST_TEST(is_refusal_for(w.receive(c.path, wire::write_keep_alive(c.id)), c));
    BOOST_TEST(is_refusal_for(w.ask(c, "TS1=1"), c));
    voice v;
    BOOST_TEST(w.header(c, v).empty());
    BOOST_TEST(is_acknowledgement_for(w.describe(c, world::station("N0CALL")), c));
}

BOOST_AUTO_TEST_CASE(a_goodbye_ends_the_session_and_is_never_answered)
{
    world w;
    const client c = w.connect(7);
    BOOST_TEST(w.receive(path_of(0x0A09'0909), wire::write_goodbye(c.id)).empty()); // not its own endpoint
    BOOST_TEST(w.router.occupied().sessions == 1U);
    BOOST_TEST(w.receive(c.path, wire::write_goodbye(c.id)).empty());
    BOOST_TEST(w.events.has("disconnected 7 goodbye"));
    BOOST_TEST(w.router.occupied().sessions == 0U);
    BOOST_TEST(w.receive(c.path, wire::write_goodbye(c.id)).empty());
}

BOOST_AUTO_TEST_CASE(everyone_who_is_connected_is_told_when_the_server_stops)
{
    world w;
    const client a = w.connect(1);
    const client b = w.connect(2);
    w.authenticate(somebody(3, 0x0A03'0303));
    w.egress.take();
    w.router.say_goodbye(w.now);
    const auto told = w.egress.take();
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST((told[0].to == a.path && told[0].bytes == to_datagram(wire::write_server_goodbye(a.id))));
    BOOST_TEST((told[1].to == b.path && told[1].bytes.size() == 9U));
}

BOOST_AUTO_TEST_CASE(the_connection_type_is_found_in_the_description)
{
    world w;
    auto station = world::station("N0CALL");
    const auto type_of = [&](const client& c) {
        auto type = config::connection_type::unknown;
        w.router.for_each_session([&](const core::session& s) {
            if (s.id == c.id)
                type = s.type;
        });
        return to_string(type);
    };
    BOOST_TEST(type_of(w.connect(1, "", "secret", station)) == "repeater"); // MMDVM, duplex
    station.slots = '4';
    BOOST_TEST(type_of(w.connect(2, "", "secret", station)) == "hotspot");
    station.package_id = "MMDVM_HBlink";
    BOOST_TEST(type_of(w.connect(3, "", "secret", station)) == "network");
}

BOOST_AUTO_TEST_SUITE_END()

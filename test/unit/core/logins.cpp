// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/logins.hpp"

#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

// What wrong guesses of a passphrase cost (spec hbp.md, "RPTK"); whole logins are in test/scenario.

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings three_guesses()
{
    auto settings = open_settings();
    settings.limits.replies_per_second = 1;
    settings.limits.replies_burst = 3;
    return settings;
}

struct guessing : world
{
    guessing() : world{three_guesses()} {}

    // Makes wrong guesses for an id; answers how many digests the server computed for one of them.
    std::uint64_t work_for_a_guess(const core::path& from, std::uint32_t id)
    {
        const auto before = router.counters().digests;
        receive(from, wire::write_challenge_answer(dmr::repeater_id{id}, digest_for({}, "wrong")));
        return router.counters().digests - before;
    }
};

}

BOOST_FIXTURE_TEST_SUITE(guessed_passphrases, guessing)

BOOST_AUTO_TEST_CASE(a_stranger_can_guess_as_often_as_its_refusals_are_answered)
{
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(work_for_a_guess(path_of(1), 312) > 0u);
    BOOST_TEST(work_for_a_guess(path_of(1), 312) == 0u);
    BOOST_TEST(work_for_a_guess(path_of(2), 312) > 0u); // another source
    pass(1s);
    BOOST_TEST(work_for_a_guess(path_of(1), 312) > 0u);
    BOOST_TEST(work_for_a_guess(path_of(1), 312) == 0u);
}

BOOST_AUTO_TEST_CASE(a_connected_repeater_cannot_guess_its_own_passphrase_for_ever)
{
    const auto own = connect(312);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(work_for_a_guess(own.path, 312) > 0u);
    BOOST_TEST(work_for_a_guess(own.path, 312) == 0u);
}

// It is not answered, because it would take that for its own refusal; it pays all the same.
BOOST_AUTO_TEST_CASE(a_connected_repeater_cannot_guess_for_other_ids_for_ever)
{
    const auto own = connect(312);
    connect(313);
    for (const std::uint32_t id : {313u, 314u, 313u})
        BOOST_TEST(work_for_a_guess(own.path, id) > 0u);
    BOOST_TEST(work_for_a_guess(own.path, 313) == 0u);
    BOOST_TEST(work_for_a_guess(own.path, 314) == 0u);
}

BOOST_AUTO_TEST_CASE(a_wrong_guess_costs_one_token_and_no_more)
{
    const auto own = connect(312);
    for (const std::uint32_t id : {312u, 313u, 312u})
        BOOST_TEST(work_for_a_guess(own.path, id) > 0u);
    BOOST_TEST(work_for_a_guess(own.path, 312) == 0u);
}

BOOST_AUTO_TEST_CASE(a_good_login_costs_no_refusals)
{
    for (std::uint32_t id = 1; id <= 20; ++id) {
        pass(1s); // for the challenges
        const client c{dmr::repeater_id{id}, path_of(1, static_cast<std::uint16_t>(id))};
        BOOST_TEST(log_in(c));
    }
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(work_for_a_guess(path_of(1), 312) > 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(login_details)

namespace {

client somebody(std::uint32_t id, const std::string& passphrase = "secret")
{
    return {dmr::repeater_id{id}, path_of(0x0A00'0000 + id), passphrase};
}

bool is_refused(const std::vector<sent>& answer, const client& c)
{
    return answer.size() == 1 && answer[0].to == c.path &&
           answer[0].bytes == to_datagram(wire::write_refusal(c.id));
}

// What a repeater with this callsign may hear on slot 2, by a rule of its own.
std::shared_ptr<config::access_rule> rule_for(const std::string& callsign, std::uint32_t talkgroup)
{
    auto rule = rule_of(callsign, "secret");
    rule->match.callsigns.emplace_back(callsign);
    rule->talkgroups[1] = {dmr::talkgroup{talkgroup}, dmr::talkgroup{9}, dmr::talkgroup{91}};
    return rule;
}

dmr::talkgroup_set heard_on_slot_2(world& w)
{
    dmr::talkgroup_set found;
    w.router.for_each_session([&](const core::session& s) { found = s.talkgroups[1]; });
    return found;
}

}

BOOST_AUTO_TEST_CASE(who_was_challenged_before_the_server_was_full_is_refused_at_its_answer)
{
    auto settings = open_settings();
    settings.limits.max_repeaters = 1;
    world w{settings};
    const client late = somebody(7);
    const auto salt = w.challenge(late);
    BOOST_REQUIRE(salt.has_value());
    w.connect(8);
    const auto answer =
        w.receive(late.path, wire::write_challenge_answer(late.id, w.digest_for(*salt, late.passphrase)));
    BOOST_TEST(is_refused(answer, late));
    BOOST_TEST(w.events.has("refused 7 server_full"));
    BOOST_TEST(w.router.occupied().sessions == 1U);
}

BOOST_AUTO_TEST_CASE(a_wrong_passphrase_is_reported_with_the_rule_of_the_id)
{
    auto settings = open_settings();
    auto rule = rule_of("club", "club-secret");
    rule->match.ids = {dmr::repeater_id{7}};
    settings.access.rules = {rule};
    settings.access.prepare();
    world w{settings};
    BOOST_TEST(!w.authenticate(somebody(7))); // the default's passphrase does not count for this id
    BOOST_TEST(w.events.has("refused 7 wrong_passphrase club"));
    BOOST_TEST(!w.authenticate(somebody(8, "club-secret")));
    BOOST_TEST(w.events.has("refused 8 wrong_passphrase default"));
}

BOOST_AUTO_TEST_CASE(an_id_that_no_rule_knows_can_prove_nothing)
{
    auto settings = open_settings();
    settings.access.fallback.reset();
    settings.access.prepare();
    world w{settings};
    BOOST_TEST(!w.authenticate(somebody(7)));
    BOOST_TEST(w.events.has("refused 7 no_rule"));
    BOOST_TEST(w.router.counters().digests == 0U);
}

BOOST_AUTO_TEST_CASE(a_new_callsign_keeps_what_was_asked_for_as_far_as_its_rule_allows)
{
    auto settings = open_settings();
    settings.access.rules = {rule_for("AB1C", 1), rule_for("AB2C", 2)};
    settings.access.prepare();
    world w{settings};
    const client c = w.connect(7, "TS2=2,91", "secret", world::station("AB1C"));
    BOOST_TEST((heard_on_slot_2(w) == dmr::talkgroup_set{dmr::talkgroup{91}}));
    w.describe(c, world::station("AB2C"));
    BOOST_TEST((heard_on_slot_2(w) == dmr::talkgroup_set{dmr::talkgroup{2}, dmr::talkgroup{91}}));
}

// The layout that names no repeater (spec real-clients.md) goes by the sender's address.
BOOST_AUTO_TEST_CASE(an_alias_belongs_to_the_connected_repeater_of_an_address_with_unfinished_logins)
{
    datagram alias(15, std::byte{0x20});
    std::copy_n(reinterpret_cast<const std::byte*>("DMRA"), 4, alias.begin());
    world w;
    const client connected = w.connect(7);
    client unfinished = connected;
    unfinished.id = dmr::repeater_id{8};
    BOOST_REQUIRE(w.authenticate(unfinished));
    const auto answer = w.receive(connected.path, alias);
    BOOST_REQUIRE(answer.size() == 1U);
    BOOST_TEST((answer[0].bytes == to_datagram(wire::write_acknowledgement(connected.id))));

    // With two connected ones nobody knows whose it is.
    w.describe(unfinished, world::station("N0CALL"));
    BOOST_TEST(w.receive(connected.path, alias).empty());
}

BOOST_AUTO_TEST_SUITE_END()

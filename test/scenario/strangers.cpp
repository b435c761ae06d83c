// SPDX-License-Identifier: GPL-3.0-or-later
// What may come from anyone: spec hbp.md, "Answers to strangers", real-clients.md.
#include <boost/test/unit_test.hpp>

#include <random>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

const core::path stranger = path_of(0x0A09'0909, 4000);

}

BOOST_AUTO_TEST_SUITE(strangers)

BOOST_AUTO_TEST_CASE(known_messages_for_an_unknown_id_are_answered_once_with_the_id)
{
    world w;
    const dmr::repeater_id id{7};
    const client c{id, stranger};
    voice v;
    const auto refusal = to_datagram(wire::write_refusal(id));
    for (const auto& answer : {w.receive(stranger, wire::write_keep_alive(id)), w.ask(c, "TS1=1"),
                               w.describe(c, world::station("N0CALL")), w.header(c, v)}) {
        BOOST_REQUIRE(answer.size() == 1U);
        BOOST_TEST((answer[0].bytes == refusal));
    }
    BOOST_TEST(w.receive(stranger, wire::write_goodbye(id)).empty());
    BOOST_TEST(w.router.occupied().sessions == 0U);
}

BOOST_AUTO_TEST_CASE(a_burst_for_a_session_of_another_endpoint_is_refused_and_not_heard)
{
    world w;
    const client c = w.connect(7);
    const client listener = w.connect(8);
    voice v;
    const auto answer = w.header({c.id, stranger}, v);
    BOOST_REQUIRE(answer.size() == 1U);
    BOOST_TEST((answer[0].to == stranger && answer[0].is("MSTNAK")));
    BOOST_TEST(!w.events.has("rx_start 7 slot 2 tg 91 src 1001 targets 1 busy 0"));
    (void)listener;
}

BOOST_AUTO_TEST_CASE(no_refusal_goes_to_an_endpoint_that_owns_another_connected_session)
{
    world w;
    const client c = w.connect(7);
    const client listener = w.connect(8);
    voice v;
    // Clients do not look at the id of a MSTNAK: 7 would drop off the air.
    BOOST_TEST(w.header({dmr::repeater_id{99}, c.path}, v).empty());
    BOOST_TEST(w.header({listener.id, c.path}, v).empty());
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(dmr::repeater_id{99})).empty());
    // Two repeaters behind one endpoint are two sessions.
    const client second{dmr::repeater_id{70}, c.path};
    BOOST_TEST(w.log_in(second));
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG"));
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(second.id))[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_CASE(challenges_and_refusals_to_one_source_are_limited_apart)
{
    world w;
    std::size_t refusals = 0;
    for (int i = 0; i < 1000; ++i)
        refusals += w.receive(path_of(0x0A09'0909, static_cast<std::uint16_t>(1000 + i)),
                              wire::write_keep_alive(dmr::repeater_id{7}))
                        .size();
    BOOST_TEST(refusals == 200U); // the burst; time stands still
    BOOST_TEST(w.receive(stranger, wire::write_login_request(dmr::repeater_id{7})).size() == 1U);
    BOOST_TEST(w.receive(path_of(0x0A09'0910), wire::write_keep_alive(dmr::repeater_id{7})).size() == 1U);
    w.pass(1s);
    refusals = 0;
    for (int i = 0; i < 1000; ++i)
        refusals += w.receive(stranger, wire::write_keep_alive(dmr::repeater_id{7})).size();
    BOOST_TEST(refusals == 50U);
    BOOST_TEST(w.router.counters().replies_withheld == 1750U);
}

BOOST_AUTO_TEST_CASE(a_source_that_has_guessed_too_often_costs_no_more_digests)
{
    world w;
    const client c{dmr::repeater_id{7}, stranger};
    const wire::digest wrong{};
    for (int i = 0; i < 1000; ++i)
        w.receive(c.path, wire::write_challenge_answer(c.id, wrong));
    BOOST_TEST(w.router.counters().digests == 400U); // 200 guesses against the salts of two epochs
    BOOST_TEST(w.router.occupied().sessions == 0U);
}

BOOST_AUTO_TEST_CASE(voice_from_strangers_does_not_starve_the_logins_behind_their_address)
{
    world w;
    voice v;
    for (int i = 0; i < 1000; ++i)
        w.header({dmr::repeater_id{99}, stranger}, v);
    BOOST_TEST(w.log_in({dmr::repeater_id{7}, path_of(0x0A09'0909, 5000)}));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_not_looked_at_is_told_to_the_operator)
{
    world w;
    const client c{dmr::repeater_id{7}, stranger};
    for (int i = 0; i < 201; ++i)
        w.receive(c.path, wire::write_challenge_answer(c.id, wire::digest{}));
    BOOST_TEST(w.events.count("refused 7 too_many_guesses") == 1U);
}

BOOST_AUTO_TEST_CASE(guesses_in_the_name_of_a_connected_repeater_are_limited_too)
{
    world w;
    const client c = w.connect(7);
    const auto before = w.router.counters().digests;
    for (int i = 0; i < 1000; ++i)
        w.receive(c.path, wire::write_challenge_answer(c.id, wire::digest{}));
    BOOST_TEST(w.router.counters().digests - before == 400U);
    BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_CASE(exempt_networks_are_not_limited)
{
    config::settings s = open_settings();
    s.limits.exempt = {{wire::address::v4(0x0A00'0000), 8}};
    world w{s};
    std::size_t answers = 0;
    for (int i = 0; i < 1000; ++i)
        answers += w.receive(stranger, wire::write_keep_alive(dmr::repeater_id{7})).size();
    BOOST_TEST(answers == 1000U);
}

BOOST_AUTO_TEST_CASE(nonsense_of_every_length_gets_no_answer_and_does_no_harm)
{
    world w;
    const client c = w.connect(7);
    std::mt19937 random{4711};
    BOOST_TEST_CONTEXT("seed 4711")
    {
        for (std::size_t length = 0; length <= 600; ++length) {
            datagram d(length);
            for (std::byte& b : d)
                b = static_cast<std::byte>(random());
            BOOST_TEST(w.receive(stranger, d).empty());
            BOOST_TEST(w.receive(c.path, d).empty());
        }
        BOOST_TEST(w.receive(c.path, wire::write_keep_alive(c.id))[0].is("MSTPONG"));
        BOOST_TEST(w.router.occupied().sessions == 1U);
    }
}

BOOST_AUTO_TEST_CASE(known_tags_with_random_rests_get_at_most_one_small_answer)
{
    world w;
    const client c = w.connect(7);
    std::mt19937 random{815};
    w.events.muted = true;
    BOOST_TEST_CONTEXT("seed 815")
    {
        for (const std::string tag : {"RPTL", "RPTK", "RPTC", "RPTCL", "RPTO", "RPTPING", "DMRD", "DMRA",
                                      "DMRG", "RPTG", "RPTINTR", "DTCX", "RPTACK", "MSTNAK", "MSTCL"}) {
            for (int i = 0; i < 2000; ++i) {
                datagram d(tag.size() + random() % 320);
                for (std::byte& b : d)
                    b = static_cast<std::byte>(random());
                std::transform(tag.begin(), tag.end(), d.begin(), [](char ch) { return std::byte(ch); });
                const auto answer = w.receive(random() % 2 == 0 ? stranger : c.path, d);
                BOOST_TEST(answer.size() <= 1U);
                for (const sent& s : answer)
                    BOOST_TEST((!s.bytes.empty() && s.bytes.size() <= 11U));
                w.pass(7ms);
            }
            w.receive(c.path, wire::write_keep_alive(c.id));
        }
        BOOST_TEST(w.router.occupied().sessions == 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

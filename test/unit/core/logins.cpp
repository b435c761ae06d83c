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

// SPDX-License-Identifier: GPL-3.0-or-later
// Is the simulation about something, does it play the same again, and does it find what is wrong?
#define BOOST_TEST_MODULE simulation
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#include "simulation.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using namespace hblink::simulation;

namespace {

plan small_plan(std::uint64_t seed)
{
    plan p;
    p.seed = seed;
    p.repeaters = 100;
    p.length = std::chrono::minutes{6};
    p.calls_per_hundred = 1;
    return p;
}

plan small_crowd_plan()
{
    plan p = crowd_plan();
    p.length = std::chrono::minutes{5};
    return p;
}

// The test is about something: every rule has had its say.
void check_variety(const simulated_network& s)
{
    const judged_server& server = s.server();
    const core::counters& counted = server.router().counters();
    BOOST_TEST(counted.datagrams > 30'000U);
    BOOST_TEST(server.seen().deliveries() > 20'000U);
    BOOST_TEST(counted.late_entries > 0U);
    BOOST_TEST(server.rules().late_frames() > 0U);
    BOOST_TEST(server.rules().ids_used_again() > 0U);
    BOOST_TEST(server.seen().freed() > 0U);
    for (const auto reason :
         {core::end_reason::terminator, core::end_reason::timeout, core::end_reason::fast_terminator})
        BOOST_TEST(server.seen().ended(reason) > 0U, to_string(reason));
    for (const auto reason :
         {core::drop_reason::contention, core::drop_reason::hang_time, core::drop_reason::not_permitted,
          core::drop_reason::network_side, core::drop_reason::unit_calls_off, core::drop_reason::echo,
          core::drop_reason::changed_call})
        BOOST_TEST(counted.dropped[static_cast<std::size_t>(reason)] > 0U, to_string(reason));
    BOOST_TEST(server.seen().rewritten() > 100U);
    BOOST_TEST(server.seen().closings() > 50U);
    BOOST_TEST(server.rules().pruned() > 0U);
    BOOST_TEST(server.rules().found() > 0U);
    BOOST_TEST(server.rules().playbacks() > 0U);
    BOOST_TEST(server.seen().talkers() > 0U);
    BOOST_TEST(server.seen().doubts() > 0U);
    BOOST_TEST(server.seen().qualities() > 100U);
    BOOST_TEST(counted.data_bursts > 100U);
    if (s.house().forward_data_calls)
        BOOST_TEST(server.seen().data_deliveries() > 100U);
    if (s.house().max_call > 0s)
        BOOST_TEST(counted.dropped[static_cast<std::size_t>(core::drop_reason::too_long)] > 0U);
}

outcome play_with(fault f, plan p)
{
    p.planted = f;
    return simulated_network{p}.run();
}

// The fault is found, and the complaint names it, the seed, and what had happened.
void check_found(fault f, const std::string& words, const plan& p = small_plan(7))
{
    const outcome o = play_with(f, p);
    BOOST_TEST_CONTEXT(name_of(f) << ": " << o.complaint)
    {
        BOOST_TEST(!o.good);
        BOOST_TEST(o.complaint.find(words) != std::string::npos);
        BOOST_TEST(o.complaint.starts_with("seed " + std::to_string(p.seed) + ", virtual time 00:0"));
        BOOST_TEST(o.complaint.find("before:\n") != std::string::npos);
    }
}

}

BOOST_AUTO_TEST_CASE(a_seed_plays_the_same_again_and_another_does_not)
{
    simulated_network first{small_plan(1)};
    const outcome one = first.run();
    BOOST_TEST(one.good, one.complaint);
    BOOST_TEST(simulated_network{small_plan(1)}.run().fingerprint == one.fingerprint);
    const outcome another = simulated_network{small_plan(2)}.run();
    BOOST_TEST(another.good, another.complaint);
    BOOST_TEST(another.fingerprint != one.fingerprint);
}

BOOST_AUTO_TEST_CASE(much_happens_in_a_simulation)
{
    plan p = small_plan(6);
    p.repeaters = 600;
    p.length = std::chrono::minutes{15};
    simulated_network s{p};
    const outcome o = s.run();
    BOOST_TEST(o.good, o.complaint);
    const core::counters& counted = s.server().router().counters();
    const witness& seen = s.server().seen();
    BOOST_TEST(seen.deliveries() > 100'000U);
    BOOST_TEST(seen.connected() > 600U);
    BOOST_TEST(counted.logins_refused > 0U);
    BOOST_TEST(counted.strangers > 0U);
    BOOST_TEST(s.server().always().checks() >= 10U);
    for (const auto reason :
         {core::drop_reason::contention, core::drop_reason::hang_time, core::drop_reason::not_permitted,
          core::drop_reason::echo, core::drop_reason::changed_call, core::drop_reason::unit_calls_off,
          core::drop_reason::too_long})
        BOOST_TEST(counted.dropped[static_cast<std::size_t>(reason)] > 0U, to_string(reason));
}

plan long_crowd_plan(std::uint64_t seed)
{
    plan p = crowd_plan();
    p.seed = seed;
    p.length = std::chrono::minutes{15};
    return p;
}

BOOST_AUTO_TEST_CASE(in_a_crowd_everybody_hears_what_the_rules_say_and_nothing_else)
{
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        simulated_network s{long_crowd_plan(seed)};
        const outcome o = s.run();
        BOOST_TEST(o.good, o.complaint);
        BOOST_TEST_CONTEXT("seed " << seed) check_variety(s);
    }
}

// Whatever a seed that nobody has seen before brings. HBLINK_SEED=N plays one again.
BOOST_AUTO_TEST_CASE(so_it_is_in_any_other_crowd)
{
    const char* const wanted = std::getenv("HBLINK_SEED");
    const std::uint64_t seed =
        wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
    const outcome o = simulated_network{long_crowd_plan(seed)}.run();
    BOOST_TEST(o.good, "HBLINK_SEED=" << seed << ": " << o.complaint);
}

BOOST_AUTO_TEST_CASE(a_repeater_that_hears_nothing_of_a_call_is_missed)
{
    check_found(fault::lost_delivery, "repeaters, but");
}

BOOST_AUTO_TEST_CASE(a_burst_that_comes_twice_is_seen)
{
    check_found(fault::double_delivery, "the same burst goes twice to");
}

BOOST_AUTO_TEST_CASE(a_burst_to_somebody_else_is_seen)
{
    check_found(fault::wrong_delivery, "a burst goes to");
}

BOOST_AUTO_TEST_CASE(a_changed_burst_is_seen)
{
    check_found(fault::changed_burst, "a burst was changed on its way");
}

BOOST_AUTO_TEST_CASE(a_burst_for_another_talkgroup_is_seen)
{
    check_found(fault::other_words, "a burst was changed on its way");
}

BOOST_AUTO_TEST_CASE(a_listener_whom_nobody_tells_the_end_is_noticed)
{
    check_found(fault::lost_closing, "terminator", small_crowd_plan());
}

BOOST_AUTO_TEST_CASE(a_terminator_after_what_follows_it_is_noticed)
{
    check_found(fault::late_closing, "terminator", small_crowd_plan());
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_come_is_missed)
{
    check_found(fault::lost_answer, "expected as answers:\n    MSTPONG");
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_is_seen) { check_found(fault::wrong_answer, "got:\n    MSTNAK"); }

BOOST_AUTO_TEST_CASE(a_stream_that_begins_in_secret_is_noticed)
{
    check_found(fault::hidden_start, "events differ");
}

BOOST_AUTO_TEST_CASE(a_stream_that_ends_in_secret_is_noticed)
{
    check_found(fault::hidden_end, "events differ");
}

BOOST_AUTO_TEST_CASE(a_departure_in_secret_is_noticed)
{
    check_found(fault::hidden_departure, "events differ");
}

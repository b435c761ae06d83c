// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <fstream>
#include <list>

#include <unistd.h>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

const std::vector<std::string> in_a_namespace{"unshare", "-pf", "--mount-proc", "--kill-child"};

boost::test_tools::assertion_result may_be_pid_1(boost::unit_test::test_unit_id)
{
    if (!told(::geteuid() == 0, "only root can make a process namespace"))
        return false;
    std::vector<std::string> command = in_a_namespace;
    command.emplace_back("true");
    return told(run(command).status == 0, "no process namespaces here");
}

// The child of unshare, as this process sees it.
pid_t only_child_of(pid_t parent)
{
    const std::string p = std::to_string(parent);
    std::ifstream in{"/proc/" + p + "/task/" + p + "/children"};
    pid_t child = 0;
    in >> child;
    return child;
}

bool everyone_was_told(stage& s, const std::list<repeater>& repeaters)
{
    return s.wait_until([&] {
        for (const repeater& r : repeaters)
            if (r.farewells() == 0)
                return false;
        return true;
    });
}

void check_that_each_was_told_once(const std::list<repeater>& repeaters)
{
    for (const repeater& r : repeaters) {
        BOOST_TEST(r.farewells() == 1U);
        BOOST_TEST(is(r.received.back(), "MSTCL")); // and nothing after it
        BOOST_TEST(r.client().refusals() == 0U);
    }
}

}

BOOST_DATA_TEST_CASE_F(world, a_signal_ends_it_and_every_repeater_is_told,
                       boost::unit_test::data::make({SIGTERM, SIGINT}), signal)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312005; ++id)
        BOOST_REQUIRE(repeaters.emplace_back(stage, id, ipv4).log_in());

    BOOST_TEST(s.stop(signal) == 0);
    BOOST_TEST(everyone_was_told(stage, repeaters));
    check_that_each_was_told_once(repeaters);
    BOOST_TEST(text_of(*s.find("stop_requested"), "signal") == (signal == SIGTERM ? "SIGTERM" : "SIGINT"));
    BOOST_TEST(s.last_event() == "stopped");
    BOOST_TEST(text_of(s.log().back(), "told") == "5");
    BOOST_TEST(text_of(s.log().back(), "status") == "0");
    BOOST_TEST(s.process.err.text() == ""); // a sanitizer would have complained here
}

BOOST_FIXTURE_TEST_CASE(it_ends_in_the_middle_of_a_call, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312003; ++id)
        BOOST_REQUIRE(repeaters.emplace_back(stage, id, ipv4).log_in());
    const group_call call{repeaters.front(), 91, 1};
    for (std::size_t i = 0; i < 4; ++i)
        repeaters.front().send(call.burst(i));
    BOOST_REQUIRE(repeaters.back().has_heard(4));

    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(everyone_was_told(stage, repeaters));
    check_that_each_was_told_once(repeaters);
    BOOST_TEST(s.last_event() == "stopped");
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(two_signals_within_a_second_are_one_request, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater r{stage, 312001, ipv4};
    BOOST_REQUIRE(r.log_in());
    s.process.signal(SIGTERM);
    s.process.signal(SIGINT);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.last_event() == "stopped");
    BOOST_TEST(s.count("stop_requested") == 1U);
    BOOST_TEST(s.count("stop_forced") == 0U);
    BOOST_TEST(r.farewells() == 1U);
}

BOOST_FIXTURE_TEST_CASE(goodbyes_that_the_kernel_has_no_room_for_are_sent_again, world)
{
    server s{stage, file, configuration(port), refusing("MSTCL", 6)};
    BOOST_REQUIRE(s.started());
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312003; ++id)
        BOOST_REQUIRE(repeaters.emplace_back(stage, id, ipv4).log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(everyone_was_told(stage, repeaters));
    check_that_each_was_told_once(repeaters);
    BOOST_TEST(text_of(s.log().back(), "told") == "3");
}

BOOST_FIXTURE_TEST_CASE(it_ends_even_when_no_goodbye_can_be_sent_and_says_so, world)
{
    server s{stage, file, configuration(port), refusing("MSTCL")};
    BOOST_REQUIRE(s.started());
    repeater r{stage, 312001, ipv4};
    BOOST_REQUIRE(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_REQUIRE(s.count("goodbye_incomplete") == 1U);
    BOOST_TEST(text_of(*s.find("goodbye_incomplete"), "untold") == "1");
    BOOST_TEST(s.last_event() == "stopped");
    BOOST_TEST(text_of(s.log().back(), "told") == "0");
}

// A stop lasts that long only while goodbyes cannot be sent, and then half a second is left for the second
// signal. A busy machine may miss it, therefore several tries.
BOOST_FIXTURE_TEST_CASE(a_signal_a_second_after_the_first_ends_it_at_once, world)
{
    using namespace std::chrono_literals;
    int status = 0;
    for (int tries = 0; tries < 5 && status == 0; ++tries) {
        server s{stage, file, configuration(port), refusing("MSTCL")};
        BOOST_REQUIRE(s.started());
        repeater r{stage, 312001, ipv4};
        BOOST_REQUIRE(r.log_in());
        const auto first = std::chrono::steady_clock::now();
        s.process.signal(SIGTERM);
        const auto insist = [&] {
            if (s.count("stop_requested") == 1)
                s.process.signal(SIGINT); // too early ones count for nothing
            return !s.process.running();
        };
        BOOST_REQUIRE(stage.wait_until(insist));
        status = s.process.wait();
        BOOST_TEST((std::chrono::steady_clock::now() - first >= 1s));
        if (status != 0)
            BOOST_TEST(text_of(s.log().back(), "event") == "stop_forced");
    }
    BOOST_TEST(status == 128 + SIGINT);
}

BOOST_FIXTURE_TEST_CASE(it_ends_cleanly_as_the_first_process_of_a_container, world,
                        *boost::unit_test::precondition(may_be_pid_1))
{
    server s{stage, file, configuration(port), {}, in_a_namespace};
    BOOST_REQUIRE(s.started());
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312003; ++id)
        BOOST_REQUIRE(repeaters.emplace_back(stage, id, ipv4).log_in());
    const group_call call{repeaters.front(), 91, 1};
    for (std::size_t i = 0; i < 4; ++i)
        repeaters.front().send(call.burst(i));
    BOOST_REQUIRE(repeaters.back().has_heard(4));

    const pid_t first_process = only_child_of(s.process.pid());
    BOOST_REQUIRE(first_process > 1);
    BOOST_REQUIRE(::kill(first_process, SIGTERM) == 0);
    BOOST_TEST(s.process.wait() == 0);
    BOOST_TEST(everyone_was_told(stage, repeaters));
    check_that_each_was_told_once(repeaters);
    BOOST_TEST(s.last_event() == "stopped");
}

BOOST_FIXTURE_TEST_CASE(a_hangup_does_not_end_it, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    s.process.signal(SIGHUP);
    BOOST_TEST(s.logged("reloaded"));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

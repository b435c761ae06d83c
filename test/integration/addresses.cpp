// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <list>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

json::object with_one_ipv6_socket(json::object c)
{
    c = with_both_families(std::move(c));
    c["global"].as_object()["bind_ipv4"] = "";
    return c;
}

// Everyone talks in turn, each on a talkgroup of his own, and is heard by all others; nothing comes from an
// address that its receiver does not talk to.
void check_that_all_hear_each_other(std::list<repeater>& repeaters)
{
    // The same talkgroup: a listener's slot is kept for it after a call (hang time).
    std::uint32_t stream = 1;
    for (repeater& talker : repeaters) {
        std::vector<repeater*> others;
        for (repeater& r : repeaters)
            if (&r != &talker)
                others.push_back(&r);
        BOOST_TEST(is_heard(talker, 91, stream++, others));
    }
    for (const repeater& r : repeaters)
        BOOST_TEST(r.strays == 0U);
}

}

BOOST_FIXTURE_TEST_CASE(a_call_over_ipv6_is_heard_over_ipv4_and_the_other_way_round, world,
                        *boost::unit_test::precondition(with_ipv6))
{
    server s{stage, file, with_both_families(configuration(port))};
    BOOST_REQUIRE(s.started());
    std::list<repeater> repeaters;
    BOOST_REQUIRE(repeaters.emplace_back(stage, 312006, ipv6).log_in());
    BOOST_REQUIRE(repeaters.emplace_back(stage, 312004, ipv4).log_in());
    BOOST_REQUIRE(repeaters.emplace_back(stage, 312005, ipv4).log_in());
    BOOST_TEST(s.count("listening") == 2U);
    check_that_all_hear_each_other(repeaters);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(stage.wait_until([&] { return repeaters.front().farewells() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(one_ipv6_socket_serves_both_families_and_shows_ipv4_as_such, world,
                        *boost::unit_test::precondition(with_ipv6))
{
    server s{stage, file, with_one_ipv6_socket(configuration(port))};
    BOOST_REQUIRE(s.started());
    BOOST_TEST(s.count("listening") == 1U);
    std::list<repeater> repeaters;
    const auto& over_ipv4 = repeaters.emplace_back(stage, 312004, ipv4);
    BOOST_REQUIRE(repeaters.back().log_in());
    BOOST_REQUIRE(s.logged("repeater_connected"));
    BOOST_TEST(text_of(*s.find("repeater_connected"), "address") == over_ipv4.local().to_string());
    BOOST_TEST(over_ipv4.local().to_string().starts_with("127.0.0.1:"));
    BOOST_REQUIRE(repeaters.emplace_back(stage, 312006, ipv6).log_in());
    check_that_all_hear_each_other(repeaters);
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(answers_and_voice_leave_from_the_address_that_was_spoken_to, world,
                        *boost::unit_test::precondition(with_ipv6))
{
    for (const json::object& c :
         {with_both_families(configuration(port)), with_one_ipv6_socket(configuration(port))}) {
        server s{stage, file, c};
        BOOST_REQUIRE(s.started());
        std::list<repeater> repeaters;
        std::uint32_t id = 312000;
        for (const char* const address : {"127.0.0.1", "127.0.0.2", "127.9.9.9", "::1", "127.0.0.2"})
            BOOST_REQUIRE(repeaters.emplace_back(stage, ++id, at(address, port)).log_in());
        check_that_all_hear_each_other(repeaters);
        BOOST_TEST(s.stop(SIGTERM) == 0);
        for (const repeater& r : repeaters) {
            BOOST_TEST(stage.wait_until([&] { return r.farewells() == 1; }));
            BOOST_TEST(r.strays == 0U);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_server_bound_to_one_address_is_found_there_only, world)
{
    json::object c = configuration(port);
    c["global"].as_object()["bind_ipv4"] = "127.0.0.5";
    server s{stage, file, c};
    BOOST_REQUIRE(s.started());
    BOOST_TEST(text_of(*s.find("listening"), "address") == "127.0.0.5:" + std::to_string(port));
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312002; ++id)
        BOOST_REQUIRE(repeaters.emplace_back(stage, id, at("127.0.0.5", port)).log_in());
    check_that_all_hear_each_other(repeaters);
    const outcome o = run({HBLINKD_PROGRAM, "health", "--config", file.string()});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

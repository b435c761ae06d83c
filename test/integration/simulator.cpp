// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

std::vector<std::string> simulator(const wire::endpoint& server, std::vector<std::string> options)
{
    std::vector<std::string> command{
        HBLINK_SIM_PROGRAM,     "--server", server.to_string(), "--json", "-", "--passphrase",
        std::string{passphrase}};
    command.insert(command.end(), options.begin(), options.end());
    return command;
}

std::int64_t number(const json::object& o, const char* key) { return o.at(key).to_number<std::int64_t>(); }

// Thirty repeaters on three talkgroups, three calls at a time, each heard by the nine others.
json::object play(world& w, std::vector<std::string> more = {})
{
    server s{w.stage, w.file, configuration(w.port)};
    BOOST_REQUIRE(s.started());
    std::vector<std::string> options{"--repeaters", "30", "--talkgroup",    "3120,3121,3122",
                                     "--calls",     "3",  "--call-seconds", "1",
                                     "--seconds",   "3",  "--speed",        "2"};
    options.insert(options.end(), more.begin(), more.end());
    program p{w.stage, simulator(w.ipv4, options)};
    BOOST_TEST(p.wait() == 0, p.err.text());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
    return json::parse(p.out.text()).as_object();
}

void check_that_all_was_heard(const json::object& result)
{
    BOOST_TEST(number(result, "logged_in") == 30);
    BOOST_TEST(number(result, "calls") >= 3);
    BOOST_TEST(number(result, "expected") == 9 * number(result, "sent"));
    BOOST_TEST(number(result, "heard") == number(result, "expected"));
    for (const char* const key : {"lost", "unexpected", "foreign", "reordered", "refusals"})
        BOOST_TEST(number(result, key) == 0, key);
}

}

BOOST_FIXTURE_TEST_CASE(what_simulated_repeaters_say_is_heard_by_all_others, world)
{
    const json::object result = play(*this);
    check_that_all_was_heard(result);
    BOOST_TEST(number(result, "lost_on_purpose") == 0);
}

BOOST_FIXTURE_TEST_CASE(what_is_left_of_a_bad_connection_is_heard_by_all_others, world)
{
    const json::object result = play(*this, {"--loss", "20", "--jitter", "30"});
    check_that_all_was_heard(result);
    BOOST_TEST(number(result, "lost_on_purpose") > 0);
}

BOOST_FIXTURE_TEST_CASE(the_simulator_fails_when_it_may_not_log_in, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    program p{stage,
              {HBLINK_SIM_PROGRAM, "--server", ipv4.to_string(), "--repeaters", "2", "--seconds", "1",
               "--passphrase", "wrong"}};
    BOOST_TEST(p.wait() == 1);
    BOOST_TEST(s.logged("login_refused"));
    BOOST_TEST(text_of(*s.find("login_refused"), "reason") == "wrong_passphrase");
}

BOOST_FIXTURE_TEST_CASE(the_simulator_speaks_ipv6, world, *boost::unit_test::precondition(with_ipv6))
{
    server s{stage, file, with_both_families(configuration(port))};
    BOOST_REQUIRE(s.started());
    program p{stage,
              simulator(ipv6, {"--repeaters", "4", "--seconds", "2", "--call-seconds", "1", "--speed", "2"})};
    BOOST_TEST(p.wait() == 0, p.err.text());
}

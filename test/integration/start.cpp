// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <set>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

json::object broken(json::object c)
{
    c["global"].as_object()["timeout_duration"] = "soon";
    c["global"].as_object()["port_ipv4"] = 70000;
    c["repeater_configurations"].as_object()["default"].as_object().erase("passphrase");
    return c;
}

std::set<std::string> pointers_of(server& s, std::string_view event)
{
    std::set<std::string> pointers;
    for (const json::object& line : s.log())
        if (text_of(line, "event") == event)
            pointers.insert(text_of(line, "pointer"));
    return pointers;
}

}

BOOST_FIXTURE_TEST_CASE(it_says_that_it_starts_where_it_listens_and_that_it_serves, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    std::vector<std::string> events;
    for (const json::object& line : s.log())
        events.push_back(text_of(line, "event"));
    const std::vector<std::string> expected{"server_starting", "listening", "server_started"};
    BOOST_TEST(events == expected, boost::test_tools::per_element());
    BOOST_TEST(text_of(*s.find("server_starting"), "configuration") == file.string());
    BOOST_TEST(text_of(*s.find("listening"), "address") == "0.0.0.0:" + std::to_string(port));
    BOOST_TEST(s.find("listening")->at("receive_buffer_kib").to_number<int>() >= 100);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(a_second_server_on_the_same_port_ends_and_says_which_address_and_why, world)
{
    server first{stage, file, configuration(port)};
    BOOST_REQUIRE(first.started());
    server second{stage, folder / "second.json", configuration(port)};
    BOOST_TEST(second.process.wait() == 1);
    const json::object* const line = second.find("listen_failed");
    BOOST_REQUIRE(line != nullptr);
    BOOST_TEST(text_of(*line, "level") == "critical");
    BOOST_TEST(text_of(*line, "address") == "0.0.0.0:" + std::to_string(port));
    BOOST_TEST(text_of(*line, "error") == "Address already in use");
    BOOST_TEST(text_of(*line, "remedy").find("ss -ulpn") != std::string::npos);
    BOOST_TEST(second.count("server_started") == 0U);

    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in()); // the first one is as it was
}

BOOST_FIXTURE_TEST_CASE(it_serves_over_ipv4_when_somebody_else_has_the_ipv6_port, world,
                        *boost::unit_test::precondition(with_ipv6))
{
    json::object other = with_both_families(configuration(port));
    other["global"].as_object()["bind_ipv4"] = "127.0.0.9";
    server somebody_else{stage, folder / "other.json", other};
    BOOST_REQUIRE(somebody_else.started());

    json::object mine = with_both_families(configuration(port));
    mine["global"].as_object()["bind_ipv4"] = "127.0.0.1";
    server s{stage, file, mine};
    BOOST_REQUIRE(s.started());
    const json::object* const line = s.find("listen_failed");
    BOOST_REQUIRE(line != nullptr);
    BOOST_TEST(text_of(*line, "level") == "error");
    BOOST_TEST(text_of(*line, "address") == "[::]:" + std::to_string(port));
    BOOST_TEST(text_of(*line, "action").find("goes on") != std::string::npos);
    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_named_address_that_is_not_there_is_fatal_only_when_it_is_the_last, world)
{
    json::object c = configuration(port);
    c["global"].as_object()["bind_ipv4"] = "192.0.2.1"; // TEST-NET-1: nobody has it
    {
        server s{stage, file, c};
        BOOST_TEST(s.process.wait() == 1);
        BOOST_TEST(text_of(*s.find("listen_failed"), "level") == "critical");
    }
    if (!has_ipv6())
        return;
    server s{stage, file, with_both_families(c)};
    BOOST_REQUIRE(s.started());
    BOOST_TEST(text_of(*s.find("listen_failed"), "level") == "error");
    repeater r{stage, 312001, ipv6};
    BOOST_TEST(r.log_in());
}

BOOST_FIXTURE_TEST_CASE(a_broken_configuration_is_reported_whole_and_nothing_is_started, world)
{
    // Were a socket bound before the configuration is judged, the status would be 1.
    json::object held = configuration(port);
    held["state_directory"] = "held";
    server holder{stage, folder / "holder.json", held};
    BOOST_REQUIRE(holder.started());
    server s{stage, file, broken(configuration(port))};
    BOOST_TEST(s.process.wait() == 2);
    const std::set<std::string> expected{"/global/timeout_duration", "/global/port_ipv4",
                                         "/repeater_configurations/default/passphrase"};
    BOOST_TEST(pointers_of(s, "configuration_error") == expected, boost::test_tools::per_element());
    for (const char* const event : {"server_starting", "listening", "listen_failed", "server_started"})
        BOOST_TEST(s.count(event) == 0U);
    BOOST_TEST(!std::filesystem::exists(folder / "state"));
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_is_no_json_is_reported, world)
{
    write_file(file, "{ \"global\": { ]");
    const outcome o = run({HBLINKD_PROGRAM, "run", "--config", file.string()});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(o.out.find("configuration_error") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_is_not_there_is_reported, world)
{
    const outcome o = run({HBLINKD_PROGRAM, "run", "--config", file.string()});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(o.out.find(file.string()) != std::string::npos);
    BOOST_TEST(o.out.find("does not exist") != std::string::npos);
}

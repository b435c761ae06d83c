// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/operator_line.hpp"

#include "hblink/app/command_line.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace hblink;
using namespace std::chrono_literals;
using app::operator_line;

namespace {

operator_line parse(std::vector<std::string> arguments)
{
    const auto line = app::parse_command_line(arguments);
    BOOST_TEST((line.command == app::command::operate));
    BOOST_TEST(line.word == arguments.front());
    return line.operators;
}

// The request as it goes over the socket.
std::string asked(std::vector<std::string> arguments)
{
    return control::write_request(parse(std::move(arguments)).request);
}

}

BOOST_AUTO_TEST_SUITE(operator_lines)

BOOST_AUTO_TEST_CASE(each_command_becomes_its_request)
{
    BOOST_TEST(asked({"status"}) == R"({"command":"status"})");
    BOOST_TEST(asked({"status", "--refusals", "--id", "312000"}) ==
               R"({"command":"status","refusals_only":true,"id":312000})");
    BOOST_TEST(asked({"kick", "312000", "--reason", "too loud"}) ==
               R"({"command":"kick","id":312000,"reason":"too loud"})");
    BOOST_TEST(asked({"block", "dl1abc", "--for", "15m"}) ==
               R"({"command":"block","callsign":"DL1ABC","seconds":900})");
    BOOST_TEST(asked({"block", "312000", "--for=7d", "--reason=x"}) ==
               R"({"command":"block","id":312000,"seconds":604800,"reason":"x"})");
    BOOST_TEST(asked({"unblock", "DL1ABC"}) == R"({"command":"unblock","callsign":"DL1ABC"})");
    BOOST_TEST(asked({"reload"}) == R"({"command":"reload"})");
    BOOST_TEST(asked({"log-level", "DEBUG"}) ==
               R"({"command":"log-level","console":"debug","file":"debug"})");
    BOOST_TEST(asked({"log-level", "file", "warning"}) == R"({"command":"log-level","file":"warning"})");
    BOOST_TEST(asked({"log-level", "console", "info"}) == R"({"command":"log-level","console":"info"})");
}

BOOST_AUTO_TEST_CASE(every_request_of_the_command_line_is_one_for_the_server)
{
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"status", "-i", "1"}, {"kick", "1"}, {"block", "x1x", "--for", "90s"}, {"log-level", "error"}})
        BOOST_TEST(control::read_request(asked(arguments)).trouble == "");
}

BOOST_AUTO_TEST_CASE(a_status_is_watched_every_two_seconds_or_as_asked)
{
    BOOST_TEST(!parse({"status"}).watch.has_value());
    BOOST_TEST((parse({"status", "--watch"}).watch == 2s));
    BOOST_TEST((parse({"status", "-w", "5"}).watch == 5s));
    BOOST_TEST((parse({"status", "--watch", "0.5"}).watch == 500ms));
}

BOOST_AUTO_TEST_CASE(paths_and_form_are_options_of_each)
{
    const auto line = parse({"reload", "--socket", "/a.sock", "-c", "/b.json", "--json"});
    BOOST_TEST(line.socket == "/a.sock");
    BOOST_TEST(line.configuration == "/b.json");
    BOOST_TEST(line.json);
}

BOOST_AUTO_TEST_CASE(explain_asks_for_an_id_and_perhaps_a_callsign)
{
    const auto line = parse({"explain", "--id", "312000", "--callsign", "DL1ABC"});
    BOOST_TEST(line.explain);
    BOOST_TEST(line.id.value() == 312000U);
    BOOST_TEST(line.callsign == "DL1ABC");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused)
{
    using words = std::vector<std::string>;
    for (const words& arguments : {words{"status", "5"},
                                   words{"status", "--watch", "0"},
                                   words{"status", "--watch", "x"},
                                   words{"status", "--watch", "1", "2"},
                                   words{"status", "--id", "x"},
                                   words{"kick"},
                                   words{"kick", "DL1ABC"},
                                   words{"kick", "0"},
                                   words{"kick", "1", "2"},
                                   words{"kick", "1", "--for", "1h"},
                                   words{"kick", "1", "--reason", std::string(201, 'x')},
                                   words{"block", "1", "--for", "soon"},
                                   words{"block", "DL1*"},
                                   words{"unblock"},
                                   words{"unblock", "1", "--reason", "x"},
                                   words{"reload", "now"},
                                   words{"log-level"},
                                   words{"log-level", "loud"},
                                   words{"log-level", "screen", "info"},
                                   words{"explain"},
                                   words{"explain", "--id", "0"},
                                   words{"explain", "--id", "1", "--socket", "x"},
                                   words{"status", "--nonsense"},
                                   words{"--config", "x.json", "status"}})
        BOOST_CHECK_THROW(app::parse_command_line(arguments), boost::program_options::error);
}

BOOST_AUTO_TEST_CASE(each_command_explains_itself)
{
    for (const char* const word : {"status", "kick", "block", "unblock", "reload", "log-level", "explain"}) {
        BOOST_TEST(parse({word, "--help"}).help);
        std::ostringstream out;
        app::print_operator_help(word, out);
        BOOST_TEST(out.str().starts_with(std::string{"hblinkd "} + word));
        BOOST_TEST(out.str().find("--json") != std::string::npos);
        std::ostringstream general;
        app::print_help(general);
        BOOST_TEST(general.str().find(std::string{"hblinkd "} + word) != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/request.hpp"

#include <boost/test/unit_test.hpp>

using namespace hblink;
using namespace hblink::control;
using namespace std::chrono_literals;

namespace {

// What is wrong with it; "" = nothing.
std::string trouble(std::string_view line)
{
    const reading r = read_request(line);
    BOOST_TEST(r.request.has_value() == r.trouble.empty());
    return r.trouble;
}

template <class T>
T read_as(std::string_view line)
{
    const reading r = read_request(line);
    BOOST_REQUIRE_MESSAGE(r.request, r.trouble);
    BOOST_REQUIRE(std::holds_alternative<T>(*r.request));
    return std::get<T>(*r.request);
}

}

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(each_command_is_read_with_its_members)
{
    BOOST_TEST(!read_as<status_request>(R"({"command":"status"})").refusals_only);
    const auto status = read_as<status_request>(R"({"command":"status","refusals_only":true,"id":312000})");
    BOOST_TEST(status.refusals_only);
    BOOST_TEST(status.id->value() == 312000U);

    const auto kick = read_as<kick_request>(R"({"command":"kick","id":4294967295,"reason":"too loud"})");
    BOOST_TEST(kick.id.value() == 4294967295U);
    BOOST_TEST(kick.reason == "too loud");

    const auto block = read_as<block_request>(R"({"command":"block","callsign":"dl1abc","seconds":900})");
    BOOST_TEST(std::get<std::string>(block.who) == "DL1ABC");
    BOOST_TEST((*block.length == 900s));

    const auto unblock = read_as<unblock_request>(R"({"command":"unblock","id":1})");
    BOOST_TEST(std::get<dmr::repeater_id>(unblock.who).value() == 1U);

    read_as<reload_request>(R"({"command":"reload"})");

    const auto level = read_as<log_level_request>(R"({"command":"log-level","file":"DEBUG"})");
    BOOST_TEST((!level.console && *level.file == config::log_level::debug));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_told_in_a_sentence)
{
    BOOST_TEST(trouble("") == "a request is one JSON object on one line");
    BOOST_TEST(trouble("[]") == "a request is one JSON object on one line");
    BOOST_TEST(trouble("GET / HTTP/1.1") == "a request is one JSON object on one line");
    BOOST_TEST(trouble("{}") == "command is needed");
    BOOST_TEST(trouble(R"({"command":7})") == "command must be a text of at most 16 bytes");
    BOOST_TEST(trouble(R"({"command":"format"})") == "there is no such command");
    BOOST_TEST(trouble(R"({"command":"kick"})") == "id is needed");
    BOOST_TEST(trouble(R"({"command":"kick","id":0})") == "id must be a number from 1 to 4294967295");
    BOOST_TEST(trouble(R"({"command":"kick","id":-1})") == "id must be a number from 1 to 4294967295");
    BOOST_TEST(trouble(R"({"command":"kick","id":1.5})") == "id must be a number from 1 to 4294967295");
    BOOST_TEST(trouble(R"({"command":"kick","id":null})") == "id must not be null");
    BOOST_TEST(trouble(R"({"command":"kick","id":4294967296})") ==
               "id must be a number from 1 to 4294967295");
    BOOST_TEST(trouble(R"({"command":"block"})") == "either id or callsign is needed");
    BOOST_TEST(trouble(R"({"command":"block","id":1,"callsign":"X1X"})") ==
               "either id or callsign is needed");
    BOOST_TEST(trouble(R"({"command":"block","callsign":"123"})") == "callsign must be one");
    BOOST_TEST(trouble(R"({"command":"block","id":1,"seconds":0})").starts_with("seconds must be"));
    BOOST_TEST(trouble(R"({"command":"block","id":1,"seconds":99999999999})").starts_with("seconds must be"));
    BOOST_TEST(trouble(R"({"command":"log-level"})") == "console or file is needed");
    BOOST_TEST(trouble(R"({"command":"log-level","file":"loud"})").starts_with("file must be"));
    BOOST_TEST(trouble(R"({"command":"reload","now":true})") ==
               "there is a member that this command does not have");
    BOOST_TEST(trouble(R"({"command":"status","refusals_only":1})") == "refusals_only must be true or false");
    BOOST_TEST(trouble(R"({"command":"kick","id":1,"reason":")" + std::string(201, 'x') + "\"}")
                   .starts_with("reason must be"));
    BOOST_TEST(trouble(R"({"command":)" + std::string(30, '[') + std::string(30, ']') + "}") != "");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again)
{
    const std::vector<request> all{status_request{true, dmr::repeater_id{5}},
                                   kick_request{dmr::repeater_id{312000}, "say \"please\"\n"},
                                   block_request{std::string{"DL1ABC"}, 60s, "why"},
                                   block_request{dmr::repeater_id{1}, std::nullopt, ""},
                                   unblock_request{std::string{"DL1ABC"}},
                                   reload_request{},
                                   log_level_request{config::log_level::error, std::nullopt}};
    for (const request& r : all) {
        const std::string line = write_request(r);
        const reading again = read_request(line);
        BOOST_REQUIRE_MESSAGE(again.request, line + ": " + again.trouble);
        BOOST_TEST(write_request(*again.request) == line);
        BOOST_TEST(line.find('\n') == line.npos);
    }
}

BOOST_AUTO_TEST_CASE(arguments_are_told_without_the_operators_reason)
{
    const request r = block_request{dmr::repeater_id{312000}, 60s, "secret"};
    BOOST_TEST(name_of(r) == "block");
    BOOST_TEST(arguments_of(r) == "id=312000 seconds=60");
    BOOST_TEST(reason_of(r) == "secret");
    BOOST_TEST(changes_something(r));
    BOOST_TEST(!changes_something(status_request{}));
    BOOST_TEST(arguments_of(reload_request{}) == "");
}

BOOST_AUTO_TEST_CASE(an_id_is_digits_and_a_callsign_has_a_letter)
{
    const auto id = [](std::string_view t) {
        const auto s = read_subject(t);
        return s && std::holds_alternative<dmr::repeater_id>(*s) ? std::get<dmr::repeater_id>(*s).value() : 0;
    };
    const auto callsign = [](std::string_view t) {
        const auto s = read_subject(t);
        return s && std::holds_alternative<std::string>(*s) ? std::get<std::string>(*s) : std::string{};
    };
    BOOST_TEST(id("312000") == 312000U);
    BOOST_TEST(id("4294967295") == 4294967295U);
    BOOST_TEST(callsign("ea/dl1ab") == "EA/DL1AB");
    BOOST_TEST(callsign("n0call-7") == "N0CALL-7");
    for (const char* const bad : {"", "0", "4294967296", "99999999999999999999", "-1", "1.5", "DL1ABCDEF",
                                  "DL1*", "DL 1", "-/-", "D\xC3\x84", "1\n"})
        BOOST_TEST(!read_subject(bad).has_value(), bad);
}

BOOST_AUTO_TEST_SUITE_END()

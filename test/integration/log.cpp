// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <regex>

#include "integration/world.hpp"
#include "support/bytes.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

// A login by hand, so that its secrets are known: the salt, and the digest of the right passphrase.
struct secrets
{
    std::string salt;
    std::string digest;
};

secrets half_a_login(udp_client& from, std::uint32_t id)
{
    const std::size_t before = from.received.size();
    from.send(wire::write_login_request(dmr::repeater_id{id}));
    BOOST_REQUIRE(from.has_received(before + 1));
    wire::salt salt{};
    std::copy_n(from.received.back().begin() + 6, salt.size(), salt.begin());
    wire::sha256 sha;
    const wire::digest d = sha.challenge_answer(salt, passphrase);
    const auto whole = wire::write_challenge_answer(dmr::repeater_id{id}, d);
    from.send(wire::bytes{whole}.first(20)); // a message that was cut
    return {to_hex(salt), to_hex(wire::bytes{d}.first(8))};
}

void check_that_none_is_in(const std::string& text, const std::vector<std::string>& words)
{
    for (const std::string& word : words)
        BOOST_TEST(text.find(word) == text.npos, word);
}

}

BOOST_FIXTURE_TEST_CASE(every_line_on_stdout_is_json_and_every_line_in_the_file_is_text, world)
{
    server s{stage, file, with_logging(configuration(port), "console_level", "DEBUG")};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4, passphrase, "TS2=91;NAME=\x1b[31mred\n{\"level\":\"forged\"}"};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    BOOST_TEST(s.logged("stream_ended"));
    BOOST_TEST(s.stop(SIGTERM) == 0);

    const std::regex time{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
    for (const json::object& line : s.log()) { // reading them has proved that they are JSON objects
        BOOST_TEST(std::regex_match(text_of(line, "time"), time));
        for (const char* const field : {"level", "event"})
            BOOST_TEST(!text_of(line, field).empty());
        BOOST_TEST(text_of(line, "level") != "forged");
    }
    const std::regex text{
        R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - [A-Z].*)"};
    const auto lines = lines_in(contents(folder / "hblinkd.log"));
    BOOST_TEST(lines.size() == s.log().size()); // the same, because the levels are the same
    for (const std::string& line : lines)
        BOOST_TEST(std::regex_match(line, text), line);
}

BOOST_FIXTURE_TEST_CASE(a_call_and_a_login_are_told_with_their_fields, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 0xABCD, {&listener}));
    BOOST_REQUIRE(s.logged("stream_ended"));

    const json::object connected = *s.find("repeater_connected");
    BOOST_TEST(text_of(connected, "repeater") == "312001");
    BOOST_TEST(text_of(connected, "callsign") == "N0CALL");
    BOOST_TEST(text_of(connected, "address") == talker.local().to_string());
    const json::object started = *s.find("stream_started");
    for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{{"repeater", "312001"},
                                                                                       {"slot", "2"},
                                                                                       {"source", "312008"},
                                                                                       {"talkgroup", "91"},
                                                                                       {"targets", "1"}})
        BOOST_TEST(text_of(started, field) == value, field);
    const json::object ended = *s.find("stream_ended");
    BOOST_TEST(text_of(ended, "reason") == "terminator");
    BOOST_TEST(text_of(ended, "packets") == "8");
    BOOST_TEST(text_of(ended, "stream") == text_of(started, "stream"));
}

BOOST_FIXTURE_TEST_CASE(no_secret_is_ever_in_the_log, world)
{
    server s{stage, file, with_logging(configuration(port), "console_level", "DEBUG")};
    BOOST_REQUIRE(s.started());
    repeater good{stage, 312001, ipv4, passphrase, "TS2=91;PASS=sesame-open"};
    BOOST_REQUIRE(good.log_in());
    repeater wrong{stage, 312002, ipv4, "guessed-by-somebody"};
    wrong.start();
    BOOST_REQUIRE(stage.wait_until([&] { return wrong.client().refusals() == 1; }));
    udp_client by_hand{stage, ipv4};
    const secrets s1 = half_a_login(by_hand, 312003);
    BOOST_REQUIRE(s.logged("datagram_refused"));
    BOOST_TEST(s.logged("options_applied"));
    BOOST_TEST(s.stop(SIGTERM) == 0);

    const std::vector<std::string> words{std::string{passphrase}, "guessed-by-somebody", "sesame-open",
                                         s1.salt, s1.digest};
    const std::string in_file = contents(folder / "hblinkd.log");
    BOOST_TEST(in_file.find("wrong_passphrase") != in_file.npos);
    check_that_none_is_in(s.process.out.text(), words);
    check_that_none_is_in(in_file, words);
}

BOOST_FIXTURE_TEST_CASE(the_statistics_count_what_the_kernel_would_not_send, world)
{
    json::object c = configuration(port);
    c["global"].as_object()["stats_interval"] = 1;
    server s{stage, file, c, refusing("DMRD", 3)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    for (const datagram& b : group_call{talker, 91, 1}.all())
        talker.send(b);
    BOOST_TEST(listener.has_heard(5)); // the others were dropped, not kept for later
    const auto told = [&] {
        std::int64_t sum = 0;
        for (const json::object& line : s.log())
            if (text_of(line, "event") == "statistics")
                sum += line.at("send_dropped").to_number<std::int64_t>();
        return sum == 3;
    };
    BOOST_TEST(stage.wait_until(told));
    BOOST_TEST(listener.heard.size() == 5U);
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/options.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace hblink;
using sim::parse_options;
using sim::usage_error;

namespace {

// The required ones, and these.
sim::options with(std::vector<std::string> more)
{
    std::vector<std::string> all{"--server", "127.0.0.1:62031", "--passphrase", "p"};
    all.insert(all.end(), more.begin(), more.end());
    return parse_options(all);
}

std::string refusal(const std::vector<std::string>& more)
{
    try {
        with(more);
    } catch (const usage_error& e) {
        return e.what();
    }
    return "accepted";
}

bool refused(const std::vector<std::string>& more) { return refusal(more) != "accepted"; }

sim::server_name server(const std::string& text)
{
    return parse_options({"--server", text, "--passphrase", "p"}).server;
}

}

BOOST_AUTO_TEST_SUITE(simulator_options)

BOOST_AUTO_TEST_CASE(a_server_and_a_passphrase_are_enough)
{
    const sim::options o = with({});
    BOOST_TEST((o.server == sim::server_name{"127.0.0.1", 62031}));
    BOOST_TEST(o.passphrase == "p");
    BOOST_TEST(o.repeaters == 12u);
    BOOST_TEST(o.calls == 1u);
    BOOST_TEST(o.speed == 1.0);
    BOOST_TEST(o.json == "");
    BOOST_CHECK_THROW(parse_options({"--server", "a:1"}), usage_error);
    BOOST_CHECK_THROW(parse_options({"--passphrase", "p"}), usage_error);
    BOOST_CHECK_THROW(parse_options({}), usage_error);
}

BOOST_AUTO_TEST_CASE(every_option_is_read)
{
    const sim::options o =
        with({"--repeaters", "1000",    "--first-id", "3120001",        "--talkgroup", "1,2,16777215",
              "--slot=1",    "--calls", "3",          "--call-seconds", "2.5",         "--seconds",
              "70",          "--speed", "20",         "--loss",         "1.5",         "--jitter",
              "30",          "--seed",  "9",          "--json",         "out.json",    "--local",
              "2:9"});
    BOOST_TEST(o.repeaters == 1000u);
    BOOST_TEST(o.first_id == 3'120'001u);
    BOOST_TEST(o.talkgroups.size() == 3u);
    BOOST_TEST((o.talkgroups.back() == dmr::talkgroup{16'777'215}));
    BOOST_TEST((o.slot == dmr::slot::one));
    BOOST_TEST((o.local == sim::local_channel{dmr::slot::two, 9}));
    BOOST_TEST(o.calls == 3u);
    BOOST_TEST(o.call_seconds == 2.5);
    BOOST_TEST(o.seconds == 70.0);
    BOOST_TEST(o.speed == 20.0);
    BOOST_TEST(o.loss == 1.5);
    BOOST_TEST(o.jitter == 30.0);
    BOOST_TEST(o.seed == 9u);
    BOOST_TEST(o.json == "out.json");
}

BOOST_AUTO_TEST_CASE(a_server_is_a_host_and_a_port)
{
    BOOST_TEST((server("dmr.example.org:62031") == sim::server_name{"dmr.example.org", 62031}));
    BOOST_TEST((server("[::1]:62031") == sim::server_name{"::1", 62031}));
    for (const std::string bad : {"", "host", ":62031", "host:", "host:0", "host:65536", "host:-1", "host:1x",
                                  "::1:62031", "[::1]", "[]:1", "[::1:62031", "::1]:62031"})
        BOOST_TEST_CONTEXT(bad) { BOOST_CHECK_THROW(server(bad), usage_error); }
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_are_refused_with_the_range)
{
    for (const std::vector<std::string>& bad :
         std::vector<std::vector<std::string>>{{"--repeaters", "0"},
                                               {"--repeaters", "20001"},
                                               {"--repeaters", "-1"},
                                               {"--repeaters", "1.5"},
                                               {"--repeaters", "many"},
                                               {"--repeaters", ""},
                                               {"--slot", "0"},
                                               {"--slot", "3"},
                                               {"--speed", "0"},
                                               {"--speed", "21"},
                                               {"--speed", "nan"},
                                               {"--loss", "101"},
                                               {"--loss", "-1"},
                                               {"--jitter", "-1"},
                                               {"--jitter", "inf"},
                                               {"--seconds", "0"},
                                               {"--call-seconds", "0.1"},
                                               {"--first-id", "0"},
                                               {"--first-id", "4294967296"}})
        BOOST_TEST_CONTEXT(bad.at(0) << ' ' << bad.at(1)) { BOOST_TEST(refused(bad)); }
    BOOST_TEST(refusal({"--slot", "3"}) == "--slot must be 1..2, is \"3\"");
}

BOOST_AUTO_TEST_CASE(a_local_channel_is_a_timeslot_and_a_talkgroup)
{
    BOOST_TEST(!with({}).local.has_value());
    BOOST_TEST((with({"--local", "1:16777215"}).local == sim::local_channel{dmr::slot::one, 16'777'215}));
    for (const std::string bad :
         {"", "1", "9", "1:", ":9", "3:9", "0:9", "1:0", "1:16777216", "1:9:9", "1:x"})
        BOOST_TEST_CONTEXT(bad) { BOOST_TEST(refused({"--local", bad})); }
}

BOOST_AUTO_TEST_CASE(talkgroups_are_numbers_between_commas)
{
    for (const std::string bad : {"", ",", "1,", ",1", "1,,2", "0", "16777216", "1 2", "1-2", "x", "3,1,3"})
        BOOST_TEST_CONTEXT(bad) { BOOST_TEST(refused({"--talkgroup", bad})); }
}

BOOST_AUTO_TEST_CASE(the_last_id_must_be_an_id)
{
    BOOST_TEST(!refused({"--first-id", "4294967295", "--repeaters", "1", "--calls", "0"}));
    BOOST_TEST(refused({"--first-id", "4294967295", "--repeaters", "2"}));
}

BOOST_AUTO_TEST_CASE(there_are_no_more_calls_than_conversations)
{
    BOOST_TEST(!refused({"--talkgroup", "1,2,3", "--calls", "3"}));
    BOOST_TEST(refused({"--talkgroup", "1,2,3", "--calls", "4"}));
    BOOST_TEST(refused({"--talkgroup", "1,2,3", "--calls", "2", "--repeaters", "4"}));
    BOOST_TEST(refused({"--repeaters", "1"}));
}

BOOST_AUTO_TEST_CASE(what_is_unknown_abbreviated_or_left_over_is_refused)
{
    BOOST_TEST(refused({"--repeater", "3"}));
    BOOST_TEST(refused({"--verbose"}));
    BOOST_TEST(refused({"surplus"}));
    BOOST_TEST(refused({"--seed"}));
    BOOST_TEST(refused({"--seed", "1", "--seed", "2"}));
}

BOOST_AUTO_TEST_CASE(the_help_names_every_option)
{
    const std::string text = sim::usage();
    for (const std::string option :
         {"--server", "--repeaters", "--first-id", "--passphrase", "--talkgroup", "--slot", "--local",
          "--calls", "--call-seconds", "--seconds", "--speed", "--loss", "--jitter", "--seed", "--json"})
        BOOST_TEST_CONTEXT(option) { BOOST_TEST(text.find(option) != std::string::npos); }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/player_options.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace hblink;
using namespace std::chrono_literals;
using sim::parse_player_options;
using sim::usage_error;
using strings = std::vector<std::string>;

namespace {

strings joined(strings first, const strings& more)
{
    first.insert(first.end(), more.begin(), more.end());
    return first;
}

sim::player_options master(const strings& more)
{
    return parse_player_options(joined({"--master", "62031", "--passphrase", "p"}, more));
}

sim::player_options openbridge(const strings& more)
{
    return parse_player_options(joined({"--openbridge", "62035", "--peer", "north.example.net:62036",
                                        "--passphrase", "p", "--network-id", "5"},
                                       more));
}

sim::player_options at(const std::string& local)
{
    return parse_player_options({"--master", local, "--passphrase", "p"});
}

}

BOOST_AUTO_TEST_SUITE(player_options)

BOOST_AUTO_TEST_CASE(a_player_is_asked_for_by_its_name)
{
    BOOST_TEST(sim::asks_for_player({"--passphrase", "p", "--master", "1"}));
    BOOST_TEST(sim::asks_for_player({"--openbridge=1"}));
    BOOST_TEST(!sim::asks_for_player({"--server", "a:1", "--passphrase", "p"}));
    BOOST_CHECK_THROW(parse_player_options({"--master", "1", "--openbridge", "2", "--passphrase", "p"}),
                      usage_error);
}

BOOST_AUTO_TEST_CASE(a_port_and_a_passphrase_are_enough_for_a_master)
{
    const auto o = master({});
    BOOST_TEST((o.plays == sim::player_options::role::master));
    BOOST_TEST(o.local_host == "");
    BOOST_TEST(o.local_port == 62031U);
    BOOST_TEST(o.passphrase == "p");
    BOOST_TEST(o.calls.talkgroups.empty());
    BOOST_TEST((o.calls.slot == dmr::slot::two));
    BOOST_TEST((o.run == 0s));
    BOOST_TEST(!o.refuses);
    BOOST_TEST(!o.mute_after.has_value());
    BOOST_CHECK_THROW(parse_player_options({"--master", "62031"}), usage_error);
}

BOOST_AUTO_TEST_CASE(every_option_of_a_master_is_read)
{
    const auto o = master({"--talkgroup", "91,8", "--every", "20", "--call-seconds", "5", "--source",
                           "2345001", "--seconds", "60", "--json", "-", "--slot", "1", "--repeater-id",
                           "312000", "--nak", "--mute-after", "7"});
    BOOST_TEST(o.calls.talkgroups.size() == 2U);
    BOOST_TEST((o.calls.every == 20s));
    BOOST_TEST((o.calls.voice == 5s));
    BOOST_TEST(o.calls.source.value() == 2'345'001U);
    BOOST_TEST((o.run == 60s));
    BOOST_TEST(o.json == "-");
    BOOST_TEST((o.calls.slot == dmr::slot::one));
    BOOST_TEST(o.calls.repeater.value() == 312'000U);
    BOOST_TEST(o.refuses);
    BOOST_TEST(o.mute_after.value() == 7U);
}

BOOST_AUTO_TEST_CASE(every_option_of_an_openbridge_peer_is_read)
{
    const auto o = openbridge({"--talkgroup", "91"});
    BOOST_TEST((o.plays == sim::player_options::role::openbridge));
    BOOST_TEST(o.local_port == 62035U);
    BOOST_TEST((o.peer == sim::server_name{"north.example.net", 62036}));
    BOOST_TEST(o.network_id == 5U);
    BOOST_TEST(o.calls.repeater.value() == 5U);
    BOOST_TEST((o.calls.slot == dmr::slot::one));
    BOOST_CHECK_THROW(openbridge({"--nak"}), usage_error);
    BOOST_CHECK_THROW(openbridge({"--slot", "2"}), usage_error);
    for (const char* missing : {"--peer", "--passphrase", "--network-id"}) {
        strings all{"--openbridge", "1", "--peer", "a:1", "--passphrase", "p", "--network-id", "5"};
        const auto found = std::find(all.begin(), all.end(), missing);
        all.erase(found, found + 2);
        BOOST_TEST_CONTEXT(missing) { BOOST_CHECK_THROW(parse_player_options(all), usage_error); }
    }
}

BOOST_AUTO_TEST_CASE(the_own_address_may_be_named)
{
    BOOST_TEST(at("127.0.0.1:62031").local_host == "127.0.0.1");
    BOOST_TEST(at("127.0.0.1:62031").local_port == 62031U);
    BOOST_TEST(at("[::1]:0").local_host == "::1");
    BOOST_TEST(at("[::1]:0").local_port == 0U);
    BOOST_TEST(at("0").local_port == 0U);
    for (const std::string bad : {"", ":", ":1", "1:", "a:b", "65536", "-1", "a:65536", "::1:1", "62031x"})
        BOOST_TEST_CONTEXT(bad) { BOOST_CHECK_THROW(at(bad), usage_error); }
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_are_refused)
{
    for (const strings& bad : std::vector<strings>{{"--every", "0"},
                                                   {"--call-seconds", "0.1"},
                                                   {"--seconds", "-1"},
                                                   {"--source", "16777216"},
                                                   {"--slot", "3"},
                                                   {"--mute-after", "-1"},
                                                   {"--talkgroup", "0"},
                                                   {"--repeater-id", "0"}})
        BOOST_TEST_CONTEXT(bad.at(0)) { BOOST_CHECK_THROW(master(bad), usage_error); }
    BOOST_CHECK_THROW(openbridge({"--network-id", "0"}), usage_error);
}

BOOST_AUTO_TEST_CASE(the_help_names_every_option)
{
    const std::string text = sim::player_usage();
    for (const std::string option : {"--master", "--openbridge", "--peer", "--network-id", "--passphrase",
                                     "--talkgroup", "--every", "--call-seconds", "--source", "--seconds",
                                     "--json", "--slot", "--repeater-id", "--nak", "--mute-after"})
        BOOST_TEST_CONTEXT(option) { BOOST_TEST(text.find(option) != std::string::npos); }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/changes.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <vector>

#include "unit/config/fixtures.hpp"

using namespace hblink;
using namespace hblink::config::test;

namespace {

config::settings settings_of(const std::string& text)
{
    auto result = config::load(text, small_world());
    BOOST_TEST(result.errors.empty(), text);
    return result.settings.value();
}

struct change
{
    const char* text; // the configuration
    const char* pointer;
    bool restart{false};
};

// Every key that there is, set to something that is not its default.
constexpr std::array all{
    change{R"({"global": {"bind_ipv4": "127.0.0.1"}})", "/global/bind", true},
    change{R"({"global": {"port_ipv4": 62032}})", "/global/bind", true},
    change{R"({"global": {"bind_ipv6": ""}})", "/global/bind", true},
    change{R"({"global": {"port_ipv6": 62032}})", "/global/bind", true},
    change{R"({"global": {"disable_ipv6": true}})", "/global/bind", true},
    change{R"({"global": {"timeout_duration": 31}})", "/global/timeout_duration"},
    change{R"({"global": {"max_missed": 4}})", "/global/max_missed"},
    change{R"({"timeout": {"repeater": 31}})", "/timeout/repeater"},
    change{R"({"global": {"ping_time": 6}})", "/global/ping_time"},
    change{R"({"global": {"stream_timeout": 3}})", "/global/stream_timeout"},
    change{R"({"global": {"stream_hang_time": 3}})", "/global/stream_hang_time"},
    change{R"({"global": {"user_cache": {"timeout": 61}}})", "/global/user_cache/timeout"},
    change{R"({"global": {"max_call_seconds": 180}})", "/global/max_call_seconds"},
    change{R"({"global": {"stats_interval": 61}})", "/global/stats_interval"},
    change{R"({"global": {"report_stats": false}})", "/global/stats_interval"},
    change{R"({"global": {"forward_data_calls": true}})", "/global/forward_data_calls"},
    change{R"({"global": {"options_dialects": ["hblink4", "dmrplus"]}})", "/global/options_dialects"},
    change{R"({"global": {"logging": {"console_level": "DEBUG"}}})", "/global/logging/level"},
    change{R"({"global": {"logging": {"file_level": "ERROR"}}})", "/global/logging/level"},
    change{R"({"global": {"logging": {"file": "x.log"}}})", "/global/logging", true},
    change{R"({"global": {"logging": {"retention_days": 3}}})", "/global/logging", true},
    change{R"({"global": {"logging": {"console_format": "text"}}})", "/global/logging", true},
    change{R"({"global": {"logging": {"file_format": "json"}}})", "/global/logging", true},
    change{R"({"limits": {"replies_per_second": 51}})", "/limits"},
    change{R"({"limits": {"replies_burst": 51}})", "/limits"},
    change{R"({"limits": {"login_seconds": 26}})", "/limits"},
    change{R"({"limits": {"max_repeaters": 26}})", "/limits"},
    change{R"({"limits": {"talkgroups_per_slot": 26}})", "/limits"},
    change{R"({"limits": {"translations_per_repeater": 26}})", "/limits"},
    change{R"({"limits": {"options_per_minute": 26}})", "/limits"},
    change{R"({"limits": {"exempt": []}})", "/limits"},
    change{R"({"connection_type_detection": {"hotspot_packages": ["x"]}})", "/connection_type_detection"},
    change{R"({"blacklist": {"patterns": [{"name": "n", "match": {"ids": [1]}}]}})", "/blacklist"},
    change{R"({"repeaters": {"default": {"passphrase": "a-long-one"}}})", "/repeater_configurations"},
    change{R"({"access": {"callsign_rules_need_passphrase": false}})", "/access"},
    change{R"({"outbound_connections": [{"name": "n", "address": "a", "port": 1, "radio_id": 1,
              "passphrase": "p"}]})",
           "/outbound_connections"},
    change{R"({"openbridge_connections": [{"name": "n", "network_id": 1, "local_port": 1, "target_port": 1,
              "target_address": "a", "passphrase": "p", "talkgroup_slots": {"91": 1}}]})",
           "/openbridge_connections"},
    change{R"({"dashboard": {"enabled": false}})", "/dashboard", true},
    change{R"({"dashboard": {"buffer_size": 70000}})", "/dashboard", true},
    change{R"({"http": {"port": 8081}})", "/http/address", true},
    change{R"({"http": {"enabled": false}})", "/http/address", true},
    change{R"({"http": {"base_path": "/dmr/"}})", "/http"},
    change{R"({"http": {"token": "a-long-enough-token"}})", "/http"},
    change{R"({"http": {"trusted_proxies": ["192.0.2.1/32"]}})", "/http"},
    change{R"({"http": {"max_connections": 10}})", "/http"},
    change{R"({"http": {"max_browsers": 10}})", "/http"},
    change{R"({"http": {"title": "DMR"}})", "/http"},
    change{R"({"http": {"announcement": "DMR"}})", "/http"},
    change{R"({"http": {"network_info": {"text": "DMR"}}})", "/http"},
    change{R"({"http": {"public": {"addresses": true}}})", "/http"},
    change{R"({"http": {"public": {"coordinates": true}}})", "/http"},
    change{R"({"http": {"public": {"unit_calls": true}}})", "/http"},
    change{R"({"control": {"socket": "/x"}})", "/control/socket", true},
    change{R"({"history": {"days": 9}})", "/history", true},
    change{R"({"users": {"file": "user.csv"}})", "/users"},
    change{R"({"users": {"talkgroups_file": "tg.csv"}})", "/users"},
    change{R"({"resume": {"enabled": true}})", "/resume", true},
    change{R"({"parrot": {"enabled": true}})", "/parrot"},
    change{R"({"parrot": {"max_seconds": 9}})", "/parrot"},
    change{R"({"state_directory": "/x"})", "/state_directory", true}};

}

BOOST_AUTO_TEST_SUITE(changes)

BOOST_AUTO_TEST_CASE(each_key_is_named_with_what_it_takes)
{
    const config::settings before = settings_of("{}");
    for (const change& c : all) {
        const auto found = config::compare(before, before, settings_of(c.text));
        const std::vector<std::string_view> only{c.pointer};
        BOOST_TEST((c.restart ? found.by_restart : found.at_once) == only, c.text);
        BOOST_TEST((c.restart ? found.at_once : found.by_restart).empty(), c.text);
    }
}

BOOST_AUTO_TEST_CASE(the_same_configuration_read_twice_is_no_change)
{
    const std::string text = R"({"repeaters": {"patterns": [{"name": "a", "match": {"callsigns": ["A*"]},
        "config": {"passphrase": "one-of-them"}}], "default": {"passphrase": "a-long-one"}}})";
    BOOST_TEST(config::compare(settings_of(text), settings_of(text), settings_of(text)).none());
}

BOOST_AUTO_TEST_CASE(another_passphrase_behind_the_same_name_is_a_change)
{
    const auto with = [](const std::string& secret) {
        auto world = small_world();
        world.environment = [secret](const std::string&) { return std::optional{secret}; };
        const auto loaded =
            config::load(R"({"repeaters": {"default": {"passphrase": {"env": "SECRET"}}}})", world);
        return loaded.settings.value();
    };
    const auto before = with("the-first-one");
    BOOST_TEST(config::compare(before, before, with("the-second-one")).at_once.size() == 1U);
    BOOST_TEST(config::compare(before, before, with("the-first-one")).none());
}

// What waits for a restart is told again at each reload; what is in force already is not.
BOOST_AUTO_TEST_CASE(a_restart_stays_due)
{
    const auto started = settings_of("{}");
    const auto now = settings_of(R"({"global": {"port_ipv4": 62032, "max_missed": 4}})");
    const auto found = config::compare(started, now, now);
    BOOST_TEST(found.at_once.empty());
    BOOST_TEST(found.by_restart.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

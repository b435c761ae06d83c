// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/load.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include "fixtures.hpp"
#include "support/temporary.hpp"

namespace config = hblink::config;
namespace dmr = hblink::dmr;
namespace json = boost::json;
namespace wire = hblink::wire;
using config::test::lines;
using config::test::load_global;
using config::test::small_world;
using config::test::test_data;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(load)

namespace {

const std::string sample = config::test::content_of(test_data / "config/hblink4-config.json");

struct configuration_folder : hblink::test::temporary_folder
{
    std::filesystem::path write(const std::string& name, const std::string& text, mode_t mode = 0600) const
    {
        const auto file = path() / name;
        std::ofstream{file, std::ios::binary} << text;
        ::chmod(file.c_str(), mode);
        return file;
    }
};

config::settings good(const std::string& text)
{
    auto result = config::load(text, small_world());
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_REQUIRE(result.settings.has_value());
    return std::move(*result.settings);
}

}

// --- defaults --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_empty_configuration_has_the_defaults_of_the_specification)
{
    const auto s = good("{}");
    BOOST_TEST(s.listeners.ipv4.value().to_string() == "0.0.0.0");
    BOOST_TEST(s.listeners.ipv6.value().to_string() == "::");
    BOOST_TEST(s.listeners.port_ipv4 == 62031);
    BOOST_TEST(s.listeners.port_ipv6 == 62031);
    BOOST_TEST((s.timing.keep_alive_limit == 30s));
    BOOST_TEST((s.timing.keep_alive_period == 30s));
    BOOST_TEST(s.timing.max_missed == 3U);
    BOOST_TEST((s.timing.ping_time == 5s));
    BOOST_TEST((s.timing.stream_timeout == 2s));
    BOOST_TEST((s.timing.stream_hang_time == 10s));
    BOOST_TEST((s.timing.user_cache_timeout == 600s));
    BOOST_TEST((s.timing.max_call == 0s));
    BOOST_TEST((s.timing.statistics_interval == 60s));
    BOOST_TEST(s.timing.report_statistics);
    BOOST_TEST(s.logging.file.string() == "/folder/logs/hblink.log");
    BOOST_TEST((s.logging.console_level == config::log_level::info));
    BOOST_TEST((s.logging.file_level == config::log_level::debug));
    BOOST_TEST((s.logging.console_format == config::log_format::json));
    BOOST_TEST((s.logging.file_format == config::log_format::text));
    BOOST_TEST(s.logging.retention.count() == 30);
    BOOST_TEST(s.limits.exempt.size() == 2U);
    BOOST_TEST(s.limits.exempt[0].contains(wire::parse_address("127.1.2.3").value()));
    BOOST_TEST(s.limits.exempt[1].contains(wire::parse_address("::1").value()));
    BOOST_TEST(s.feed.enabled);
    BOOST_TEST(s.feed.unix_socket.string() == "/tmp/hblink4.sock");
    BOOST_TEST(s.http.address.to_string() == "127.0.0.1");
    BOOST_TEST(s.control_socket.empty());
    BOOST_TEST(s.history.path.empty());
    BOOST_TEST(s.state_directory.string() == "/var/lib/hblinkd");
    BOOST_TEST(!s.access.fallback);
    BOOST_TEST(s.access.callsign_rules_need_passphrase);
    BOOST_TEST(!s.dmrplus_options);
    BOOST_TEST(!s.forward_data_calls);
    BOOST_TEST(s.parrot.radio_ids.at(0).value() == 9990U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_object_is_refused)
{
    BOOST_TEST(lines(config::load("[]", small_world()).errors) ==
                   strings{"must be a section {...}, is a list [...]"},
               boost::test_tools::per_element());
    BOOST_TEST(lines(config::load("null", small_world()).errors) ==
                   strings{"must be a section {...}, is null"},
               boost::test_tools::per_element());
    BOOST_TEST(lines(config::load("{,}", small_world()).errors).size() == 1U);
}

// --- what values become ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_sample_of_hblink4_loads_unchanged)
{
    const auto result = config::load(sample, small_world());
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(result.warnings.size() == 1U); // its callsign rule has a passphrase of its own
    const config::settings& s = result.settings.value();

    BOOST_TEST(s.access.blacklist.size() == 3U);
    BOOST_TEST(s.access.blacklist[1].reason == "withdrawn");
    BOOST_TEST(s.access.blacklisted(dmr::repeater_id{905000})->name == "old ranges");
    BOOST_TEST(s.access.blacklisted(dmr::repeater_id{5}, "XX0BADGE")->name == "banned");

    BOOST_TEST(s.access.rules.size() == 3U);
    const config::access_rule& hill = *s.access.rules[0];
    BOOST_TEST(hill.name == "hill tops");
    BOOST_TEST(*hill.passphrase == "hill-secret");
    BOOST_TEST(hill.trust);
    BOOST_TEST(hill.default_unit_calls);
    BOOST_TEST((hill.talkgroups[0] == dmr::talkgroup_set{dmr::talkgroup{8}, dmr::talkgroup{9}}));
    BOOST_TEST((s.access.rules[1]->match.id_ranges.size() == 2U));
    BOOST_TEST(s.access.rules[2]->talkgroups[0].empty());
    BOOST_TEST(*s.access.fallback->passphrase == "everyone");
    // prepared: the first rule in file order decides
    BOOST_TEST(*s.access.may_be_proven(dmr::repeater_id{2345001})[0].passphrase == "hill-secret");
    BOOST_TEST(s.access.may_be_proven(dmr::repeater_id{77}).size() == 2U);

    BOOST_TEST(s.links.size() == 2U);
    BOOST_TEST(s.links[0].address == "core.example.net");
    BOOST_TEST(s.links[0].radio_id.value() == 2345900U);
    BOOST_TEST(s.links[0].unit_calls);
    BOOST_TEST(s.links[0].station.rx_frequency == 449000000U);
    BOOST_TEST(s.links[0].station.longitude == -97.0);
    BOOST_TEST(s.links[0].station.package_id == "HBlink4 v2.0");
    BOOST_TEST(!s.links[1].enabled);
    BOOST_TEST(s.links[1].passphrase == "spare-secret"); // `password`
    BOOST_TEST(s.links[1].station.software_id == "hblinkd");
    BOOST_TEST(s.links[1].station.package_id.starts_with("MMDVM_hblinkd "));

    BOOST_TEST(s.trunks.size() == 2U);
    BOOST_TEST(s.trunks[0].local_address.to_string() == "0.0.0.0");
    BOOST_TEST(s.trunks[0].talkgroup_slots.size() == 3U);
    BOOST_TEST((s.trunks[0].talkgroup_slots.at(dmr::talkgroup{91}) == dmr::slot::two));
    BOOST_TEST((s.trunks[0].talkgroup_slots.at(dmr::talkgroup{2346}) == dmr::slot::two));
    BOOST_TEST((s.trunks[0].talkgroup_slots.at(dmr::talkgroup{8}) == dmr::slot::one));
    BOOST_TEST(s.connection_types.hotspot_software.size() == 2U);
}

BOOST_AUTO_TEST_CASE(numbers_written_as_texts_are_the_numbers)
{
    const auto s =
        good(config::test::content_of(test_data / "config/accept/link_with_numbers_as_texts.json"));
    const auto& station = s.links.at(0).station;
    BOOST_TEST(station.latitude == 38.0);
    BOOST_TEST(station.longitude == -97.1);
    BOOST_TEST(station.height == 75);
    BOOST_TEST(station.rx_frequency == 449000000U);
    BOOST_TEST(station.tx_frequency == 0U);
    BOOST_TEST(station.tx_power == 50U);
    BOOST_TEST(station.colour_code == 1U);
}

BOOST_AUTO_TEST_CASE(every_service_takes_its_values)
{
    const auto s = good(config::test::content_of(test_data / "config/accept/every_service.json"));
    BOOST_TEST(s.limits.replies_per_second == 10U);
    BOOST_TEST(s.limits.replies_burst == 20U);
    BOOST_TEST((s.limits.login_time == 30s));
    BOOST_TEST(s.limits.max_repeaters == 10U);
    BOOST_TEST(s.limits.options_per_minute == 1U);
    BOOST_TEST(s.limits.exempt.size() == 3U);
    BOOST_TEST(!s.http.enabled);
    BOOST_TEST(s.http.base_path == "/dmr/");
    BOOST_TEST(s.http.token == "t");
    BOOST_TEST(s.http.network_url == "https://example.net");
    BOOST_TEST(s.http.public_unit_calls);
    BOOST_TEST(s.control_socket.string() == "/folder/control.sock");
    BOOST_TEST(s.history.path.string() == "/folder/calls");
    BOOST_TEST(s.users_file.string() == "/folder/user.csv");
    BOOST_TEST(s.talkgroups_file.string() == "/folder/tg.csv");
    BOOST_TEST(s.resume);
    BOOST_TEST((s.resume_max_age == 60s));
    BOOST_TEST(s.parrot.enabled);
    BOOST_TEST(s.parrot.talkgroups.at(0).value() == 9990U);
    BOOST_TEST(s.parrot.radio_ids.size() == 1U);
    BOOST_TEST((s.parrot.longest == 10s));
    BOOST_TEST(s.state_directory.string() == "/folder/state");
    BOOST_TEST((s.timing.keep_alive_period == 10s));
}

BOOST_AUTO_TEST_CASE(an_empty_bind_address_means_no_such_listener)
{
    BOOST_TEST(!load_global(R"("bind_ipv4": "")").settings.value().listeners.ipv4);
    BOOST_TEST(!load_global(R"("bind_ipv6": "")").settings.value().listeners.ipv6);
    BOOST_TEST(!load_global(R"("disable_ipv6": true)").settings.value().listeners.ipv6);
    BOOST_TEST(load_global(R"("bind_ipv4": "192.0.2.1")").settings.value().listeners.ipv4->to_string() ==
               "192.0.2.1");
}

// Found by the fuzzer: Boost.JSON makes 0 times infinity of it, which is neither too small nor too large.
BOOST_AUTO_TEST_CASE(zero_with_a_huge_exponent_is_no_number)
{
    const auto loaded = load_global(R"("stream_timeout": 0e300297, "port_ipv4": 0e300297)");
    BOOST_TEST(!loaded.settings);
    BOOST_REQUIRE(loaded.errors.size() == 2U);
    BOOST_TEST(loaded.errors[0].pointer == "/global/stream_timeout");
    BOOST_TEST(loaded.errors[1].pointer == "/global/port_ipv4");
    BOOST_TEST(!load_global(R"("stream_timeout": 1e400)").settings);
}

BOOST_AUTO_TEST_CASE(times_may_have_fractions_and_short_user_caches_become_a_minute)
{
    BOOST_TEST((load_global(R"("stream_timeout": 0.25)").settings.value().timing.stream_timeout == 250ms));
    BOOST_TEST(
        (load_global(R"("user_cache": {"timeout": 5})").settings.value().timing.user_cache_timeout == 60s));
    BOOST_TEST(!load_global(R"("stats_interval": 0)").settings.value().timing.report_statistics);
    const auto fast = load_global(R"("stats_interval": 0.5)");
    BOOST_TEST((fast.settings.value().timing.statistics_interval == 1s));
    BOOST_TEST(lines(fast.warnings) == strings{"/global/stats_interval: is below 1 second: 1 is used"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(talkgroups_absent_or_null_are_all_and_an_empty_list_is_none)
{
    const auto s = good(R"({"repeaters": {"patterns": [
        {"match": {"ids": [1]}, "config": {"passphrase": "one-passphrase", "slot1_talkgroups": null}},
        {"match": {"ids": [2]}, "config": {"passphrase": "two-passphrase", "slot2_talkgroups": [91, 8, 91]}}]}})");
    BOOST_TEST(s.access.rules[0]->talkgroups[0].is_everything());
    BOOST_TEST(s.access.rules[0]->talkgroups[1].is_everything());
    BOOST_TEST(s.access.rules[1]->talkgroups[1].size() == 2U);
    BOOST_TEST(s.access.rules[1]->name == "pattern 2");
    BOOST_TEST(s.access.section == "/repeaters");
}

BOOST_AUTO_TEST_CASE(detection_words_are_compared_in_small_letters)
{
    const auto s =
        good(R"({"connection_type_detection": {"hotspot_packages": ["MyBox"], "network_packages": []}})");
    BOOST_TEST((s.connection_types.detect("MYBOX", "", "3") == config::connection_type::hotspot));
    BOOST_TEST(s.connection_types.network_packages.empty());
    BOOST_TEST(s.connection_types.repeater_packages.size() == 4U); // not named: the default
}

BOOST_AUTO_TEST_CASE(a_log_file_is_found_from_the_folder_of_the_configuration)
{
    BOOST_TEST(load_global(R"("logging": {"file": "x/../y.log"})").settings.value().logging.file.string() ==
               "/folder/y.log");
    BOOST_TEST(
        load_global(R"("logging": {"file": "/var/log/y.log"})").settings.value().logging.file.string() ==
        "/var/log/y.log");
    BOOST_TEST(load_global(R"("logging": {"file": ""})").settings.value().logging.file.empty());
}

BOOST_AUTO_TEST_CASE(the_state_directory_is_the_key_or_that_of_systemd)
{
    auto world = small_world();
    world.environment = [](const std::string& name) {
        return name == "STATE_DIRECTORY" ? std::optional<std::string>{"/var/lib/a:/var/lib/b"} : std::nullopt;
    };
    BOOST_TEST(config::load("{}", world).settings.value().state_directory.string() == "/var/lib/a");
    BOOST_TEST(config::load(R"({"state_directory": "s"})", world).settings.value().state_directory.string() ==
               "/folder/s");
}

// --- texts from elsewhere --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_text_comes_from_the_environment_or_a_file_less_one_newline)
{
    auto world = small_world();
    std::string content;
    world.read_file = [&](const std::filesystem::path&) { return std::optional{content}; };
    const auto passphrase = [&](const std::string& written) {
        content = written;
        const auto s = config::load(R"({"repeaters": {"default": {"passphrase": {"file": "x"}}}})", world);
        return s.settings ? *s.settings->access.fallback->passphrase : lines(s.errors).at(0);
    };
    BOOST_TEST(passphrase("secret") == "secret");
    BOOST_TEST(passphrase("secret\n") == "secret");
    BOOST_TEST(passphrase("secret\r\n") == "secret");
    BOOST_TEST(passphrase("secret\n\n") == "secret\n");
    BOOST_TEST(passphrase("\n") == "/repeaters/default/passphrase: must not be empty");

    const auto s =
        good(config::test::content_of(test_data / "config/accept/any_text_from_the_environment.json"));
    BOOST_TEST(s.listeners.ipv4->to_string() == "192.0.2.1");
    BOOST_TEST((s.logging.console_level == config::log_level::error));
    BOOST_TEST(s.links.at(0).station.latitude == 38.25);
    BOOST_TEST(s.links.at(0).address == "host.example.net");
    BOOST_TEST(s.state_directory.string() == "/srv/hblinkd");
}

BOOST_AUTO_TEST_CASE(no_message_shows_a_passphrase)
{
    const auto result = config::load(R"({"repeaters": {"default": {"passphrase": ["hidden"]}},
        "http": {"token": {"hidden": "hidden"}},
        "outbound_connections": [{"passphrase": 123454321}]})",
                                     small_world());
    BOOST_TEST(result.errors.size() >= 3U);
    for (const std::string& line : lines(result.errors)) {
        BOOST_TEST(line.find("hidden\"") == std::string::npos, line);
        BOOST_TEST(line.find("123454321") == std::string::npos, line);
    }
}

// --- warnings --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_key_that_stands_twice_is_warned_of)
{
    const auto result = load_global(R"("max_missed": 3, "max_missed": 4)");
    BOOST_TEST(lines(result.warnings) ==
                   strings{"/global/max_missed: stands twice: only the last one counts"},
               boost::test_tools::per_element());
    BOOST_TEST(result.settings.value().timing.max_missed == 4U);
}

BOOST_AUTO_TEST_CASE(diagnostics_are_bounded)
{
    std::string ids;
    for (int i = 0; i < 100'000; ++i)
        ids += (i == 0 ? "" : ",") + std::string{"-1"};
    const auto result =
        config::load(R"({"blacklist": {"patterns": [{"match": {"ids": [)" + ids + "]}}]}}", small_world());
    BOOST_TEST(result.errors.size() == 1000U);

    std::string unknown;
    for (int i = 0; i < 2000; ++i)
        unknown += (i == 0 ? "" : ",") + ('"' + std::to_string(i)) + R"(":0)";
    BOOST_TEST(load_global(unknown).warnings.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(a_large_configuration_loads)
{
    std::string ids = "1";
    for (int i = 2; i < 200'000; ++i)
        ids += ',' + std::to_string(i * 7919 % 16'000'001);
    const auto s =
        good(R"({"blacklist": {"patterns": [{"match": {"ids": [)" + ids +
             R"(]}}]}, "repeaters": {"default": {"passphrase": "a-long-one", "slot1_talkgroups": [)" + ids +
             "]}}}");
    BOOST_TEST(s.access.blacklisted(dmr::repeater_id{7919 * 2}) != nullptr);
    BOOST_TEST(s.access.fallback->talkgroups[0].admits(dmr::talkgroup{7919 * 3}));
}

// --- files -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_documented_example_loads_without_a_word)
{
    auto world = small_world();
    world.folder = "/etc/hblinkd";
    const auto text = config::test::content_of(std::filesystem::path{HBLINK_SOURCE_DIR} / "etc/hblinkd.json");
    const auto result = config::load(text, world);
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(lines(result.warnings) == strings{}, boost::test_tools::per_element());
    BOOST_REQUIRE(result.settings);
    BOOST_TEST(!result.settings->links.empty());
    BOOST_TEST(!result.settings->trunks.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_loaded_with_its_folder)
{
    const configuration_folder folder;
    folder.write("secret", "from-the-file\n");
    const auto file =
        folder.write("c.json", R"({"repeaters": {"default": {"passphrase": {"file": "secret"}}}})");
    const auto result = config::load_file(file);
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(*result.settings.value().access.fallback->passphrase == "from-the-file");
    BOOST_TEST(result.settings->logging.file == folder / "logs/hblink.log");
}

BOOST_AUTO_TEST_CASE(a_file_with_passphrases_that_others_can_read_is_warned_of)
{
    const configuration_folder folder;
    const std::string with = R"({"repeaters": {"default": {"passphrase": "a-long-one"}}})";
    const auto open = config::load_file(folder.write("open.json", with, 0644));
    BOOST_REQUIRE(open.warnings.size() == 1U);
    BOOST_TEST(open.warnings[0].pointer == "");
    BOOST_TEST(open.warnings[0].message.find("chmod o-r") != std::string::npos);
    BOOST_TEST(config::load_file(folder.write("closed.json", with, 0640)).warnings.empty());

    folder.write("secret", "from-the-file\n");
    const auto without = folder.write(
        "without.json", R"({"repeaters": {"default": {"passphrase": {"file": "secret"}}}})", 0644);
    BOOST_TEST(config::load_file(without).warnings.empty());
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_used_are_one_error)
{
    const configuration_folder folder;
    const auto missing = config::load_file(folder / "missing.json");
    BOOST_REQUIRE(missing.errors.size() == 1U);
    BOOST_TEST(missing.errors[0].pointer == "");
    BOOST_TEST(missing.errors[0].message.find("does not exist") != std::string::npos);
    BOOST_TEST(config::load_file(folder.path()).errors.at(0).message.find("is a folder") !=
               std::string::npos);

    const auto large = folder.write("large.json", "{}");
    std::filesystem::resize_file(large, 100'000'000);
    BOOST_TEST(config::load_file(large).errors.at(0).message.find("16 MiB") != std::string::npos);

    // There, and this user may open it, but reading fails.
    BOOST_TEST(config::load_file("/proc/self/mem").errors.at(0).message.find("cannot be read") !=
               std::string::npos);
}

// --- hostile input ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(no_beginning_of_the_sample_loads_or_crashes)
{
    const std::size_t last = sample.find_last_of('}');
    for (std::size_t length = 0; length <= last; ++length) {
        const auto result = config::load(sample.substr(0, length), small_world());
        BOOST_REQUIRE(result.errors.size() == 1U);
        BOOST_REQUIRE(!result.settings);
    }
}

namespace {

// Pointers to all scalars but comments.
void collect_scalars(const json::value& from, const std::string& pointer, strings& to)
{
    if (const auto* object = from.if_object()) {
        for (const auto& member : *object)
            if (!member.key().starts_with('_'))
                collect_scalars(member.value(), pointer + '/' + std::string{member.key()}, to);
    } else if (const auto* array = from.if_array()) {
        for (std::size_t i = 0; i < array->size(); ++i)
            collect_scalars((*array)[i], pointer + '/' + std::to_string(i), to);
    } else {
        to.push_back(pointer);
    }
}

// Whether the replaced value is of the kind that stood there: no wrong type, and maybe no error.
bool same_kind(const json::value& a, const json::value& b)
{
    return a.kind() == b.kind() || (a.is_number() && b.is_number());
}

}

BOOST_AUTO_TEST_CASE(every_value_of_a_wrong_type_is_an_error_at_its_pointer)
{
    const json::value original = json::parse(sample);
    strings pointers;
    collect_scalars(original, "", pointers);
    BOOST_TEST(pointers.size() > 100U);
    const std::vector<json::value> replacements{nullptr, true, -0.5, "?", json::array{}, json::object{}};
    for (const std::string& pointer : pointers) {
        for (const json::value& replacement : replacements) {
            json::value changed = original;
            json::value& place = changed.at_pointer(pointer);
            if (same_kind(place, replacement))
                continue;
            place = replacement;
            const auto result = config::load(json::serialize(changed), small_world());
            const bool named = std::any_of(result.errors.begin(), result.errors.end(),
                                           [&](const auto& error) { return error.pointer == pointer; });
            BOOST_TEST(named, pointer << " = " << json::serialize(replacement));
            BOOST_TEST(!result.settings);
        }
    }
}

BOOST_AUTO_TEST_CASE(any_value_in_any_place_of_the_sample_does_not_crash)
{
    const json::value original = json::parse(sample);
    strings pointers;
    collect_scalars(original, "", pointers);
    const std::vector<json::value> replacements{1e308,
                                                -1e308,
                                                std::int64_t{-1},
                                                std::uint64_t(-1),
                                                "",
                                                json::string(5000, '*'),
                                                "\x1b[2J",
                                                json::array{json::array{}},
                                                json::object{{"env", "EMPTY"}},
                                                json::object{{"file", "/"}}};
    for (const std::string& pointer : pointers) {
        for (const json::value& replacement : replacements) {
            json::value changed = original;
            changed.at_pointer(pointer) = replacement;
            const auto result = config::load(json::serialize(changed), small_world());
            BOOST_TEST(result.settings.has_value() == result.errors.empty());
            for (const std::string& line : lines(result.errors))
                BOOST_TEST(line.find('\x1b') == std::string::npos);
        }
    }
}

namespace {

// That many links and trunks, all different, after `disabled` ones that do not count.
std::string many_connections(std::size_t enabled, std::size_t disabled)
{
    json::array links;
    json::array trunks;
    for (std::size_t i = 0; i < enabled + disabled; ++i) {
        json::object common{{"name", std::to_string(i)}, {"passphrase", "p"}, {"enabled", i >= disabled}};
        json::object link = common;
        link["address"] = "a.example.net";
        link["port"] = 62031;
        link["radio_id"] = i + 1;
        links.push_back(link);
        json::object trunk = common;
        trunk["network_id"] = 1;
        trunk["local_port"] = i + 10'000;
        trunk["target_address"] = "a.example.net";
        trunk["target_port"] = 62035;
        trunk["talkgroup_slots"] = json::object{{std::to_string(i + 1), 1}};
        trunks.push_back(trunk);
    }
    return json::serialize(json::object{{"outbound_connections", links}, {"openbridge_connections", trunks}});
}

}

BOOST_AUTO_TEST_CASE(there_is_room_for_two_hundred_enabled_links_and_as_many_trunks)
{
    const auto s = good(many_connections(200, 3));
    BOOST_TEST(s.links.size() == 203U);
    const auto result = config::load(many_connections(201, 3), small_world());
    BOOST_TEST(lines(result.errors) ==
                   (strings{"/outbound_connections: has 201 enabled links, and at most 200 are possible",
                            "/openbridge_connections: has 201 enabled trunks, and at most 200 are possible"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

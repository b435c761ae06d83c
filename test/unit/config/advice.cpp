// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/advice.hpp"

#include <boost/test/unit_test.hpp>

#include "fixtures.hpp"

namespace config = hblink::config;
using config::test::lines;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(advice)

namespace {

// Pointers of the advice for a configuration whose folders can be written.
strings pointers(const std::string& members)
{
    const std::string text =
        R"({"state_directory": "/tmp", "global": {"logging": {"file": ""}}, )" + members + "}";
    const auto result = config::load(text, config::test::small_world());
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    strings found;
    for (const auto& one : config::advice(result.settings.value()))
        found.push_back(one.pointer);
    return found;
}

std::string pattern(const std::string& match,
                    const std::string& config = R"("passphrase": "a-long-passphrase")")
{
    return R"({"name": "p", "match": {)" + match + R"(}, "config": {)" + config + "}}";
}

std::string rules(const std::string& patterns,
                  const std::string& config = R"("passphrase": "a-long-passphrase")")
{
    return R"("repeater_configurations": {"patterns": [)" + patterns + R"(], "default": {)" + config + "}}";
}

void expect(const std::string& members, const strings& wanted)
{
    BOOST_TEST_CONTEXT(members) BOOST_TEST(pointers(members) == wanted, boost::test_tools::per_element());
}

}

BOOST_AUTO_TEST_CASE(a_careful_configuration_needs_no_advice)
{
    expect(rules(pattern(R"("ids": [1])") + ',' + pattern(R"("id_ranges": [[10, 20]])")), {});
}

BOOST_AUTO_TEST_CASE(a_short_or_well_known_passphrase_is_told)
{
    for (const std::string weak : {"passw0rd", "PASSW0RD", "everyone", "short"})
        expect(rules("", R"("passphrase": ")" + weak + '"'), {"/repeater_configurations/default/passphrase"});
    expect(rules(pattern(R"("ids": [1])", R"("passphrase": "short")")),
           {"/repeater_configurations/patterns/0/config/passphrase"});
}

BOOST_AUTO_TEST_CASE(open_default_access_is_told_as_such)
{
    const auto message = [](const std::string& talkgroups) {
        const auto loaded =
            config::load(R"({"state_directory": "/tmp", "global": {"logging": {"file": ""}},)" +
                             rules("", R"("passphrase": "passw0rd")" + talkgroups) + "}",
                         config::test::small_world());
        return config::advice(loaded.settings.value()).at(0).message;
    };
    BOOST_TEST(message("").find("everyone may use this server") != std::string::npos);
    BOOST_TEST(message(R"(, "slot1_talkgroups": [8], "slot2_talkgroups": [8])").find("everyone may use") ==
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_stricter_than_in_hblink4_is_told_for_each_rule)
{
    const auto friends = pattern(R"("callsigns": ["N0CALL"])", R"("passphrase": "another-passphrase")");
    expect(rules(friends), {"/repeater_configurations/patterns/0/match/callsigns"});
    expect(rules(friends) + R"(, "access": {"callsign_rules_need_passphrase": false})", {});
    expect(rules(pattern(R"("callsigns": ["N0CALL"])")), {}); // the default's passphrase
}

BOOST_AUTO_TEST_CASE(trust_for_everybody_is_told)
{
    expect(rules("", R"("passphrase": "a-long-passphrase", "trust": true)"),
           {"/repeater_configurations/default/trust"});
    expect(rules(pattern(R"("callsigns": ["*"])", R"("passphrase": "a-long-passphrase", "trust": true)")),
           {"/repeater_configurations/patterns/0/config/trust"});
}

BOOST_AUTO_TEST_CASE(an_id_rule_behind_a_catch_all_is_told)
{
    for (const std::string catch_all : {"*", "U*"})
        expect(rules(pattern("\"callsigns\": [\"" + catch_all + "\"]") + ',' + pattern(R"("ids": [1])")),
               {"/repeater_configurations/patterns/1/match"});
    expect(rules(pattern(R"("ids": [1])") + ',' + pattern(R"("callsigns": ["*"])")), {});
}

BOOST_AUTO_TEST_CASE(an_id_that_an_earlier_rule_takes_is_told)
{
    const auto range = pattern(R"("id_ranges": [[10, 20]])");
    expect(rules(range + ',' + pattern(R"("ids": [5, 15])")), {"/repeater_configurations/patterns/1/match"});
    expect(rules(range + ',' + pattern(R"("id_ranges": [[12, 14]])")),
           {"/repeater_configurations/patterns/1/match"});
    expect(rules(pattern(R"("ids": [15])") + ',' + range),
           {}); // the exception before the rule, as it should be
}

BOOST_AUTO_TEST_CASE(a_blacklist_that_refuses_everybody_is_told)
{
    expect(rules("") + R"(, "blacklist": {"patterns": [{"match": {"callsigns": ["U*"]}}]})",
           {"/blacklist/patterns/0/match/callsigns"});
    expect(rules("") + R"(, "blacklist": {"patterns": [{"match": {"callsigns": ["UR5*"]}}]})", {});
}

BOOST_AUTO_TEST_CASE(a_page_that_others_reach_without_a_token_is_told)
{
    expect(rules("") + R"(, "http": {"address": "0.0.0.0"})", {"/http/address"});
    expect(rules("") + R"(, "http": {"address": "0.0.0.0", "token": "a-long-token"})", {});
    expect(rules("") + R"(, "http": {"address": "0.0.0.0", "enabled": false})", {});
    expect(rules("") + R"(, "http": {"address": "::1"})", {});
}

BOOST_AUTO_TEST_CASE(links_and_trunks_with_gaps_are_told)
{
    const std::string link = R"("name": "A", "address": "a.example.net", "port": 1, "passphrase": "p")";
    expect(rules("") + R"(, "outbound_connections": [{"radio_id": 1, )" + link + "}]",
           {"/outbound_connections/0/options", "/outbound_connections/0/callsign"});
    expect(rules("") + R"(, "outbound_connections": [{"radio_id": 1, "enabled": false, )" + link +
               R"(}, {"radio_id": 2, "enabled": false, )" + link + "}]",
           {"/outbound_connections/1/name"});
    expect(rules("") + R"(, "openbridge_connections": [{"name": "A", "network_id": 1, "local_port": 1,
        "target_address": "b.example.net", "target_port": 1, "passphrase": "p", "talkgroup_slots": {"1": 1},
        "preserve_source_peer": false}])",
           {"/openbridge_connections/0/passphrase"});
}

namespace {

std::string trunk(int number, const std::string& members, const std::string& talkgroups)
{
    const auto n = std::to_string(number);
    return R"({"name": "trunk )" + n + R"(", "network_id": 1, "local_port": )" + n +
           R"(, "target_address": "b.example.net", "target_port": 1, "talkgroup_slots": {)" + talkgroups +
           "}, " + members + "}";
}

std::string trunks(const std::vector<std::string>& all)
{
    std::string text = rules("") + R"(, "openbridge_connections": [)";
    for (const auto& one : all)
        text += (&one == &all.front() ? "" : ", ") + one;
    return text + "]";
}

const std::string good_passphrase = R"("passphrase": "twenty-bytes-exactly")";
const std::string own_id = R"("preserve_source_peer": false)";

std::string message_of_the_only_advice(const std::string& members)
{
    const auto result =
        config::load(R"({"state_directory": "/tmp", "global": {"logging": {"file": ""}}, )" + members + "}",
                     config::test::small_world());
    const auto all = config::advice(result.settings.value());
    BOOST_REQUIRE(all.size() == 1U);
    return all[0].message;
}

}

BOOST_AUTO_TEST_CASE(a_trunk_passphrase_that_others_cut_is_told)
{
    expect(trunks({trunk(1, good_passphrase + ", " + own_id, "")}), {});
    const auto longer = R"("passphrase": "twenty-bytes-and-one-", )" + own_id;
    expect(trunks({trunk(1, longer, "")}), {"/openbridge_connections/0/passphrase"});
    expect(trunks({trunk(1, longer + R"(, "enabled": false)", "")}), {});
}

BOOST_AUTO_TEST_CASE(one_line_tells_which_trunks_show_others_the_number_of_the_source)
{
    const auto all = trunks({trunk(1, good_passphrase + ", " + own_id, R"("1": 1)"),
                             trunk(2, good_passphrase, R"("2": 1)"), trunk(3, good_passphrase, R"("3": 1)"),
                             trunk(4, good_passphrase + R"(, "enabled": false)", R"("4": 1)")});
    expect(all, {"/openbridge_connections/1/preserve_source_peer"});
    const auto message = message_of_the_only_advice(all);
    BOOST_TEST(message.find(R"("trunk 2", "trunk 3":)") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(a_talkgroup_that_leaves_by_a_link_and_by_a_trunk_is_told)
{
    const auto with_link = [](const std::string& options, const std::string& more = "") {
        return trunks({trunk(1, good_passphrase + ", " + own_id, R"("91": 2, "8": 1)")}) +
               R"(, "outbound_connections": [{"name": "link", "address": "a.example.net", "port": 1,
                   "radio_id": 1, "callsign": "N0CALL", "passphrase": "p", "options": ")" +
               options + '"' + more + "}]";
    };
    expect(with_link("TS1=9;TS2=92"), {});
    expect(with_link("TS1=91;TS2=8"), {}); // the other slot is another channel
    expect(with_link("TS1=8;TS2=90-99", R"(, "enabled": false)"), {});
    expect(with_link("TS1=8;TS2=90-99"), {"/outbound_connections/0/options"});
    const auto message = message_of_the_only_advice(with_link("*"));
    BOOST_TEST(message.find(R"(8 ("trunk 1"), 91 ("trunk 1"))") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(folders_that_cannot_be_written_are_told)
{
    // Below a file nobody can make a folder, not even root.
    const auto result = config::load(R"({"state_directory": "/dev/null/state",
        "global": {"logging": {"file": "/dev/null/logs/hblink.log"}},)" +
                                         rules("") + "}",
                                     config::test::small_world());
    strings found;
    for (const auto& one : config::advice(result.settings.value()))
        found.push_back(one.pointer);
    BOOST_TEST(found == (strings{"/global/logging/file", "/state_directory"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/explain.hpp"

#include "hblink/app/block_file.hpp"
#include "hblink/app/commands.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "support/temporary.hpp"

namespace {

using namespace hblink;
using config::access_rule;
using std::chrono::minutes;

constexpr core::time_point now{};

access_rule rule(std::string name, std::string passphrase, std::vector<std::uint32_t> ids = {},
                 std::vector<std::string> callsigns = {})
{
    access_rule made;
    made.name = std::move(name);
    made.passphrase = std::make_shared<const std::string>(std::move(passphrase));
    for (const std::uint32_t id : ids)
        made.match.ids.emplace_back(id);
    std::sort(made.match.ids.begin(), made.match.ids.end());
    for (const std::string& callsign : callsigns)
        made.match.callsigns.emplace_back(callsign);
    return made;
}

struct explain_fixture
{
    config::settings settings;
    core::block_list blocks;

    void add(access_rule r)
    {
        settings.access.rules.push_back(std::make_shared<const access_rule>(std::move(r)));
        settings.access.prepare();
    }
    void add_default(std::string passphrase = "ddd")
    {
        settings.access.fallback =
            std::make_shared<const access_rule>(rule("default", std::move(passphrase)));
        settings.access.prepare();
    }
    app::explanation explain(std::uint32_t id, std::string_view callsign = "") const
    {
        return app::explain(settings, blocks, now, dmr::repeater_id{id}, callsign);
    }
};

// "rule when; rule when; refused"
std::string summary(const app::passphrase_outcome& o)
{
    std::string text;
    for (const auto& p : o.applies)
        text += p.rule->name + (p.when.empty() ? "" : " for " + p.when) + "; ";
    return text + (o.refused.empty() ? "" : "refused");
}

std::string names(const std::vector<std::string>& list)
{
    std::string text;
    for (const auto& name : list)
        text += name + ' ';
    return text;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}

BOOST_FIXTURE_TEST_SUITE(explain_, explain_fixture)

BOOST_AUTO_TEST_CASE(an_id_rule_decides_and_says_why_it_matches)
{
    access_rule range = rule("range", "rrr");
    range.match.id_ranges = {{dmr::repeater_id{10}, dmr::repeater_id{19}}};
    add(rule("one", "aaa", {12}));
    add(range);
    add_default();
    const auto e = explain(12);
    BOOST_TEST(e.may_get_in());
    BOOST_TEST(e.deciding == "one");
    BOOST_REQUIRE(e.matches.size() == 2U);
    BOOST_TEST(e.matches[0].because == "id 12");
    BOOST_TEST(e.matches[1].because == "id range 10-19");
    BOOST_REQUIRE(e.outcomes.size() == 1U);
    BOOST_TEST(names(e.outcomes[0].passphrase_of) == "one ");
    BOOST_TEST(summary(e.outcomes[0]) == "one; ");
    BOOST_TEST(summary(explain(13, "AB1C").outcomes[0]) == "range; ");
}

BOOST_AUTO_TEST_CASE(a_callsign_rule_needs_its_own_passphrase)
{
    add(rule("clubs", "fff", {}, {"N0CALL", "N0*"}));
    add_default();
    const auto e = explain(1, "N0CALL");
    BOOST_TEST(e.deciding == "");
    BOOST_TEST(e.matches.at(0).because == "callsign pattern N0CALL");
    BOOST_REQUIRE(e.outcomes.size() == 2U);
    BOOST_TEST(names(e.outcomes[0].passphrase_of) == "default ");
    BOOST_TEST(summary(e.outcomes[0]) == "default; ");
    BOOST_TEST(names(e.outcomes[0].skipped) == "clubs ");
    BOOST_TEST(names(e.outcomes[1].passphrase_of) == "clubs ");
    BOOST_TEST(summary(e.outcomes[1]) == "clubs; ");

    const auto other = explain(1, "AB1C");
    BOOST_TEST(other.matches.empty());
    BOOST_TEST(summary(other.outcomes[1]) == "refused");
    BOOST_TEST(other.may_get_in());
}

BOOST_AUTO_TEST_CASE(without_a_callsign_it_says_what_depends_on_it)
{
    add(rule("clubs", "fff", {}, {"N0*"}));
    add(rule("same", "ddd", {}, {"DL*"}));
    add_default();
    config::blacklist_rule bad;
    bad.name = "pirates";
    bad.match.callsigns.emplace_back("XX*");
    settings.access.blacklist.push_back(bad);
    const auto e = explain(1);
    BOOST_REQUIRE(e.outcomes.size() == 2U);
    BOOST_TEST(names(e.outcomes[0].passphrase_of) == "default same ");
    BOOST_TEST(summary(e.outcomes[0]) == "same for a callsign like DL*; default for any other callsign; ");
    BOOST_TEST(names(e.outcomes[0].skipped) == "clubs ");
    BOOST_TEST(summary(e.outcomes[1]) == "clubs for a callsign like N0*; refused");
    BOOST_TEST(contains(e.notes.at(0), "pirates"));
}

BOOST_AUTO_TEST_CASE(a_catch_all_decides_for_the_callsign_that_is_not_known_yet)
{
    add(rule("all", "aaa", {}, {"U*"}));
    add_default();
    const auto e = explain(1, "N0CALL");
    BOOST_TEST(e.deciding == "all");
    BOOST_TEST(contains(e.matches.at(0).because, "UNKNOWN"));
    BOOST_TEST(summary(e.outcomes.at(0)) == "default; ");
}

BOOST_AUTO_TEST_CASE(what_keeps_it_out_is_named_with_what_to_change)
{
    add_default();
    config::blacklist_rule bad;
    bad.name = "pirates";
    bad.reason = "jamming";
    bad.match.ids = {dmr::repeater_id{1}};
    bad.match.callsigns.emplace_back("XX*");
    settings.access.blacklist.push_back(bad);
    config::link_settings link;
    link.name = "up";
    link.radio_id = dmr::repeater_id{2};
    settings.links.push_back(link);
    blocks.add({dmr::repeater_id{3}, "", "noise", now + minutes{5}}, now);
    blocks.add({dmr::repeater_id{}, "N0CALL", "", std::nullopt}, now);

    BOOST_TEST(contains(explain(1).obstacles.at(0).reason, "\"pirates\": id 1 (jamming)"));
    BOOST_TEST(explain(1).outcomes.empty());
    BOOST_TEST(contains(explain(9, "xx1x").obstacles.at(0).reason, "after its passphrase was accepted"));
    BOOST_TEST(contains(explain(2).obstacles.at(0).reason, "\"up\""));
    BOOST_TEST(contains(explain(3).obstacles.at(0).reason, "(noise), for 5 more minutes"));
    BOOST_TEST(explain(3).obstacles.at(0).change == "hblinkd unblock 3");
    BOOST_TEST(explain(4, "n0call").obstacles.at(0).change == "hblinkd unblock N0CALL");
    for (const auto id : {1U, 2U, 3U})
        BOOST_TEST(!explain(id).may_get_in());
    BOOST_TEST(explain(4, "AB1C").may_get_in());
}

BOOST_AUTO_TEST_CASE(without_rule_and_default_nobody_gets_in)
{
    const auto e = explain(1);
    BOOST_TEST(!e.may_get_in());
    BOOST_TEST(contains(e.obstacles.at(0).change, "/repeater_configurations"));
    BOOST_TEST(contains(to_text(e), "is refused"));
}

BOOST_AUTO_TEST_CASE(a_hotspot_whose_suffix_was_forgotten_is_noticed)
{
    add(rule("mine", "aaa", {3120001}));
    add_default();
    BOOST_TEST(contains(explain(312000101).notes.at(0), "312000100-312000199"));
    BOOST_TEST(explain(3120001).notes.empty());
}

BOOST_AUTO_TEST_CASE(no_passphrase_is_ever_told)
{
    add(rule("one", "secret-1", {1}));
    add(rule("two", "secret-2", {}, {"N0*"}));
    add_default("secret-3");
    for (const std::uint32_t id : {1U, 2U})
        for (const auto callsign : {"", "N0CALL", "AB1C"}) {
            const auto e = explain(id, callsign);
            BOOST_TEST(!contains(to_text(e), "secret"));
            BOOST_TEST(!contains(to_json(e), "secret"));
        }
}

BOOST_AUTO_TEST_CASE(words_and_json_tell_what_the_repeater_gets)
{
    access_rule r = rule("one\x1b", "aaa", {1});
    r.talkgroups = {dmr::talkgroup_set{dmr::talkgroup{91}}, dmr::talkgroup_set{}};
    r.trust = true;
    r.rewrite_repeater_id = config::rewrite_id::no;
    add(r);
    const std::string text = to_text(explain(1, "AB1C"));
    for (const auto part : {"Repeater 1, callsign \"AB1C\" may log in.", "slot 1: 91", "slot 2: none",
                            "trust: yes", "rewrite_repeater_id: no", "decides"})
        BOOST_TEST(contains(text, part), part);
    BOOST_TEST(!contains(text, "\x1b"));
    const auto json = boost::json::parse(to_json(explain(1))).as_object();
    BOOST_TEST(json.at("id").as_int64() == 1);
    BOOST_TEST(json.at("callsign").is_null());
    BOOST_TEST(json.at("may_log_in").as_bool());
    const auto& applies = json.at("passphrases").at(0).at("applies").at(0);
    BOOST_TEST(applies.at("slot1").as_string() == "91");
    BOOST_TEST(applies.at("trust").as_bool());
    BOOST_TEST(!applies.at("default_unit_calls").as_bool());
}

// --- Does it say what the server does? -------------------------------------------------------------

namespace {

constexpr std::array<const char*, 4> patterns{"*", "U*", "N0*", "N0CALL"};
constexpr std::array<const char*, 4> callsigns{"N0CALL", "N0X", "UB1C", "DL1ABC"};

config::settings random_settings(std::mt19937& dice)
{
    const auto below = [&](unsigned n) { return static_cast<std::uint32_t>(dice() % n); };
    config::settings s;
    for (std::uint32_t i = below(5); i > 0; --i) {
        access_rule r = rule("rule" + std::to_string(i), std::string(1, static_cast<char>('a' + below(3))));
        if (below(2) == 0)
            r.match.ids = {dmr::repeater_id{below(3)}};
        if (below(3) == 0)
            r.match.id_ranges = {{dmr::repeater_id{below(2)}, dmr::repeater_id{2}}};
        if (below(2) == 0)
            r.match.callsigns.emplace_back(patterns[below(4)]);
        s.access.rules.push_back(std::make_shared<const access_rule>(std::move(r)));
    }
    if (below(3) != 0)
        s.access.fallback = std::make_shared<const access_rule>(
            rule("default", std::string(1, static_cast<char>('a' + below(3)))));
    if (below(4) == 0) {
        config::blacklist_rule bad;
        bad.match.ids = {dmr::repeater_id{below(3)}};
        if (below(2) == 0)
            bad.match.callsigns.emplace_back(patterns[1 + below(3)]);
        s.access.blacklist.push_back(bad);
    }
    s.access.callsign_rules_need_passphrase = below(4) != 0;
    s.access.prepare();
    return s;
}

// The explanation of one id and callsign against what the rules do.
void check_agreement(const config::settings& s, dmr::repeater_id id, const std::string& callsign)
{
    const auto e = app::explain(s, {}, now, id, callsign);
    const auto any = app::explain(s, {}, now, id, "");
    const auto proofs = s.access.may_be_proven(id);
    BOOST_REQUIRE(e.outcomes.size() == proofs.size());
    BOOST_REQUIRE(any.outcomes.size() == proofs.size());
    const auto* const deciding = s.access.deciding(id);
    BOOST_TEST(e.deciding == (deciding == nullptr ? "" : deciding->name));
    bool gets_in = false;
    for (std::size_t i = 0; i < proofs.size(); ++i) {
        const auto admission = s.access.admit(id, callsign, proofs[i]);
        const auto& applies = e.outcomes[i].applies;
        BOOST_TEST((applies.empty() ? nullptr : applies.front().rule) == admission.rule);
        BOOST_TEST(e.outcomes[i].skipped.size() == admission.skipped.size());
        BOOST_TEST(e.outcomes[i].refused.empty() == (admission.rule != nullptr));
        BOOST_TEST(!e.outcomes[i].passphrase_of.empty());
        const auto& possible = any.outcomes[i];
        const bool is_possible = admission.rule
                                     ? std::any_of(possible.applies.begin(), possible.applies.end(),
                                                   [&](const auto& p) { return p.rule == admission.rule; })
                                     : !possible.refused.empty();
        BOOST_TEST(is_possible);
        gets_in = gets_in || (admission.rule && s.access.blacklisted(id, callsign) == nullptr);
    }
    BOOST_TEST(e.may_get_in() == gets_in);
}

}

BOOST_AUTO_TEST_CASE(it_agrees_with_the_rules_whatever_they_are)
{
    std::mt19937 dice{5};
    for (int i = 0; i < 1000; ++i) {
        const auto s = random_settings(dice);
        for (const std::uint32_t id : {0U, 1U, 2U})
            for (const auto callsign : callsigns)
                check_agreement(s, dmr::repeater_id{id}, callsign);
    }
}

// --- The command -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_command_knows_whom_the_operator_has_blocked)
{
    const test::temporary_folder folder;
    const auto file = folder / "hblinkd.json";
    std::ofstream{file} << R"({"state_directory": "state",
        "repeater_configurations":{"default":{"passphrase":"long-enough-secret"}}})";
    std::filesystem::create_directory(folder / "state");
    const auto blocked = app::block_file_in(folder / "state");
    const core::block b{.id = dmr::repeater_id{312000}, .callsign = {}, .reason = "too loud"};
    std::ofstream{blocked} << app::write_blocks({b}, app::moment::now());
    std::ostringstream out;
    std::ostringstream err;
    BOOST_TEST(app::explain(file, dmr::repeater_id{312000}, "", false, out, err) == app::exit_ok);
    BOOST_TEST(contains(out.str(), "too loud"));
    std::ofstream{blocked} << "{";
    out.str("");
    BOOST_TEST(app::explain(file, dmr::repeater_id{312000}, "", false, out, err) == app::exit_ok);
    BOOST_TEST(contains(out.str(), "whom an operator has blocked was not looked at"));
}

BOOST_AUTO_TEST_CASE(the_command_reads_the_configuration)
{
    const test::temporary_folder folder;
    const auto file = folder / "hblinkd.json";
    std::ofstream{file} << R"({"state_directory": "state",
        "repeater_configurations":{"default":{"passphrase":"long-enough-secret"}}})";
    std::ostringstream out;
    std::ostringstream err;
    BOOST_TEST(app::explain(file, dmr::repeater_id{312000}, "N0CALL", false, out, err) == app::exit_ok);
    BOOST_TEST(contains(out.str(), "gets rule \"default\""));
    std::ostringstream json;
    BOOST_TEST(app::explain(file, dmr::repeater_id{312000}, "", true, json, err) == app::exit_ok);
    BOOST_TEST(boost::json::parse(json.str()).at("notes").as_array().empty());
    BOOST_TEST(err.str() == "");
    std::ofstream{file} << "{";
    BOOST_TEST(app::explain(file, dmr::repeater_id{1}, "", false, out, err) == app::exit_bad_configuration);
    BOOST_TEST(contains(err.str(), "error: "));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/access.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace config = hblink::config;
using config::access_rule;
using config::access_rules;
using config::callsign_pattern;
using config::proof;
using config::proof_source;
using hblink::dmr::repeater_id;

BOOST_AUTO_TEST_SUITE(access_walk)

namespace {

access_rule rule(std::string name, std::string passphrase, std::vector<std::uint32_t> ids,
                 std::vector<std::string> callsigns)
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

access_rules rules(std::vector<access_rule> patterns, std::string default_passphrase = "of-default",
                   bool need_passphrase = true)
{
    access_rules made;
    for (access_rule& pattern : patterns)
        made.rules.push_back(std::make_shared<const access_rule>(std::move(pattern)));
    if (!default_passphrase.empty())
        made.fallback =
            std::make_shared<const access_rule>(rule("default", std::move(default_passphrase), {}, {}));
    made.callsign_rules_need_passphrase = need_passphrase;
    made.prepare();
    return made;
}

std::vector<std::string> texts(const access_rules& access, std::uint32_t id)
{
    std::vector<std::string> result;
    for (const proof& p : access.may_be_proven(repeater_id{id}))
        result.push_back(*p.passphrase);
    return result;
}

// Logs in as a client does: proves the passphrase if it may, then comes with its callsign. Answers with
// the rule's name, "refused" at RPTK, or "nothing left" at RPTC.
std::string log_in(const access_rules& access, std::uint32_t id, std::string_view callsign,
                   std::string_view passphrase)
{
    for (const proof& p : access.may_be_proven(repeater_id{id})) {
        if (*p.passphrase != passphrase)
            continue;
        const auto admission = access.admit(repeater_id{id}, callsign, p);
        return admission.rule ? admission.rule->name : "nothing left";
    }
    return "refused";
}

bool matches(std::string_view pattern, std::string_view callsign)
{
    return callsign_pattern{pattern}.matches(callsign);
}

}

// --- patterns --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_pattern_without_a_star_matches_the_whole_callsign_whatever_the_case)
{
    BOOST_TEST(matches("N0CALL", "N0CALL"));
    BOOST_TEST(matches("n0call", "N0Call"));
    BOOST_TEST(!matches("N0CALL", "N0CALLS"));
    BOOST_TEST(!matches("N0CALL", "XN0CALL"));
    BOOST_TEST(!matches("N0CALL", "N0CAL"));
    BOOST_TEST(!matches("N0CALL", ""));
    BOOST_TEST(callsign_pattern{"n0call"}.text() == "N0CALL");
}

BOOST_AUTO_TEST_CASE(a_star_stands_for_any_letters_also_none)
{
    BOOST_TEST(matches("*", ""));
    BOOST_TEST(matches("*", "AB1C"));
    BOOST_TEST(matches("N0CALL*", "N0CALL"));
    BOOST_TEST(matches("N0CALL*", "N0CALL-L"));
    BOOST_TEST(!matches("N0CALL*", "XN0CALL"));
    BOOST_TEST(matches("*CALL", "N0CALL"));
    BOOST_TEST(matches("*CALL", "CALLCALL"));
    BOOST_TEST(matches("XX1*SPAM", "xx1spam"));
    BOOST_TEST(matches("XX1*SPAM", "XX1ABSPAM"));
    BOOST_TEST(!matches("XX1*SPAM", "XX1ABSPA"));
    BOOST_TEST(matches("A*B*C", "AXBXBC"));
    BOOST_TEST(!matches("A*B*C", "AXCXB"));
    BOOST_TEST(matches("**", "ANY"));
}

BOOST_AUTO_TEST_CASE(many_stars_do_not_take_for_ever)
{
    std::string pattern;
    for (int i = 0; i < 500; ++i)
        pattern += "*A";
    BOOST_TEST(!matches(pattern + "B", std::string(2000, 'A')));
    BOOST_TEST(matches(pattern, std::string(2000, 'A')));
}

BOOST_AUTO_TEST_CASE(ids_match_alone_and_in_ranges_with_both_ends)
{
    config::match_rule match;
    match.ids = {repeater_id{5}, repeater_id{4294967295}};
    match.id_ranges = {{repeater_id{100}, repeater_id{199}}, {repeater_id{7}, repeater_id{7}}};
    for (const std::uint32_t id : {5U, 4294967295U, 100U, 150U, 199U, 7U})
        BOOST_TEST(match.matches_id(repeater_id{id}), id);
    for (const std::uint32_t id : {0U, 4U, 6U, 99U, 200U, 4294967294U})
        BOOST_TEST(!match.matches_id(repeater_id{id}), id);
}

// --- at RPTK ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_first_rule_that_matches_by_id_decides_what_may_be_proven)
{
    const auto access =
        rules({rule("a", "pa", {1}, {}), rule("b", "pb", {1, 2}, {}), rule("c", "pc", {}, {"N0*"})});
    BOOST_TEST(texts(access, 1) == std::vector<std::string>{"pa"}, boost::test_tools::per_element());
    BOOST_TEST(texts(access, 2) == std::vector<std::string>{"pb"}, boost::test_tools::per_element());
    BOOST_TEST((access.may_be_proven(repeater_id{1})[0].source == proof_source::rule));
}

BOOST_AUTO_TEST_CASE(a_pattern_that_matches_unknown_decides_like_an_id)
{
    for (const std::string catch_all : {"*", "U*", "u*", "UNKNOWN", "*N"}) {
        const auto access = rules({rule("friends", "pf", {}, {"N0CALL"}), rule("all", "pa", {}, {catch_all}),
                                   rule("by id", "pi", {1}, {})});
        BOOST_TEST(texts(access, 1) == std::vector<std::string>{"pa"}, boost::test_tools::per_element());
        BOOST_TEST(texts(access, 99) == std::vector<std::string>{"pa"}, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(an_id_rule_before_a_catch_all_decides)
{
    const auto access = rules({rule("by id", "pi", {1}, {}), rule("all", "pa", {}, {"*"})});
    BOOST_TEST(texts(access, 1) == std::vector<std::string>{"pi"}, boost::test_tools::per_element());
    BOOST_TEST(texts(access, 2) == std::vector<std::string>{"pa"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_no_rule_to_decide_the_default_comes_first_and_then_the_callsign_rules)
{
    const auto access =
        rules({rule("a", "pa", {}, {"A*"}), rule("i", "pi", {1}, {}), rule("b", "pb", {}, {"B*"}),
               rule("again", "pa", {}, {"C*"}), rule("as default", "of-default", {}, {"D*"})});
    BOOST_TEST(texts(access, 99) == (std::vector<std::string>{"of-default", "pa", "pb"}),
               boost::test_tools::per_element());
    const auto proofs = access.may_be_proven(repeater_id{99});
    BOOST_TEST((proofs[0].source == proof_source::fallback));
    BOOST_TEST((proofs[1].source == proof_source::callsign));
}

BOOST_AUTO_TEST_CASE(without_a_default_only_the_callsign_rules_may_be_proven)
{
    BOOST_TEST(texts(rules({rule("a", "pa", {}, {"A*"})}, ""), 99) == std::vector<std::string>{"pa"},
               boost::test_tools::per_element());
    BOOST_TEST(texts(rules({rule("i", "pi", {1}, {})}, ""), 99).empty());
    BOOST_TEST(texts(rules({}, ""), 99).empty());
}

BOOST_AUTO_TEST_CASE(at_most_thirty_two_passphrases_may_be_proven_the_default_among_them)
{
    std::vector<access_rule> many;
    for (int i = 0; i < 100; ++i)
        many.push_back(rule("r", "p" + std::to_string(i), {}, {"N0*"}));
    const auto found = texts(rules(std::move(many)), 99);
    BOOST_TEST(found.size() == config::most_proofs);
    BOOST_TEST(found.front() == "of-default");
    BOOST_TEST(found.back() == "p30");
}

BOOST_AUTO_TEST_CASE(the_answer_is_always_the_same_memory_so_nothing_is_allocated)
{
    const auto access = rules({rule("a", "pa", {1}, {}), rule("b", "pb", {}, {"B*"})});
    BOOST_TEST(access.may_be_proven(repeater_id{1}).data() == access.may_be_proven(repeater_id{1}).data());
    BOOST_TEST(access.may_be_proven(repeater_id{9}).data() == access.may_be_proven(repeater_id{8}).data());
}

BOOST_AUTO_TEST_CASE(preparing_again_takes_over_what_was_changed)
{
    auto access = rules({rule("a", "pa", {}, {"A*"})});
    access.rules.clear();
    access.fallback = std::make_shared<const access_rule>(rule("default", "new", {}, {}));
    access.prepare();
    BOOST_TEST(texts(access, 9) == std::vector<std::string>{"new"}, boost::test_tools::per_element());
}

// --- at RPTC ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_callsign_rule_applies_to_its_callsign_with_its_passphrase_only)
{
    const auto access = rules({rule("friends", "pf", {}, {"N0CALL*"})});
    BOOST_TEST(log_in(access, 9, "N0CALL", "pf") == "friends");
    BOOST_TEST(log_in(access, 9, "n0call-1", "pf") == "friends");
    BOOST_TEST(log_in(access, 9, "N0CALL", "of-default") == "default");
    BOOST_TEST(log_in(access, 9, "AB1C", "of-default") == "default");
    BOOST_TEST(log_in(access, 9, "N0CALL", "wrong") == "refused");
}

BOOST_AUTO_TEST_CASE(who_proved_a_callsign_rule_and_has_another_callsign_does_not_get_the_default)
{
    BOOST_TEST(log_in(rules({rule("friends", "pf", {}, {"N0CALL"})}), 9, "AB1C", "pf") == "nothing left");
}

BOOST_AUTO_TEST_CASE(a_callsign_rule_with_the_text_of_the_default_needs_nothing_else)
{
    const auto access = rules({rule("friends", "of-default", {}, {"N0CALL"})});
    BOOST_TEST(log_in(access, 9, "N0CALL", "of-default") == "friends");
    BOOST_TEST(log_in(access, 9, "AB1C", "of-default") == "default");
}

BOOST_AUTO_TEST_CASE(a_skipped_rule_is_named_and_the_walk_goes_on)
{
    const auto access = rules({rule("one", "p1", {}, {"N0*"}), rule("two", "p2", {}, {"N0CALL"}),
                               rule("three", "p3", {}, {"N0CALL"})});
    const proof second{std::make_shared<const std::string>("p2"), proof_source::callsign};
    const auto admission = access.admit(repeater_id{9}, "N0CALL", second);
    BOOST_REQUIRE(admission.rule);
    BOOST_TEST(admission.rule->name == "two");
    BOOST_REQUIRE(admission.skipped.size() == 1U);
    BOOST_TEST(admission.skipped[0].name == "one");
}

BOOST_AUTO_TEST_CASE(a_trusted_callsign_cannot_be_claimed_with_the_passphrase_of_the_default)
{
    auto trusted = rule("sysop", "ps", {}, {"N0CALL"});
    trusted.trust = true;
    const auto access = rules({std::move(trusted)});
    BOOST_TEST(log_in(access, 9, "N0CALL", "of-default") == "default");
    BOOST_TEST(log_in(access, 9, "N0CALL", "ps") == "sysop");
}

BOOST_AUTO_TEST_CASE(an_id_rule_applies_whatever_the_callsign)
{
    const auto access = rules({rule("friends", "pf", {}, {"N0CALL"}), rule("by id", "pi", {1}, {})});
    BOOST_TEST(log_in(access, 1, "AB1C", "pi") == "by id");
    BOOST_TEST(log_in(access, 1, "N0CALL", "pi") == "by id");   // "friends" is skipped: not its passphrase
    BOOST_TEST(log_in(access, 1, "N0CALL", "pf") == "refused"); // the id rule decided at RPTK
}

BOOST_AUTO_TEST_CASE(a_callsign_rule_before_the_id_rule_wins_when_both_have_one_passphrase)
{
    const auto access = rules({rule("friends", "same", {}, {"N0CALL"}), rule("by id", "same", {1}, {})});
    BOOST_TEST(log_in(access, 1, "N0CALL", "same") == "friends");
    BOOST_TEST(log_in(access, 1, "AB1C", "same") == "by id");
}

BOOST_AUTO_TEST_CASE(a_catch_all_for_everything_applies_to_every_callsign)
{
    const auto access = rules({rule("all", "pa", {}, {"*"})});
    BOOST_TEST(log_in(access, 9, "N0CALL", "pa") == "all");
    BOOST_TEST(log_in(access, 9, "", "pa") == "all");
    BOOST_TEST(log_in(access, 9, "N0CALL", "of-default") == "refused");
}

BOOST_AUTO_TEST_CASE(a_catch_all_for_unknown_opens_the_default_too)
{
    const auto access = rules({rule("all", "pa", {}, {"U*"})});
    BOOST_TEST(log_in(access, 9, "N0CALL", "pa") == "default");
    BOOST_TEST(log_in(access, 9, "UR5ABC", "pa") == "all");
    BOOST_TEST(log_in(rules({rule("all", "pa", {}, {"U*"})}, ""), 9, "N0CALL", "pa") == "nothing left");
}

BOOST_AUTO_TEST_CASE(an_id_rule_behind_a_catch_all_can_be_had_with_the_passphrase_of_the_catch_all)
{
    const auto access = rules({rule("all", "pa", {}, {"U*"}), rule("by id", "pi", {1}, {})});
    BOOST_TEST(log_in(access, 1, "N0CALL", "pa") == "by id");
    BOOST_TEST(log_in(access, 1, "N0CALL", "pi") == "refused");
}

BOOST_AUTO_TEST_CASE(an_id_that_proved_its_rule_gets_the_default_when_a_reload_removed_that_rule)
{
    const auto access = rules({});
    const proof old{std::make_shared<const std::string>("pi"), proof_source::rule};
    BOOST_TEST(access.admit(repeater_id{1}, "N0CALL", old).rule->name == "default");
}

BOOST_AUTO_TEST_CASE(passphrases_are_compared_as_texts_not_as_pointers)
{
    const auto before = rules({rule("friends", "pf", {}, {"N0CALL"})});
    const auto after = rules({rule("friends", "pf", {}, {"N0CALL"})}); // the same file, loaded again
    const proof proven = before.may_be_proven(repeater_id{9})[1];
    BOOST_TEST(after.admit(repeater_id{9}, "N0CALL", proven).rule->name == "friends");
}

// --- callsign_rules_need_passphrase: false, as in HBlink4 -------------------------------------------

BOOST_AUTO_TEST_CASE(as_in_hblink4_a_callsign_rule_applies_whatever_was_proven)
{
    const auto access = rules({rule("friends", "pf", {}, {"N0CALL"})}, "of-default", false);
    BOOST_TEST(texts(access, 9) == std::vector<std::string>{"of-default"}, boost::test_tools::per_element());
    BOOST_TEST(log_in(access, 9, "N0CALL", "of-default") == "friends");
    BOOST_TEST(log_in(access, 9, "N0CALL", "pf") == "refused");
    BOOST_TEST(log_in(access, 9, "AB1C", "of-default") == "default");
}

BOOST_AUTO_TEST_CASE(as_in_hblink4_ids_and_catch_alls_decide_at_the_login)
{
    const auto access = rules(
        {rule("by id", "pi", {1}, {}), rule("all", "pa", {}, {"U*"}), rule("friends", "pf", {}, {"N0CALL"})},
        "of-default", false);
    BOOST_TEST(log_in(access, 1, "N0CALL", "pi") == "by id");
    BOOST_TEST(log_in(access, 9, "N0CALL", "pa") == "friends");
    BOOST_TEST(log_in(access, 9, "AB1C", "pa") == "default");
    BOOST_TEST(log_in(access, 9, "AB1C", "of-default") == "refused");
}

BOOST_AUTO_TEST_CASE(as_in_hblink4_nobody_gets_in_without_a_rule_and_without_a_default)
{
    const auto access = rules({rule("friends", "pf", {}, {"N0CALL"})}, "", false);
    BOOST_TEST(texts(access, 9).empty());
}

// --- blacklist -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_blacklisted_id_may_prove_nothing)
{
    auto access = rules({rule("by id", "pi", {1}, {})});
    config::blacklist_rule banned;
    banned.name = "banned";
    banned.match.ids = {repeater_id{1}};
    banned.match.id_ranges = {{repeater_id{10}, repeater_id{19}}};
    access.blacklist.push_back(banned);
    BOOST_TEST(texts(access, 1).empty());
    BOOST_TEST(texts(access, 15).empty());
    BOOST_TEST(!texts(access, 20).empty());
    BOOST_REQUIRE(access.blacklisted(repeater_id{15}) != nullptr);
    BOOST_TEST(access.blacklisted(repeater_id{15})->name == "banned");
}

BOOST_AUTO_TEST_CASE(a_blacklisted_callsign_is_found_once_it_is_known_whatever_its_case)
{
    auto access = rules({});
    config::blacklist_rule banned;
    banned.match.callsigns.emplace_back("XX1*SPAM");
    access.blacklist.push_back(banned);
    BOOST_TEST(access.blacklisted(repeater_id{1}) == nullptr);
    BOOST_TEST(access.blacklisted(repeater_id{1}, "N0CALL") == nullptr);
    BOOST_TEST(access.blacklisted(repeater_id{1}, "xx1aspam") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_blacklist_that_matches_unknown_refuses_everybody_at_the_login)
{
    auto access = rules({});
    config::blacklist_rule all;
    all.match.callsigns.emplace_back("U*");
    access.blacklist.push_back(all);
    BOOST_TEST(access.blacklisted(repeater_id{1}) != nullptr);
    BOOST_TEST(texts(access, 1).empty());
    BOOST_TEST(access.blacklisted(repeater_id{1}, "N0CALL") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

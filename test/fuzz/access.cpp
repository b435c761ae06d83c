// SPDX-License-Identifier: GPL-3.0-or-later
// Who may log in: callsign patterns, and access rules, against a second opinion written from access-rules.md.
#include "hblink/config/access.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::array<std::uint32_t, 4> ids{3120001, 3120002, 3120003, 0xFFFF'FFFF};
constexpr std::array<const char*, 3> passphrases{"one", "two", "three"};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// As in the textbook: row by row, which beginnings of the callsign the pattern's beginning matches.
bool matches(std::string_view pattern, std::string_view callsign)
{
    std::vector<bool> row(callsign.size() + 1, false);
    row[0] = true;
    for (const char p : pattern) {
        std::vector<bool> next(row.size(), false);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (p == '*')
                next[i] = row[i] || (i > 0 && next[i - 1]);
            else
                next[i] = i > 0 && row[i - 1] && upper(p) == upper(callsign[i - 1]);
        }
        row = std::move(next);
    }
    return row.back();
}

struct match_words
{
    config::match_rule rule;
    std::vector<std::string> patterns;
};

match_words read_match(fuzz::input& in)
{
    match_words m;
    const std::uint8_t what = in.byte();
    if ((what & 1) != 0)
        m.rule.ids = {dmr::repeater_id{in.one_of(ids)}};
    if ((what & 2) != 0) {
        const std::array ends{dmr::repeater_id{in.one_of(ids)}, dmr::repeater_id{in.one_of(ids)}};
        m.rule.id_ranges.emplace_back(std::min(ends[0], ends[1]), std::max(ends[0], ends[1]));
    }
    for (int i = what >> 2 & 3; i > 0; --i) {
        m.patterns.emplace_back(in.text_until('\n'));
        m.rule.callsigns.emplace_back(m.patterns.back());
    }
    return m;
}

// The rules, and the same once more for the second opinion.
struct scene
{
    config::access_rules rules;
    std::vector<match_words> words;
    std::vector<match_words> bad_words;
};

scene read_scene(fuzz::input& in)
{
    scene s;
    const std::uint8_t what = in.byte();
    s.rules.callsign_rules_need_passphrase = (what & 1) == 0;
    const auto passphrase = [&] { return std::make_shared<const std::string>(in.one_of(passphrases)); };
    for (int i = what >> 1 & 3; i > 0; --i) {
        auto rule = std::make_shared<config::access_rule>();
        s.words.push_back(read_match(in));
        rule->match = s.words.back().rule;
        rule->passphrase = passphrase();
        s.rules.rules.push_back(rule);
    }
    if ((what & 8) != 0) {
        auto rule = std::make_shared<config::access_rule>();
        rule->passphrase = passphrase();
        s.rules.fallback = rule;
    }
    if ((what & 16) != 0) {
        s.bad_words.push_back(read_match(in));
        s.rules.blacklist.push_back({"bad", "", s.bad_words.back().rule, ""});
    }
    s.rules.prepare();
    return s;
}

bool names_id(const match_words& m, dmr::repeater_id id)
{
    return std::count(m.rule.ids.begin(), m.rule.ids.end(), id) > 0 ||
           std::any_of(m.rule.id_ranges.begin(), m.rule.id_ranges.end(),
                       [&](const auto& r) { return r.first <= id && id <= r.second; });
}

bool names_callsign(const match_words& m, std::string_view callsign)
{
    return std::any_of(m.patterns.begin(), m.patterns.end(),
                       [&](const std::string& p) { return matches(p, callsign); });
}

// The rule that lets somebody in who has proven this passphrase; null: none.
const config::access_rule* second_opinion(const scene& s, dmr::repeater_id id, std::string_view callsign,
                                          const config::proof& proof)
{
    const bool strict = s.rules.callsign_rules_need_passphrase;
    for (std::size_t i = 0; i < s.words.size(); ++i) {
        const auto& rule = *s.rules.rules[i];
        const bool by_callsign = names_callsign(s.words[i], callsign);
        if (names_id(s.words[i], id) || (by_callsign && (!strict || *rule.passphrase == *proof.passphrase)))
            return &rule;
    }
    const auto* fallback = s.rules.fallback.get();
    if (fallback == nullptr || !strict || proof.source != config::proof_source::callsign)
        return fallback;
    return *fallback->passphrase == *proof.passphrase ? fallback : nullptr;
}

void check_proofs(const scene& s, dmr::repeater_id id)
{
    const auto proofs = s.rules.may_be_proven(id);
    require(proofs.size() <= config::most_proofs, "the passphrases to be tried are limited");
    const bool listed = std::any_of(s.bad_words.begin(), s.bad_words.end(), [&](const match_words& m) {
        return names_id(m, id) || names_callsign(m, config::unknown_callsign);
    });
    require((s.rules.blacklisted(id) != nullptr) == listed, "the blacklist names who it names");
    require(!listed || proofs.empty(), "who is blacklisted proves nothing");
    const auto decides = std::find_if(s.words.begin(), s.words.end(), [&](const match_words& m) {
        return names_id(m, id) || names_callsign(m, config::unknown_callsign);
    });
    if (listed || decides == s.words.end())
        return;
    const auto& rule = s.rules.rules[static_cast<std::size_t>(decides - s.words.begin())];
    require(proofs.size() == 1 && proofs[0].passphrase == rule->passphrase, "the first rule decides");
    require(s.rules.deciding(id) == rule.get(), "the rule that decides is named");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const scene s = read_scene(in);
    const std::string callsign{in.text_until('\n')};
    for (const auto& m : s.words)
        for (const auto& p : m.patterns)
            require(config::callsign_pattern{p}.matches(callsign) == matches(p, callsign),
                    "a pattern matches what the textbook says");
    for (const std::uint32_t number : ids) {
        const dmr::repeater_id id{number};
        check_proofs(s, id);
        for (const config::proof& proof : s.rules.may_be_proven(id)) {
            const auto admission = s.rules.admit(id, callsign, proof);
            require(admission.rule.get() == second_opinion(s, id, callsign, proof), "the right rule applies");
        }
    }
    return 0;
}

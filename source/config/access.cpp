// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/access.hpp"

#include <algorithm>

namespace hblink::config {

namespace {

// Callsigns are ASCII; the locale must not have a say.
constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_text(const passphrase& a, const passphrase& b) noexcept { return a && b && (a == b || *a == *b); }

const blacklist_rule* find_in(const std::vector<blacklist_rule>& list, dmr::repeater_id id,
                              std::string_view callsign) noexcept
{
    for (const blacklist_rule& rule : list)
        if (rule.match.matches_id(id) || rule.match.matches_callsign(callsign))
            return &rule;
    return nullptr;
}

void add_distinct(std::vector<proof>& proofs, proof candidate)
{
    const auto has_text = [&](const proof& p) { return same_text(p.passphrase, candidate.passphrase); };
    if (proofs.size() < most_proofs && std::none_of(proofs.begin(), proofs.end(), has_text))
        proofs.push_back(std::move(candidate));
}

}

callsign_pattern::callsign_pattern(std::string_view pattern) : pattern_{pattern}
{
    std::transform(pattern_.begin(), pattern_.end(), pattern_.begin(), upper);
}

bool callsign_pattern::matches(std::string_view callsign) const noexcept
{
    // On a mismatch the last `*` swallows one letter more; no recursion, so `*A*A*A*` is harmless.
    const auto none = std::string_view::npos;
    std::size_t p = 0;
    std::size_t c = 0;
    std::size_t star = none;
    std::size_t resume = 0;
    while (c < callsign.size()) {
        if (p < pattern_.size() && pattern_[p] == '*') {
            star = p++;
            resume = c;
        } else if (p < pattern_.size() && pattern_[p] == upper(callsign[c])) {
            ++p;
            ++c;
        } else if (star != none) {
            p = star + 1;
            c = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern_.size() && pattern_[p] == '*')
        ++p;
    return p == pattern_.size();
}

bool match_rule::matches_id(dmr::repeater_id id) const noexcept
{
    if (std::binary_search(ids.begin(), ids.end(), id))
        return true;
    return std::any_of(id_ranges.begin(), id_ranges.end(),
                       [id](const auto& range) { return range.first <= id && id <= range.second; });
}

bool match_rule::matches_callsign(std::string_view callsign) const noexcept
{
    return std::any_of(callsigns.begin(), callsigns.end(),
                       [callsign](const callsign_pattern& p) { return p.matches(callsign); });
}

void access_rules::prepare()
{
    by_rule_.clear();
    undecided_.clear();
    for (const auto& rule : rules)
        by_rule_.push_back({rule->passphrase, proof_source::rule});
    // The default's first: most repeaters prove that one.
    if (fallback)
        add_distinct(undecided_, {fallback->passphrase, proof_source::fallback});
    if (!callsign_rules_need_passphrase)
        return; // HBlink4 knows nothing but the default here
    for (const auto& rule : rules)
        if (!rule->match.callsigns.empty())
            add_distinct(undecided_, {rule->passphrase, proof_source::callsign});
}

const blacklist_rule* access_rules::blacklisted(dmr::repeater_id id) const noexcept
{
    return find_in(blacklist, id, unknown_callsign);
}

const blacklist_rule* access_rules::blacklisted(dmr::repeater_id id, std::string_view callsign) const noexcept
{
    return find_in(blacklist, id, callsign);
}

std::span<const proof> access_rules::may_be_proven(dmr::repeater_id id) const noexcept
{
    if (blacklisted(id) != nullptr)
        return {};
    const std::size_t deciding = deciding_place(id);
    if (deciding == rules.size())
        return undecided_;
    return {&by_rule_[deciding], 1};
}

const access_rule* access_rules::deciding(dmr::repeater_id id) const noexcept
{
    const std::size_t place = deciding_place(id);
    return place == rules.size() ? nullptr : rules[place].get();
}

std::size_t access_rules::deciding_place(dmr::repeater_id id) const noexcept
{
    const auto decides = [id](const auto& rule) {
        return rule->match.matches_id(id) || rule->match.matches_callsign(unknown_callsign);
    };
    return static_cast<std::size_t>(std::find_if(rules.begin(), rules.end(), decides) - rules.begin());
}

admission access_rules::admit(dmr::repeater_id id, std::string_view callsign, const proof& proven) const
{
    admission answer;
    for (const auto& rule : rules) {
        if (!rule->match.matches_id(id)) {
            if (!rule->match.matches_callsign(callsign))
                continue;
            // Anyone can claim a callsign; its passphrase is what makes the claim good (quirks.md 4).
            if (callsign_rules_need_passphrase && !same_text(rule->passphrase, proven.passphrase)) {
                answer.skipped.push_back({rule->name});
                continue;
            }
        }
        answer.rule = rule;
        return answer;
    }
    // Who proved a callsign rule's passphrase has proven nothing that the default asks for.
    if (fallback && (!callsign_rules_need_passphrase || proven.source != proof_source::callsign ||
                     same_text(fallback->passphrase, proven.passphrase)))
        answer.rule = fallback;
    return answer;
}

}

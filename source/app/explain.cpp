// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/explain.hpp"

#include "hblink/app/block_file.hpp"
#include "hblink/app/commands.hpp"
#include "hblink/config/load.hpp"
#include "hblink/config/surroundings.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hblink::app {
namespace {

using config::access_rule;
using config::access_rules;

bool same_text(const config::passphrase& a, const config::passphrase& b) noexcept
{
    return a && b && *a == *b;
}

std::string number(dmr::repeater_id id) { return std::to_string(id.value()); }

// "" or how the id is named.
std::string by_id(const config::match_rule& m, dmr::repeater_id id)
{
    if (std::binary_search(m.ids.begin(), m.ids.end(), id))
        return "id " + number(id);
    for (const auto& [first, last] : m.id_ranges)
        if (first <= id && id <= last)
            return "id range " + number(first) + '-' + number(last);
    return {};
}

// "" or the pattern that the callsign fits.
std::string by_callsign(const config::match_rule& m, std::string_view callsign)
{
    for (const auto& pattern : m.callsigns)
        if (pattern.matches(callsign))
            return "callsign pattern " + std::string{pattern.text()};
    return {};
}

std::string patterns_of(const config::match_rule& m)
{
    std::string list;
    for (const auto& pattern : m.callsigns)
        (list += list.empty() ? "" : " or ") += pattern.text();
    return list;
}

// --- What keeps it out whatever it proves ----------------------------------------------------------

void look_for_reservation(explanation& e, const config::settings& s)
{
    for (const auto& link : s.links)
        if (link.enabled && link.radio_id == e.id)
            e.obstacles.push_back(
                {"the id is the radio_id of our own outbound connection \"" + link.name + '"',
                 "give the repeater another id, or the connection another radio_id"});
}

void look_for_block(explanation& e, const core::block_list& blocks, core::time_point now)
{
    const core::block* const b = blocks.find(e.id, e.callsign, now);
    if (b == nullptr)
        return;
    const std::string whom = b->id.value() != 0 ? number(b->id) : b->callsign;
    std::string reason = "an operator has blocked " + whom;
    if (!b->reason.empty())
        reason += " (" + b->reason + ')';
    if (b->until) {
        const auto left = std::chrono::ceil<std::chrono::minutes>(*b->until - now);
        reason += ", for " + std::to_string(left.count()) + " more minutes";
    }
    e.obstacles.push_back({reason, "hblinkd unblock " + whom});
}

void look_in_blacklist(explanation& e, const access_rules& access)
{
    const config::blacklist_rule* rule = access.blacklisted(e.id);
    std::string because;
    if (rule != nullptr) {
        because = by_id(rule->match, e.id);
        if (because.empty())
            because = by_callsign(rule->match, config::unknown_callsign) +
                      ", because UNKNOWN stands for the callsign until it is known";
    } else if (!e.callsign.empty()) {
        rule = access.blacklisted(e.id, e.callsign);
        if (rule != nullptr)
            because = by_callsign(rule->match, e.callsign) + ", after its passphrase was accepted";
    }
    if (rule == nullptr)
        return;
    std::string reason = "blacklist rule \"" + rule->name + "\": " + because;
    if (!rule->reason.empty())
        reason += " (" + rule->reason + ')';
    e.obstacles.push_back({reason, "take it out of that rule in /blacklist/patterns"});
}

// --- What its passphrases are worth ----------------------------------------------------------------

void list_matches(explanation& e, const access_rules& access)
{
    const std::string_view callsign = e.callsign.empty() ? config::unknown_callsign : e.callsign;
    for (const auto& rule : access.rules) {
        const std::string id = by_id(rule->match, e.id);
        const std::string sign = by_callsign(rule->match, callsign);
        if (!id.empty())
            e.matches.push_back({rule->name, id, false});
        else if (!sign.empty())
            e.matches.push_back({rule->name, sign, true});
        else if (const auto unknown = by_callsign(rule->match, config::unknown_callsign); !unknown.empty())
            e.matches.push_back({rule->name, unknown + ", for UNKNOWN until the callsign is known", true});
    }
}

std::vector<std::string> owners(const access_rules& access, const access_rule* deciding,
                                const config::proof& proof)
{
    if (deciding != nullptr)
        return {deciding->name};
    std::vector<std::string> names;
    if (access.fallback && same_text(access.fallback->passphrase, proof.passphrase))
        names.push_back(access.fallback->name);
    if (access.callsign_rules_need_passphrase)
        for (const auto& rule : access.rules)
            if (!rule->match.callsigns.empty() && same_text(rule->passphrase, proof.passphrase))
                names.push_back(rule->name);
    return names;
}

void outcome_of_callsign(passphrase_outcome& o, const explanation& e, const access_rules& access,
                         const config::proof& proof)
{
    const auto admission = access.admit(e.id, e.callsign, proof);
    for (const auto& skipped : admission.skipped)
        o.skipped.emplace_back(skipped.name);
    if (admission.rule)
        o.applies.push_back({admission.rule, {}});
    else if (!o.skipped.empty())
        o.refused = "it has not proven the passphrase of \"" + o.skipped.front() +
                    "\", and no other rule is left: give it that passphrase";
    else
        o.refused = access.fallback ? "the passphrase is good for the callsigns of that rule only: give the "
                                      "repeater the passphrase of the default, or name its id or callsign"
                                    : "no rule matches it, and there is no default";
}

// The same for any callsign: the rules from the top that could be it.
void outcomes_of_callsigns(passphrase_outcome& o, const explanation& e, const access_rules& access,
                           const config::proof& proof)
{
    const bool strict = access.callsign_rules_need_passphrase;
    for (const auto& rule : access.rules) {
        if (rule->match.matches_id(e.id)) {
            o.applies.push_back({rule, o.applies.empty() ? "" : "any other callsign"});
            return;
        }
        if (rule->match.callsigns.empty())
            continue;
        if (strict && !same_text(rule->passphrase, proof.passphrase))
            o.skipped.push_back(rule->name);
        else
            o.applies.push_back({rule, "a callsign like " + patterns_of(rule->match)});
    }
    const bool fallback = access.fallback && (!strict || proof.source != config::proof_source::callsign ||
                                              same_text(access.fallback->passphrase, proof.passphrase));
    if (fallback)
        o.applies.push_back({access.fallback, o.applies.empty() ? "" : "any other callsign"});
    else
        o.refused = "any other callsign is refused";
}

void list_outcomes(explanation& e, const access_rules& access)
{
    const access_rule* const deciding = access.deciding(e.id);
    if (deciding != nullptr)
        e.deciding = deciding->name;
    for (const config::proof& proof : access.may_be_proven(e.id)) {
        passphrase_outcome& o = e.outcomes.emplace_back();
        o.passphrase_of = owners(access, deciding, proof);
        if (e.callsign.empty())
            outcomes_of_callsigns(o, e, access, proof);
        else
            outcome_of_callsign(o, e, access, proof);
    }
    if (e.outcomes.empty() && access.blacklisted(e.id) == nullptr)
        e.obstacles.push_back({"no rule matches it, and there is no default",
                               "add a rule that names its id, or a default, in " + access.section});
}

// --- What an operator may have overlooked ----------------------------------------------------------

void note_hotspot_suffix(explanation& e, const access_rules& access)
{
    const dmr::repeater_id person{e.id.value() / 100};
    const bool named =
        std::any_of(e.matches.begin(), e.matches.end(), [](const rule_match& m) { return !m.by_callsign; });
    if (named || person.value() <= 999'999)
        return;
    for (const auto& rule : access.rules)
        if (rule->match.matches_id(person))
            e.notes.push_back(
                "rule \"" + rule->name + "\" names " + number(person) + ", which is this id without " +
                "its last two digits: a hotspot's id counts as a whole. Name it, or the range " +
                number(person) + "00-" + number(person) + "99");
}

void note_blacklist_by_callsign(explanation& e, const access_rules& access)
{
    for (const auto& rule : access.blacklist)
        if (!rule.match.callsigns.empty())
            e.notes.push_back("blacklist rule \"" + rule.name + "\" refuses it if its callsign is like " +
                              patterns_of(rule.match));
}

}

bool explanation::may_get_in() const noexcept
{
    return obstacles.empty() && std::any_of(outcomes.begin(), outcomes.end(),
                                            [](const passphrase_outcome& o) { return !o.applies.empty(); });
}

explanation explain(const config::settings& s, const core::block_list& blocks, core::time_point now,
                    dmr::repeater_id id, std::string_view callsign)
{
    explanation e;
    e.id = id;
    e.callsign = callsign;
    look_for_reservation(e, s);
    look_for_block(e, blocks, now);
    look_in_blacklist(e, s.access);
    list_matches(e, s.access);
    list_outcomes(e, s.access);
    note_hotspot_suffix(e, s.access);
    if (callsign.empty())
        note_blacklist_by_callsign(e, s.access);
    return e;
}

namespace {

constexpr std::size_t largest_block_file = 8 << 20; // bytes

// Whom the operator has blocked, as the server keeps it in its state directory. Nothing: it cannot be read.
std::optional<core::block_list> kept_blocks(const std::filesystem::path& state_directory)
{
    const auto file = block_file_in(state_directory);
    std::error_code error;
    const auto kind = std::filesystem::status(file, error).type();
    if (kind == std::filesystem::file_type::not_found)
        return core::block_list{};
    const auto text = config::read_whole_file(file, largest_block_file);
    if (!text)
        return std::nullopt;
    try {
        const moment now = moment::now();
        core::block_list list;
        for (core::block& b : read_blocks(*text, now))
            list.add(std::move(b), now.steady);
        return list;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

}

int explain(const std::filesystem::path& configuration, dmr::repeater_id id, std::string_view callsign,
            bool json, std::ostream& out, std::ostream& err)
{
    const auto loaded = config::load_file(configuration);
    if (!loaded.settings) {
        for (const auto& d : loaded.errors)
            err << "error: " << d.to_string() << '\n';
        return exit_bad_configuration;
    }
    const auto blocks = kept_blocks(loaded.settings->state_directory);
    explanation e = explain(*loaded.settings, blocks.value_or(core::block_list{}),
                            std::chrono::steady_clock::now(), id, callsign);
    if (!blocks)
        e.notes.push_back("whom an operator has blocked was not looked at: " +
                          block_file_in(loaded.settings->state_directory).native() +
                          " cannot be read (run this as the server's user)");
    out << (json ? to_json(e) : to_text(e));
    return exit_ok;
}

}

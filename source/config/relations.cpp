// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/relations.hpp"

#include "hblink/config/check_connections.hpp"
#include "hblink/config/name_list.hpp"

#include <algorithm>
#include <set>

namespace hblink::config {

namespace {

void check_listeners(const settings& s, reading& r)
{
    if (!s.listeners.ipv4 && !s.listeners.ipv6)
        r.error("/global", "has no listener left: set bind_ipv4 or bind_ipv6, or remove disable_ipv6");
}

// --- access rules ----------------------------------------------------------------------------------

bool same_passphrase(const access_rule& a, const access_rule& b) { return *a.passphrase == *b.passphrase; }

bool is_catch_all(const access_rule& rule) { return rule.match.matches_callsign(unknown_callsign); }

// One that a repeater may get by its callsign, which nobody has proven.
bool is_callsign_rule(const access_rule& rule)
{
    return !rule.match.callsigns.empty() && !is_catch_all(rule);
}

// What a callsign rule's passphrase is compared with: a catch-all decides before the default does.
const access_rule* usual_rule(const access_rules& access)
{
    for (const auto& rule : access.rules)
        if (is_catch_all(*rule))
            return rule.get();
    return access.fallback.get();
}

void warn_of_callsign_rules(const access_rules& access, reading& r)
{
    const access_rule* usual = usual_rule(access);
    if (usual == nullptr || !access.callsign_rules_need_passphrase)
        return;
    name_list names;
    for (const auto& rule : access.rules)
        if (is_callsign_rule(*rule) && !same_passphrase(*rule, *usual))
            names.add(in_quotes(rule->name));
    if (names.empty())
        return;
    const std::string pointer = access.section + "/patterns";
    if (usual == access.fallback.get())
        r.warning(pointer,
                  names.text() +
                      ": matched by callsign, and only with the passphrase that stands there (in HBlink4 "
                      "the default's is enough): tell these repeaters, or set "
                      "access.callsign_rules_need_passphrase to false");
    else
        r.warning(pointer, names.text() + ": cannot be had by callsign, because " + in_quotes(usual->name) +
                               " matches every repeater before its callsign is known and has another "
                               "passphrase: use the same one in both");
}

void warn_of_claimed_trust(const access_rules& access, reading& r)
{
    const access_rule* usual = usual_rule(access);
    if (usual == nullptr)
        return;
    name_list names;
    for (const auto& rule : access.rules)
        if (rule->trust && is_callsign_rule(*rule) &&
            (!access.callsign_rules_need_passphrase || same_passphrase(*rule, *usual)))
            names.add(in_quotes(rule->name));
    if (!names.empty())
        r.warning(
            access.section + "/patterns",
            names.text() + ": whoever knows the passphrase of " + in_quotes(usual->name) +
                " is trusted as soon as he claims such a callsign: " +
                (access.callsign_rules_need_passphrase
                     ? "use another passphrase here"
                     : "remove access.callsign_rules_need_passphrase, and use another passphrase here"));
}

void warn_of_many_passphrases(const access_rules& access, reading& r)
{
    if (!access.callsign_rules_need_passphrase)
        return;
    std::set<std::string_view> texts;
    name_list beyond;
    if (access.fallback)
        texts.insert(*access.fallback->passphrase);
    for (const auto& rule : access.rules) {
        if (rule->match.callsigns.empty() || texts.contains(*rule->passphrase))
            continue;
        if (texts.size() < most_proofs)
            texts.insert(*rule->passphrase);
        else
            beyond.add(in_quotes(rule->name));
    }
    if (!beyond.empty())
        r.warning(access.section + "/patterns",
                  "callsign rules have more than " + std::to_string(most_proofs) +
                      " different passphrases (with the default's); those of " + beyond.text() +
                      " are not tried: let them share one, or match by id");
}

void check_access(const access_rules& access, reading& r)
{
    if (access.rules.empty() && !access.fallback)
        r.warning(access.section, "has neither patterns nor a default: nobody can log in");
    warn_of_callsign_rules(access, r);
    warn_of_claimed_trust(access, r);
    warn_of_many_passphrases(access, r);
}

}

void check_relations(const settings& s, reading& r)
{
    check_listeners(s, r);
    check_connections(s, r);
    check_access(s.access, r);
}

}

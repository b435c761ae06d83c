// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/relations.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hblink::config {

namespace {

std::string element(std::string_view list, std::size_t index)
{
    return std::string{list} + '/' + std::to_string(index);
}

std::string link_at(std::size_t index) { return element("/outbound_connections", index); }
std::string trunk_at(std::size_t index) { return element("/openbridge_connections", index); }

void check_listeners(const settings& s, reading& r)
{
    if (!s.listeners.ipv4 && !s.listeners.ipv6)
        r.error("/global", "has no listener left: set bind_ipv4 or bind_ipv6, or remove disable_ipv6");
}

void check_links(const settings& s, reading& r)
{
    std::map<dmr::repeater_id, std::size_t> first;
    for (std::size_t i = 0; i < s.links.size(); ++i) {
        const link_settings& link = s.links[i];
        if (!link.enabled || link.radio_id.value() == 0) // 0: an error was reported
            continue;
        const auto [other, fresh] = first.emplace(link.radio_id, i);
        if (!fresh)
            r.error(link_at(i) + "/radio_id", std::to_string(link.radio_id.value()) + " is also that of " +
                                                  link_at(other->second) +
                                                  ": each enabled link needs its own");
    }
}

// Whether one socket keeps the other from being bound to the same port.
bool overlap(const wire::address& a, const wire::address& b)
{
    return a == b || (a.is_v4() == b.is_v4() && (a.is_unspecified() || b.is_unspecified()));
}

void check_trunk_ports(const settings& s, std::size_t index, reading& r)
{
    const trunk_settings& trunk = s.trunks[index];
    const std::string pointer = trunk_at(index) + "/local_port";
    for (std::size_t j = 0; j < index; ++j) {
        const trunk_settings& other = s.trunks[j];
        if (other.enabled && other.local_port == trunk.local_port &&
            overlap(other.local_address, trunk.local_address)) {
            r.error(pointer, std::to_string(trunk.local_port) + " is also that of " + trunk_at(j) +
                                 ": each enabled trunk needs its own address or port");
            return;
        }
    }
    const auto& [ipv4, port_ipv4, ipv6, port_ipv6] = s.listeners;
    if ((ipv4 && port_ipv4 == trunk.local_port && overlap(*ipv4, trunk.local_address)) ||
        (ipv6 && port_ipv6 == trunk.local_port && overlap(*ipv6, trunk.local_address)))
        r.error(pointer, std::to_string(trunk.local_port) + " is also the port that repeaters connect to");
}

void check_trunks(const settings& s, reading& r)
{
    std::map<dmr::talkgroup, std::size_t> carrier;
    for (std::size_t i = 0; i < s.trunks.size(); ++i) {
        const trunk_settings& trunk = s.trunks[i];
        if (!trunk.enabled)
            continue;
        if (trunk.local_port != 0)
            check_trunk_ports(s, i, r);
        for (const auto& [talkgroup, slot] : trunk.talkgroup_slots) {
            const auto [other, fresh] = carrier.emplace(talkgroup, i);
            if (!fresh)
                r.error(trunk_at(i) + "/talkgroup_slots/" + std::to_string(talkgroup.value()),
                        "is also on " + trunk_at(other->second) +
                            ": a talkgroup may be on one enabled trunk only");
        }
    }
}

// --- access rules ----------------------------------------------------------------------------------

bool same_passphrase(const access_rule& a, const access_rule& b) { return *a.passphrase == *b.passphrase; }

bool is_catch_all(const access_rule& rule) { return rule.match.matches_callsign(unknown_callsign); }

// One that a repeater may get by its callsign, which nobody has proven.
bool is_callsign_rule(const access_rule& rule)
{
    return !rule.match.callsigns.empty() && !is_catch_all(rule);
}

// Names of rules for one message; the first ten are enough to find the others.
class name_list
{
public:
    void add(const access_rule& rule)
    {
        constexpr std::size_t most_names = 10;
        if (++count_ <= most_names)
            text_ += (text_.empty() ? "" : ", ") + in_quotes(rule.name);
        more_ = count_ > most_names ? " and " + std::to_string(count_ - most_names) + " more" : "";
    }
    bool empty() const noexcept { return count_ == 0; }
    std::string text() const { return text_ + more_; }

private:
    std::string text_;
    std::string more_;
    std::size_t count_{};
};

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
            names.add(*rule);
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
            names.add(*rule);
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
            beyond.add(*rule);
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
    check_links(s, r);
    check_trunks(s, r);
    check_access(s.access, r);
}

}

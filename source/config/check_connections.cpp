// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/check_connections.hpp"

#include "hblink/config/options.hpp"

#include <map>
#include <string>

namespace hblink::config {

namespace {

std::string element(std::string_view list, std::size_t index)
{
    return std::string{list} + '/' + std::to_string(index);
}

std::string link_at(std::size_t index) { return element("/outbound_connections", index); }
std::string trunk_at(std::size_t index) { return element("/openbridge_connections", index); }

// --- outbound links --------------------------------------------------------------------------------

void check_ids(const settings& s, reading& r)
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

// A bad entry is no error: it is skipped, and the others count (spec links.md).
void check_options(const settings& s, std::size_t index, reading& r)
{
    const link_settings& link = s.links[index];
    const std::string pointer = link_at(index) + "/options";
    const options_dialect dialect{s.limits.talkgroups_per_slot, s.dmrplus_options};
    const options understood = parse_options(link.options, dialect);
    for (const auto entry : understood.bad_entries)
        r.warning(pointer, in_quotes(entry) + " cannot be understood and is skipped");
    for (const auto entry : understood.cut)
        r.warning(pointer, in_quotes(entry) + " is skipped: that would be more than " +
                               std::to_string(dialect.most_talkgroups) +
                               " talkgroups on the slot (limits.talkgroups_per_slot)");
}

void check_links(const settings& s, reading& r)
{
    check_ids(s, r);
    for (std::size_t i = 0; i < s.links.size(); ++i)
        check_options(s, i, r);
}

// --- OpenBridge trunks -----------------------------------------------------------------------------

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

}

void check_connections(const settings& s, reading& r)
{
    check_links(s, r);
    check_trunks(s, r);
}

}

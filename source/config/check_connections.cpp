// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/check_connections.hpp"

#include "hblink/config/link_options.hpp"
#include "hblink/config/options.hpp"
#include "hblink/config/own_address.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace hblink::config {

namespace {

std::string element(std::string_view list, std::size_t index)
{
    return std::string{list} + '/' + std::to_string(index);
}

std::string link_at(std::size_t index) { return element("/outbound_connections", index); }
std::string trunk_at(std::size_t index) { return element("/openbridge_connections", index); }

// --- both ------------------------------------------------------------------------------------------

// The name is the key of a connection on the event feed, in the metrics and at a reload.
template <class Connection>
void check_names(const std::vector<Connection>& all, std::string (*place)(std::size_t), std::string_view kind,
                 reading& r)
{
    std::map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].enabled || all[i].name.empty()) // empty: an error was reported
            continue;
        const auto [other, fresh] = first.emplace(all[i].name, i);
        if (!fresh)
            r.error(place(i) + "/name", in_quotes(all[i].name) + " is also that of " + place(other->second) +
                                            ": each enabled " + std::string{kind} + " needs its own");
    }
}

template <class Connection>
void check_number(const std::vector<Connection>& all, std::size_t most, std::string pointer,
                  std::string_view kind, reading& r)
{
    const auto enabled = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const Connection& c) { return c.enabled; }));
    if (enabled > most)
        r.error(std::move(pointer), "has " + std::to_string(enabled) + " enabled " + std::string{kind} +
                                        ", and at most " + std::to_string(most) + " are possible");
}

// Whether a datagram to there comes to the port that repeaters connect to.
bool is_listener(const listener_settings& own, std::string_view host, std::uint16_t port)
{
    const bool serves_both = !own.ipv4; // spec hbp.md, "Listeners"
    return (own.ipv4 && port == own.port_ipv4 && reaches(host, *own.ipv4)) ||
           (own.ipv6 && port == own.port_ipv6 && reaches(host, *own.ipv6, serves_both));
}

// --- outbound links --------------------------------------------------------------------------------

// Nothing goes over it, but it costs a login: nobody means that.
void warn_of_silence(const settings& s, std::size_t index, reading& r)
{
    const link_settings& link = s.links[index];
    const auto is_silent = [&](bool dmrplus) {
        const auto carried = link_talkgroups(link.options, s.limits.talkgroups_per_slot, dmrplus);
        return carried[0].empty() && carried[1].empty();
    };
    if (!link.enabled || link.unit_calls || !is_silent(s.dmrplus_options))
        return;
    r.warning(link_at(index) + "/options",
              std::string{"name no talkgroup, so nothing goes over this link: "} +
                  (is_silent(true) ? "list them, as in \"TS1=8;TS2=91,2345\""
                                   : "keys like TS2_1 count when global.options_dialects has \"dmrplus\""));
}

void check_address(const settings& s, std::size_t index, reading& r)
{
    const link_settings& link = s.links[index];
    if (link.enabled && is_listener(s.listeners, link.address, link.port))
        r.error(link_at(index) + "/address",
                in_quotes(link.address) + " with port " + std::to_string(link.port) +
                    " is this server itself, and calls would go round in circles: write the address of the "
                    "other server");
}

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
    for (std::size_t i = 0; i < s.links.size(); ++i) {
        check_options(s, i, r);
        warn_of_silence(s, i, r);
        check_address(s, i, r);
    }
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

void check_target(const settings& s, std::size_t index, reading& r)
{
    const trunk_settings& trunk = s.trunks[index];
    const std::string target =
        in_quotes(trunk.target_address) + " with port " + std::to_string(trunk.target_port);
    const std::string pointer = trunk_at(index) + "/target_address";
    if (trunk.target_port != 0 && trunk.target_port == trunk.local_port && // 0: an error was reported
        reaches(trunk.target_address, trunk.local_address))
        r.error(pointer, target + " is this trunk itself: write the address and the port of the other side");
    else if (is_listener(s.listeners, trunk.target_address, trunk.target_port))
        r.error(pointer, target +
                             " is where repeaters connect to this server: write the address and the port "
                             "of the other side's trunk");
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
        check_target(s, i, r);
        if (trunk.talkgroup_slots.empty())
            r.warning(trunk_at(i) + "/talkgroup_slots",
                      "has no talkgroup, so nothing goes over this trunk: list them, as in {\"91\": 2}");
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
    check_names(s.links, link_at, "link", r);
    check_names(s.trunks, trunk_at, "trunk", r);
    check_number(s.links, most_links, "/outbound_connections", "links", r);
    check_number(s.trunks, most_trunks, "/openbridge_connections", "trunks", r);
    check_links(s, r);
    check_trunks(s, r);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/connection_advice.hpp"

#include "hblink/config/link_options.hpp"
#include "hblink/config/name_list.hpp"
#include "hblink/config/weak_passphrase.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace hblink::config {
namespace {

using diagnostics = std::vector<diagnostic>;

void advise_on_names(const settings& s, diagnostics& to)
{
    std::map<std::string_view, int> seen;
    const auto note = [&](std::string_view name, std::string pointer) {
        if (seen[name]++ > 0)
            to.push_back({std::move(pointer), "another link or trunk is called " + in_quotes(name) +
                                                  " as well: they look the same on the dashboard"});
    };
    for (std::size_t i = 0; i < s.links.size(); ++i)
        note(s.links[i].name, "/outbound_connections/" + std::to_string(i) + "/name");
    for (std::size_t i = 0; i < s.trunks.size(); ++i)
        note(s.trunks[i].name, "/openbridge_connections/" + std::to_string(i) + "/name");
}

void advise_on_links(const settings& s, diagnostics& to)
{
    for (std::size_t i = 0; i < s.links.size(); ++i) {
        const std::string pointer = "/outbound_connections/" + std::to_string(i);
        if (s.links[i].enabled && s.links[i].options.empty())
            to.push_back({pointer + "/options", "is empty, so all talkgroups come in from this server: list "
                                                "them, as in \"TS1=8;TS2=91,2345\""});
        if (s.links[i].enabled && s.links[i].station.callsign.empty())
            to.push_back({pointer + "/callsign", "is empty: many servers refuse a login without a callsign"});
    }
}

void advise_on_trunk_passphrases(const settings& s, diagnostics& to)
{
    constexpr std::size_t key_of_others = 20; // bytes that hblink3, FreeDMR and ADN use
    for (std::size_t i = 0; i < s.trunks.size(); ++i) {
        if (!s.trunks[i].enabled)
            continue;
        const std::string pointer = "/openbridge_connections/" + std::to_string(i) + "/passphrase";
        const std::string& passphrase = s.trunks[i].passphrase;
        if (is_weak_passphrase(passphrase))
            to.push_back({pointer, "is short or well known: agree on a longer one with the other side"});
        if (passphrase.size() > key_of_others)
            to.push_back({pointer,
                          "is longer than 20 bytes: hblink3, FreeDMR and ADN use only the first 20, and "
                          "then each side takes the other's frames for forged. Fine with HBlink4 and "
                          "hblinkd; with any other server agree on one of at most 20"});
    }
}

// One line for all of them: between HBlink4 and hblinkd, true is what both sides want.
void advise_on_preserved_sources(const settings& s, diagnostics& to)
{
    name_list names;
    std::size_t first = s.trunks.size();
    for (std::size_t i = 0; i < s.trunks.size(); ++i) {
        if (!s.trunks[i].enabled || !s.trunks[i].preserve_source_peer)
            continue;
        first = std::min(first, i);
        names.add(in_quotes(s.trunks[i].name));
    }
    if (!names.empty())
        to.push_back(
            {"/openbridge_connections/" + std::to_string(first) + "/preserve_source_peer",
             "is true (the default) for " + names.text() +
                 ": right when the other side is HBlink4 or hblinkd. FreeDMR, ADN and BrandMeister "
                 "take only frames with the network_id that they know for this trunk: set it to false "
                 "for these"});
}

// A talkgroup that goes out both ways may come back by the other one if the servers behind them are linked.
void advise_on_echo_paths(const settings& s, diagnostics& to)
{
    for (std::size_t i = 0; i < s.links.size(); ++i) {
        const link_settings& link = s.links[i];
        if (!link.enabled)
            continue;
        const auto carried = link_talkgroups(link.options, s.limits.talkgroups_per_slot, s.dmrplus_options);
        name_list both;
        for (const trunk_settings& trunk : s.trunks)
            for (const auto& [talkgroup, slot] : trunk.talkgroup_slots)
                if (trunk.enabled && carried[dmr::index_of(slot)].admits(talkgroup))
                    both.add(std::to_string(talkgroup.value()) + " (" + in_quotes(trunk.name) + ")");
        if (!both.empty())
            to.push_back({"/outbound_connections/" + std::to_string(i) + "/options",
                          "carry what a trunk carries as well: " + both.text() +
                              ". If the servers behind both are linked, a call comes back by the other way: "
                              "leave such a talkgroup to one of them"});
    }
}

}

void advise_on_connections(const settings& s, diagnostics& to)
{
    advise_on_names(s, to);
    advise_on_links(s, to);
    advise_on_trunk_passphrases(s, to);
    advise_on_preserved_sources(s, to);
    advise_on_echo_paths(s, to);
}

}

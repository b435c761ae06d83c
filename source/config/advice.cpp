// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/advice.hpp"

#include "hblink/config/connection_advice.hpp"
#include "hblink/config/weak_passphrase.hpp"

#include <algorithm>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace hblink::config {

namespace {

using diagnostics = std::vector<diagnostic>;

std::string pattern_at(const access_rules& access, std::size_t index)
{
    return access.section + "/patterns/" + std::to_string(index);
}

// --- passphrases -----------------------------------------------------------------------------------

void advise_on_passphrases(const access_rules& access, diagnostics& to)
{
    constexpr std::string_view weak = "is short or well known, strangers will try it";
    for (std::size_t i = 0; i < access.rules.size(); ++i)
        if (is_weak_passphrase(*access.rules[i]->passphrase))
            to.push_back({pattern_at(access, i) + "/config/passphrase",
                          std::string{weak} + ": use a longer one of your own"});
    if (!access.fallback || !is_weak_passphrase(*access.fallback->passphrase))
        return;
    const auto& slots = access.fallback->talkgroups;
    const bool open = slots[0].is_everything() || slots[1].is_everything();
    to.push_back(
        {access.section + "/default/passphrase",
         std::string{weak} + (open ? ", and the default admits all talkgroups: everyone may use this "
                                     "server. Use a longer one of your own, or list the talkgroups"
                                   : ": use a longer one of your own")});
}

// --- access rules ----------------------------------------------------------------------------------

bool is_catch_all(const match_rule& match) { return match.matches_callsign(unknown_callsign); }

void advise_on_strictness(const access_rules& access, diagnostics& to)
{
    for (std::size_t i = 0; i < access.rules.size(); ++i) {
        const access_rule& rule = *access.rules[i];
        if (access.callsign_rules_need_passphrase && !rule.match.callsigns.empty() &&
            !is_catch_all(rule.match) &&
            (!access.fallback || *access.fallback->passphrase != *rule.passphrase))
            to.push_back(
                {pattern_at(access, i) + "/match/callsigns",
                 "stricter than HBlink4: a repeater gets this rule by its callsign only if it logs in "
                 "with this rule's passphrase"});
    }
}

void advise_on_trust(const access_rules& access, diagnostics& to)
{
    if (access.fallback && access.fallback->trust)
        to.push_back(
            {access.section + "/default/trust",
             "lets everyone choose any talkgroup, whatever the lists say: set it in single patterns"});
    for (std::size_t i = 0; i < access.rules.size(); ++i)
        if (access.rules[i]->trust && is_catch_all(access.rules[i]->match))
            to.push_back({pattern_at(access, i) + "/config/trust",
                          "trusts every repeater, because a callsign pattern of this rule matches all"});
}

// The earlier rule that takes one of this rule's ids away from it.
const access_rule* earlier_owner(const access_rules& access, std::size_t index)
{
    const match_rule& match = access.rules[index]->match;
    for (std::size_t i = 0; i < index; ++i) {
        const match_rule& earlier = access.rules[i]->match;
        const auto taken = [&](dmr::repeater_id id) { return earlier.matches_id(id); };
        const auto range_taken = [&](const auto& range) { return taken(range.first) && taken(range.second); };
        if (std::any_of(match.ids.begin(), match.ids.end(), taken) ||
            std::any_of(match.id_ranges.begin(), match.id_ranges.end(), range_taken))
            return access.rules[i].get();
    }
    return nullptr;
}

void advise_on_order(const access_rules& access, diagnostics& to)
{
    const access_rule* catch_all = nullptr;
    for (std::size_t i = 0; i < access.rules.size(); ++i) {
        const access_rule& rule = *access.rules[i];
        const bool by_id = !rule.match.ids.empty() || !rule.match.id_ranges.empty();
        if (by_id && catch_all != nullptr)
            to.push_back({pattern_at(access, i) + "/match",
                          "stands behind " + in_quotes(catch_all->name) +
                              ", which matches every repeater at login: its passphrase opens this rule too, "
                              "and this rule's own is never asked for. Move this rule before it"});
        else if (const access_rule* owner = by_id ? earlier_owner(access, i) : nullptr)
            to.push_back(
                {pattern_at(access, i) + "/match", "some of its ids are in " + in_quotes(owner->name) +
                                                       " as well, which stands before it and decides"});
        if (is_catch_all(rule.match) && catch_all == nullptr)
            catch_all = &rule;
    }
}

void advise_on_blacklist(const access_rules& access, diagnostics& to)
{
    for (std::size_t i = 0; i < access.blacklist.size(); ++i)
        if (is_catch_all(access.blacklist[i].match))
            to.push_back(
                {"/blacklist/patterns/" + std::to_string(i) + "/match/callsigns",
                 "refuses every repeater: at login all callsigns count as UNKNOWN, and this matches"});
}

// --- web page --------------------------------------------------------------------------------------

void advise_on_http(const http_settings& http, diagnostics& to)
{
    const auto loopback = wire::parse_network("127.0.0.0/8");
    const auto loopback_v6 = wire::parse_network("::1/128");
    const bool local = loopback->contains(http.address) || loopback_v6->contains(http.address);
    if (http.enabled && !local && http.token.empty())
        to.push_back({"/http/address",
                      "can be reached from other machines, and there is no token: everyone "
                      "sees the page. Set http.token, or use 127.0.0.1 behind a web server"});
}

// --- folders ---------------------------------------------------------------------------------------

// Whether this user could create the folder or write into it.
bool can_be_written(std::filesystem::path folder)
{
    std::error_code error;
    while (!std::filesystem::exists(folder, error) && folder.has_relative_path())
        folder = folder.parent_path();
    return std::filesystem::is_directory(folder, error) &&
           ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

void advise_on_folders(const settings& s, diagnostics& to)
{
    const auto log_folder = s.logging.file.parent_path();
    if (!s.logging.file.empty() && !can_be_written(log_folder))
        to.push_back({"/global/logging/file", "this user cannot write into " + log_folder.string() +
                                                  ": the server will run without a log file"});
    if (!can_be_written(s.state_directory))
        to.push_back({"/state_directory", "this user cannot write into " + s.state_directory.string() +
                                              ": the server will run without what it keeps there"});
}

}

std::vector<diagnostic> advice(const settings& s)
{
    diagnostics result;
    advise_on_folders(s, result);
    advise_on_blacklist(s.access, result);
    advise_on_strictness(s.access, result);
    advise_on_passphrases(s.access, result);
    advise_on_trust(s.access, result);
    advise_on_order(s.access, result);
    advise_on_connections(s, result);
    advise_on_http(s.http, result);
    return result;
}

}

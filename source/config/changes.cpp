// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/changes.hpp"

#include <algorithm>

namespace hblink::config {
namespace {

enum class effect
{
    at_once,
    by_restart
};

struct entry
{
    std::string_view pointer;
    config::effect effect;
    bool (*same)(const settings&, const settings&);
};

bool same_rule(const access_rule& a, const access_rule& b)
{
    return a.name == b.name && a.description == b.description && a.match == b.match &&
           *a.passphrase == *b.passphrase && a.rewrite_repeater_id == b.rewrite_repeater_id &&
           a.gives_the_same(b);
}

bool same_rules(const access_rules& a, const access_rules& b)
{
    const auto same = [](const auto& x, const auto& y) {
        return x == y || (x != nullptr && y != nullptr && same_rule(*x, *y));
    };
    return same(a.fallback, b.fallback) &&
           std::equal(a.rules.begin(), a.rules.end(), b.rules.begin(), b.rules.end(), same);
}

bool same_limits(const limit_settings& a, const limit_settings& b)
{
    return a.replies_per_second == b.replies_per_second && a.replies_burst == b.replies_burst &&
           a.login_time == b.login_time && a.max_repeaters == b.max_repeaters &&
           a.talkgroups_per_slot == b.talkgroups_per_slot &&
           a.translations_per_repeater == b.translations_per_repeater &&
           a.options_per_minute == b.options_per_minute && a.exempt == b.exempt;
}

// What a running HTTP server can change.
bool same_http(const http_settings& a, const http_settings& b)
{
    return a.base_path == b.base_path && a.token == b.token && a.trusted_proxies == b.trusted_proxies &&
           a.max_connections == b.max_connections && a.max_browsers == b.max_browsers &&
           a.metrics_token == b.metrics_token && a.title == b.title && a.announcement == b.announcement &&
           a.network_text == b.network_text && a.network_url == b.network_url &&
           a.public_addresses == b.public_addresses && a.public_coordinates == b.public_coordinates &&
           a.public_unit_calls == b.public_unit_calls;
}

constexpr entry keys[] = {
    {"/global/bind", effect::by_restart, [](auto& a, auto& b) { return a.listeners == b.listeners; }},
    {"/global/timeout_duration", effect::at_once,
     [](auto& a, auto& b) { return a.timing.keep_alive_limit == b.timing.keep_alive_limit; }},
    {"/global/max_missed", effect::at_once,
     [](auto& a, auto& b) { return a.timing.max_missed == b.timing.max_missed; }},
    {"/timeout/repeater", effect::at_once,
     [](auto& a, auto& b) { return a.timing.keep_alive_period == b.timing.keep_alive_period; }},
    {"/global/ping_time", effect::at_once,
     [](auto& a, auto& b) { return a.timing.ping_time == b.timing.ping_time; }},
    {"/global/stream_timeout", effect::at_once,
     [](auto& a, auto& b) { return a.timing.stream_timeout == b.timing.stream_timeout; }},
    {"/global/stream_hang_time", effect::at_once,
     [](auto& a, auto& b) { return a.timing.stream_hang_time == b.timing.stream_hang_time; }},
    {"/global/user_cache/timeout", effect::at_once,
     [](auto& a, auto& b) { return a.timing.user_cache_timeout == b.timing.user_cache_timeout; }},
    {"/global/max_call_seconds", effect::at_once,
     [](auto& a, auto& b) { return a.timing.max_call == b.timing.max_call; }},
    {"/global/stats_interval", effect::at_once,
     [](auto& a, auto& b) {
         return a.timing.statistics_interval == b.timing.statistics_interval &&
                a.timing.report_statistics == b.timing.report_statistics;
     }},
    {"/global/forward_data_calls", effect::at_once,
     [](auto& a, auto& b) { return a.forward_data_calls == b.forward_data_calls; }},
    {"/global/options_dialects", effect::at_once,
     [](auto& a, auto& b) { return a.dmrplus_options == b.dmrplus_options; }},
    {"/global/logging/level", effect::at_once,
     [](auto& a, auto& b) {
         return a.logging.console_level == b.logging.console_level &&
                a.logging.file_level == b.logging.file_level;
     }},
    {"/global/logging", effect::by_restart,
     [](auto& a, auto& b) {
         return a.logging.file == b.logging.file && a.logging.retention == b.logging.retention &&
                a.logging.console_format == b.logging.console_format &&
                a.logging.file_format == b.logging.file_format;
     }},
    {"/limits", effect::at_once, [](auto& a, auto& b) { return same_limits(a.limits, b.limits); }},
    {"/connection_type_detection", effect::at_once,
     [](auto& a, auto& b) { return a.connection_types == b.connection_types; }},
    {"/blacklist", effect::at_once,
     [](auto& a, auto& b) { return a.access.blacklist == b.access.blacklist; }},
    {"/repeater_configurations", effect::at_once,
     [](auto& a, auto& b) { return same_rules(a.access, b.access); }},
    {"/access", effect::at_once,
     [](auto& a, auto& b) {
         return a.access.callsign_rules_need_passphrase == b.access.callsign_rules_need_passphrase;
     }},
    {"/outbound_connections", effect::at_once, [](auto& a, auto& b) { return a.links == b.links; }},
    {"/openbridge_connections", effect::at_once, [](auto& a, auto& b) { return a.trunks == b.trunks; }},
    {"/dashboard", effect::by_restart, [](auto& a, auto& b) { return a.feed == b.feed; }},
    {"/http/address", effect::by_restart,
     [](auto& a, auto& b) {
         return a.http.enabled == b.http.enabled && a.http.address == b.http.address &&
                a.http.port == b.http.port;
     }},
    {"/http", effect::at_once, [](auto& a, auto& b) { return same_http(a.http, b.http); }},
    {"/control/socket", effect::by_restart,
     [](auto& a, auto& b) { return a.control_socket == b.control_socket; }},
    {"/history", effect::by_restart, [](auto& a, auto& b) { return a.history == b.history; }},
    {"/users", effect::at_once,
     [](auto& a, auto& b) { return a.users_file == b.users_file && a.talkgroups_file == b.talkgroups_file; }},
    {"/resume", effect::by_restart,
     [](auto& a, auto& b) { return a.resume == b.resume && a.resume_max_age == b.resume_max_age; }},
    {"/parrot", effect::at_once, [](auto& a, auto& b) { return a.parrot == b.parrot; }},
    {"/state_directory", effect::by_restart,
     [](auto& a, auto& b) { return a.state_directory == b.state_directory; }},
};

}

changes compare(const settings& started, const settings& running, const settings& wanted)
{
    changes found;
    for (const entry& e : keys) {
        const bool restart = e.effect == effect::by_restart;
        if (!e.same(restart ? started : running, wanted))
            (restart ? found.by_restart : found.at_once).push_back(e.pointer);
    }
    return found;
}

}

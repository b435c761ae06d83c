// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/read_global.hpp"

#include <algorithm>
#include <array>

namespace hblink::config {

namespace {

using std::chrono::steady_clock;

constexpr bounds port_numbers{1, 65535};
constexpr double day = 86400;

void read_level(section& logging, std::string_view key, log_level& to)
{
    constexpr std::array<std::string_view, 10> words{"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL",
                                                     "debug", "info", "warning", "error", "critical"};
    const auto found = logging.find(key);
    const auto written = found ? found->text() : std::nullopt;
    if (!written)
        return;
    const auto word = std::find(words.begin(), words.end(), *written);
    if (word == words.end()) {
        found->error("must be DEBUG, INFO, WARNING, ERROR or CRITICAL, is " + in_quotes(*written));
        return;
    }
    to = static_cast<log_level>((word - words.begin()) % 5);
}

void read_format(section& logging, std::string_view key, log_format& to)
{
    if (const auto found = logging.find(key))
        if (const auto word = found->word({"json", "text"}))
            to = *word == 0 ? log_format::json : log_format::text;
}

void read_logging(section& global, logging_settings& to)
{
    global.inside("logging", [&](section& logging) {
        std::string file = to.file.string();
        logging.text("file", file);
        to.file = file;
        read_level(logging, "console_level", to.console_level);
        read_level(logging, "file_level", to.file_level);
        read_format(logging, "console_format", to.console_format);
        read_format(logging, "file_format", to.file_format);
        std::int64_t days = to.retention.count();
        logging.whole("retention_days", days, {1, 36500});
        to.retention = std::chrono::days{days};
    });
}

// "" = no such listener; what cannot be read keeps the wildcard.
void read_bind(section& global, std::string_view key, bool v4, std::optional<wire::address>& to)
{
    const auto found = global.find(key);
    const auto written = found ? found->text() : std::nullopt;
    if (!written)
        return;
    if (written->empty()) {
        to.reset();
        return;
    }
    const auto parsed = wire::parse_address(*written);
    if (parsed && parsed->is_v4() == v4)
        to = *parsed;
    else
        found->error(std::string{v4 ? "must be an IPv4 address" : "must be an IPv6 address"} +
                     ", or \"\" for no such listener, is " + in_quotes(*written));
}

void read_listeners(section& global, listener_settings& to)
{
    read_bind(global, "bind_ipv4", true, to.ipv4);
    global.whole("port_ipv4", to.port_ipv4, port_numbers);
    read_bind(global, "bind_ipv6", false, to.ipv6);
    global.whole("port_ipv6", to.port_ipv6, port_numbers);
    bool disabled = false;
    global.flag("disable_ipv6", disabled);
    if (disabled)
        to.ipv6.reset();
}

void read_user_cache(section& global, timing_settings& to)
{
    constexpr std::chrono::seconds least{60};
    global.inside("user_cache", [&](section& cache) {
        cache.duration("timeout", to.user_cache_timeout, {0, 366 * day});
        if (to.user_cache_timeout < least) {
            cache.context().warning(cache.pointer("timeout"), "is below 60 seconds: 60 is used");
            to.user_cache_timeout = least;
        }
    });
}

void read_statistics(section& global, timing_settings& to)
{
    constexpr std::chrono::seconds least{1};
    global.duration("stats_interval", to.statistics_interval, {0, day});
    global.flag("report_stats", to.report_statistics);
    if (to.statistics_interval == steady_clock::duration::zero()) {
        to.report_statistics = false;
    } else if (to.statistics_interval < least) {
        global.context().warning(global.pointer("stats_interval"), "is below 1 second: 1 is used");
        to.statistics_interval = least;
    }
}

void read_timing(section& global, timing_settings& to)
{
    global.duration("timeout_duration", to.keep_alive_limit, {1, 3600});
    global.whole("max_missed", to.max_missed, {1, 1000});
    global.duration("ping_time", to.ping_time, {1, 3600});
    global.duration("stream_timeout", to.stream_timeout, {0.1, 60});
    global.duration("stream_hang_time", to.stream_hang_time, {0, 3600});
    read_user_cache(global, to);
    global.duration("max_call_seconds", to.max_call, {0, day});
    read_statistics(global, to);
}

void read_dialects(section& global, bool& dmrplus)
{
    global.each("options_dialects", [&](const item& one) {
        if (const auto word = one.word({"hblink4", "dmrplus"}))
            dmrplus = dmrplus || *word == 1;
    });
}

void read_connection_types(section& root, connection_type_rules& to)
{
    // An empty text would be found in every package id.
    const text_rule word{.may_be_empty = false, .longest = 100};
    root.inside("connection_type_detection", [&](section& detection) {
        detection.texts("network_packages", to.network_packages, word);
        detection.texts("hotspot_packages", to.hotspot_packages, word);
        detection.texts("repeater_packages", to.repeater_packages, word);
        detection.texts("network_software", to.network_software, word);
        detection.texts("hotspot_software", to.hotspot_software, word);
    });
    for (auto* list : {&to.network_packages, &to.hotspot_packages, &to.repeater_packages,
                       &to.network_software, &to.hotspot_software})
        for (std::string& text : *list)
            for (char& c : text)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}

void read_global(section& root, settings& to)
{
    to.listeners.ipv4 = wire::address::v4(0);
    to.listeners.ipv6 = wire::address{};
    root.inside("global", [&](section& global) {
        read_listeners(global, to.listeners);
        read_timing(global, to.timing);
        read_logging(global, to.logging);
        read_dialects(global, to.dmrplus_options);
        global.flag("forward_data_calls", to.forward_data_calls);
    });
    to.logging.file = root.context().resolved(to.logging.file.string()); // also without `global`
    root.inside("timeout", [&](section& timeout) {
        timeout.duration("repeater", to.timing.keep_alive_period, {1, 3600});
    });
    read_connection_types(root, to.connection_types);
}

}

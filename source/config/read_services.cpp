// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/read_services.hpp"

#include <algorithm>

namespace hblink::config {

namespace {

constexpr bounds port_numbers{1, 65535};
constexpr std::size_t longest_socket_path = 107; // sockaddr_un (unix(7)), less the final zero

void read_networks(section& from, std::string_view key, std::vector<wire::network>& to)
{
    if (!from.has(key)) {
        from.find(key);
        return;
    }
    to.clear();
    from.each(key, [&](const item& one) {
        const auto written = one.text();
        if (!written)
            return;
        if (const auto parsed = wire::parse_network(*written))
            to.push_back(*parsed);
        else
            one.error("must be an address or a network such as \"192.0.2.0/24\", is " + in_quotes(*written));
    });
}

void read_socket_path(section& from, std::string_view key, std::filesystem::path& to)
{
    std::string written = to.string();
    from.text(key, written, {.longest = longest_socket_path});
    to = from.context().resolved(written);
}

void read_transport(section& dashboard, feed_transport& to)
{
    const auto found = dashboard.find("transport");
    auto written = found ? found->text() : std::nullopt;
    if (!written)
        return;
    std::string word = *written;
    for (char& c : word)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    to = word == "unix"  ? feed_transport::unix_socket
         : word == "tcp" ? feed_transport::tcp
                         : feed_transport::none;
    // HBlink4 runs on without its feed (spec events.md, 1.1).
    if (to == feed_transport::none)
        found->warning("must be \"unix\" or \"tcp\", is " + in_quotes(*written) + ": the feed stays off");
}

void read_feed(section& root, feed_settings& to)
{
    root.inside("dashboard", [&](section& dashboard) {
        dashboard.flag("enabled", to.enabled);
        read_transport(dashboard, to.transport);
        read_socket_path(dashboard, "unix_socket", to.unix_socket);
        dashboard.text("host_ipv4", to.host_ipv4, {.longest = 253});
        dashboard.text("host_ipv6", to.host_ipv6, {.longest = 253});
        dashboard.whole("port", to.port, port_numbers);
        dashboard.flag("disable_ipv6", to.disable_ipv6);
        dashboard.whole("buffer_size", to.buffer_size, {1, 1 << 30});
    });
}

void read_limits(section& root, limit_settings& to)
{
    to.exempt = {{wire::address::v4(0x7F00'0000), 8}, wire::parse_network("::1/128").value()};
    root.inside("limits", [&](section& limits) {
        limits.whole("replies_per_second", to.replies_per_second, {1, 1'000'000});
        limits.whole("replies_burst", to.replies_burst, {1, 1'000'000});
        limits.duration("login_seconds", to.login_time, {1, 3600});
        limits.whole("max_repeaters", to.max_repeaters, {1, 1'000'000});
        limits.whole("talkgroups_per_slot", to.talkgroups_per_slot, {1, dmr::largest_24_bit});
        limits.whole("translations_per_repeater", to.translations_per_repeater, {0, dmr::largest_24_bit});
        limits.whole("options_per_minute", to.options_per_minute, {1, 10'000});
        read_networks(limits, "exempt", to.exempt);
    });
}

void read_base_path(section& http, std::string& to)
{
    const auto found = http.find("base_path");
    const auto written = found ? found->text({.longest = 200}) : std::nullopt;
    if (!written)
        return;
    const bool good = written->starts_with('/') && std::all_of(written->begin(), written->end(), [](char c) {
                          return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                                 std::string_view{"/-._~"}.find(c) != std::string_view::npos;
                      });
    if (good)
        to = written->ends_with('/') ? *written : *written + '/';
    else
        found->error("must begin with / and have letters, digits and -._~/ only, is " + in_quotes(*written));
}

void read_http(section& root, http_settings& to)
{
    root.inside("http", [&](section& http) {
        http.flag("enabled", to.enabled);
        http.address("address", to.address);
        http.whole("port", to.port, port_numbers);
        read_base_path(http, to.base_path);
        http.text("token", to.token, {.secret = true, .longest = 1024});
        read_networks(http, "trusted_proxies", to.trusted_proxies);
        http.whole("max_connections", to.max_connections, {1, 100'000});
        http.whole("max_browsers", to.max_browsers, {1, 100'000});
        http.flag("metrics_token", to.metrics_token);
        http.text("title", to.title);
        http.text("announcement", to.announcement);
        http.inside("network_info", [&](section& info) {
            info.text("text", to.network_text);
            info.text("url", to.network_url);
        });
        http.inside("public", [&](section& shown) {
            shown.flag("addresses", to.public_addresses);
            shown.flag("coordinates", to.public_coordinates);
            shown.flag("unit_calls", to.public_unit_calls);
        });
    });
}

void read_history(section& root, history_settings& to)
{
    root.inside("history", [&](section& history) {
        history.flag("enabled", to.enabled);
        history.path("path", to.path);
        history.whole("days", to.days, {1, 36'500});
        history.whole("max_mb", to.max_megabytes, {1, 1'048'576});
    });
}

void read_parrot(section& root, parrot_settings& to)
{
    constexpr bounds addresses{1, dmr::largest_24_bit};
    root.inside("parrot", [&](section& parrot) {
        parrot.flag("enabled", to.enabled);
        parrot.each("talkgroups", [&](const item& one) {
            if (const auto t = one.whole(addresses))
                to.talkgroups.emplace_back(static_cast<std::uint32_t>(*t));
        });
        if (parrot.has("radio_ids"))
            to.radio_ids.clear();
        parrot.each("radio_ids", [&](const item& one) {
            if (const auto id = one.whole(addresses))
                to.radio_ids.emplace_back(static_cast<std::uint32_t>(*id));
        });
        std::int64_t longest = to.longest.count();
        parrot.whole("max_seconds", longest, {1, 600});
        to.longest = std::chrono::seconds{longest};
    });
}

// The key, else systemd's $STATE_DIRECTORY, else the usual place.
void read_state_directory(section& root, std::filesystem::path& to)
{
    const auto found = root.find("state_directory");
    if (found) {
        if (const auto written = found->text({.may_be_empty = false}))
            to = root.context().resolved(*written);
        return;
    }
    std::string from_systemd = root.context().around.environment("STATE_DIRECTORY").value_or("");
    from_systemd.resize(std::min(from_systemd.find(':'), from_systemd.size())); // the first of several
    to = from_systemd.empty() ? "/var/lib/hblinkd" : from_systemd;
}

}

void read_services(section& root, settings& to)
{
    read_feed(root, to.feed);
    read_limits(root, to.limits);
    read_http(root, to.http);
    root.inside("control", [&](section& control) { read_socket_path(control, "socket", to.control_socket); });
    read_history(root, to.history);
    root.inside("users", [&](section& users) {
        users.path("file", to.users_file);
        users.path("talkgroups_file", to.talkgroups_file);
    });
    root.inside("resume", [&](section& resume) {
        resume.flag("enabled", to.resume);
        std::int64_t age = to.resume_max_age.count();
        resume.whole("max_age_seconds", age, {1, 3600});
        to.resume_max_age = std::chrono::seconds{age};
    });
    read_parrot(root, to.parrot);
    read_state_directory(root, to.state_directory);
}

}

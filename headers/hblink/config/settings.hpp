// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/access.hpp"
#include "hblink/config/connection_type.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/station.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The configuration as types: what the rest of the program knows of the JSON file (spec config.md).
// The initial values are the defaults.
namespace hblink::config {

using seconds = std::chrono::duration<double>;

enum class log_level : std::uint8_t
{
    debug,
    info,
    warning,
    error,
    critical
};
enum class log_format : std::uint8_t
{
    json,
    text
};

struct logging_settings
{
    std::filesystem::path file{"logs/hblink.log"}; // empty = none; absolute once it is loaded
    log_level console_level{log_level::info};
    log_level file_level{log_level::debug};
    log_format console_format{log_format::json};
    log_format file_format{log_format::text};
    std::chrono::days retention{30};
};

struct listener_settings
{
    std::optional<wire::address> ipv4; // nothing = no such listener
    std::uint16_t port_ipv4{62031};
    std::optional<wire::address> ipv6;
    std::uint16_t port_ipv6{62031};

    friend bool operator==(const listener_settings&, const listener_settings&) = default;
};

struct timing_settings
{
    std::chrono::steady_clock::duration keep_alive_limit{std::chrono::seconds{30}};  // timeout_duration
    std::chrono::steady_clock::duration keep_alive_period{std::chrono::seconds{30}}; // timeout.repeater
    unsigned max_missed{3};
    std::chrono::steady_clock::duration ping_time{std::chrono::seconds{5}};
    std::chrono::steady_clock::duration stream_timeout{std::chrono::seconds{2}};
    std::chrono::steady_clock::duration stream_hang_time{std::chrono::seconds{10}};
    std::chrono::steady_clock::duration user_cache_timeout{std::chrono::seconds{600}};
    std::chrono::steady_clock::duration max_call{}; // zero = no limit
    std::chrono::steady_clock::duration statistics_interval{std::chrono::seconds{60}};
    bool report_statistics{true};
};

struct limit_settings
{
    unsigned replies_per_second{50};
    unsigned replies_burst{200};
    std::chrono::steady_clock::duration login_time{std::chrono::seconds{25}};
    unsigned max_repeaters{20000};
    unsigned talkgroups_per_slot{20000};
    unsigned translations_per_repeater{20000};
    unsigned options_per_minute{30};
    std::vector<wire::network> exempt; // replies_* do not apply; loopback when the key is absent
};

// More enabled ones are an error: each has a socket, and counters of its own in the metrics.
inline constexpr std::size_t most_links = 200;
inline constexpr std::size_t most_trunks = 200;

struct link_settings // one entry of outbound_connections
{
    bool enabled{true};
    std::string name;
    std::string address;
    std::uint16_t port{};
    dmr::repeater_id radio_id;
    std::string passphrase;
    std::string options;
    bool unit_calls{false};
    wire::station_report station;

    friend bool operator==(const link_settings&, const link_settings&) = default;
};

struct trunk_settings // one entry of openbridge_connections
{
    bool enabled{true};
    std::string name;
    std::uint32_t network_id{};
    wire::address local_address;
    std::uint16_t local_port{};
    std::string target_address;
    std::uint16_t target_port{};
    std::string passphrase;
    std::map<dmr::talkgroup, dmr::slot> talkgroup_slots;
    bool preserve_source_peer{true};
    std::string description;

    friend bool operator==(const trunk_settings&, const trunk_settings&) = default;
};

enum class feed_transport : std::uint8_t
{
    none,
    unix_socket,
    tcp
}; // none: an unknown word, warned of

struct feed_settings // `dashboard`
{
    bool enabled{true};
    feed_transport transport{feed_transport::unix_socket};
    std::filesystem::path unix_socket{"/tmp/hblink4.sock"};
    std::string host_ipv4{"127.0.0.1"};
    std::string host_ipv6{"::1"};
    std::uint16_t port{8765};
    bool disable_ipv6{false};
    unsigned buffer_size{65536}; // bytes

    friend bool operator==(const feed_settings&, const feed_settings&) = default;
};

struct http_settings
{
    bool enabled{true};
    wire::address address{wire::address::v4(0x7F00'0001)};
    std::uint16_t port{8080};
    std::string base_path{"/"};
    std::string token;
    std::vector<wire::network> trusted_proxies;
    unsigned max_connections{1000};
    unsigned max_browsers{500};
    bool metrics_token{false};
    std::string title{"hblinkd"};
    std::string announcement;
    std::string network_text; // network_info
    std::string network_url;
    bool public_addresses{false};
    bool public_coordinates{false};
    bool public_unit_calls{false};
};

struct history_settings
{
    bool enabled{true};
    std::filesystem::path path; // empty = in the state directory
    unsigned days{90};
    unsigned max_megabytes{512};

    friend bool operator==(const history_settings&, const history_settings&) = default;
};

struct parrot_settings
{
    bool enabled{false};
    std::vector<dmr::talkgroup> talkgroups;
    std::vector<dmr::radio_id> radio_ids{dmr::radio_id{9990}};
    std::chrono::seconds longest{30};

    friend bool operator==(const parrot_settings&, const parrot_settings&) = default;
};

struct settings
{
    listener_settings listeners;
    timing_settings timing;
    logging_settings logging;
    limit_settings limits;
    connection_type_rules connection_types;
    access_rules access;
    std::vector<link_settings> links;
    std::vector<trunk_settings> trunks;
    feed_settings feed;
    http_settings http;
    std::filesystem::path control_socket; // empty = the usual places
    history_settings history;
    std::filesystem::path users_file;
    std::filesystem::path talkgroups_file;
    bool resume{false};
    std::chrono::seconds resume_max_age{120};
    parrot_settings parrot;
    bool dmrplus_options{false}; // global.options_dialects contains "dmrplus"
    bool forward_data_calls{false};
    std::filesystem::path state_directory;
};

}

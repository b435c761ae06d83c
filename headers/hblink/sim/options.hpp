// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::sim {

// "host:port", "192.0.2.1:port" or "[2001:db8::1]:port".
struct server_name
{
    std::string host;
    std::uint16_t port{};
    friend bool operator==(const server_name&, const server_name&) = default;
};

// What some repeaters call their talkgroup on their own side, by translation.
struct local_channel
{
    dmr::slot slot{dmr::slot::one};
    std::uint32_t talkgroup{};
    friend bool operator==(const local_channel&, const local_channel&) = default;
};

// What the command line asks for.
struct options
{
    server_name server;
    std::size_t repeaters{12};
    std::uint32_t first_id{3'120'001};
    std::string passphrase;
    std::vector<dmr::talkgroup> talkgroups{dmr::talkgroup{3120}};
    dmr::slot slot{dmr::slot::two};
    std::optional<local_channel> local; // of every other member of a talkgroup
    std::size_t calls{1};
    double call_seconds{10};
    double seconds{60};
    double speed{1};
    double loss{0};   // percent
    double jitter{0}; // milliseconds
    std::uint32_t seed{1};
    std::string json; // a file, or "-" for standard output; empty: none
};

// A command line that cannot be obeyed. The text is for the operator.
class usage_error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// The arguments without the program's name. Throws usage_error.
options parse_options(const std::vector<std::string>& arguments);

// What --help prints.
std::string usage();

}

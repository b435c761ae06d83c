// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/options.hpp"
#include "hblink/sim/test_calls.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hblink::sim {

// What the command line asks for with --master or --openbridge.
struct player_options
{
    enum class role : std::uint8_t
    {
        master,
        openbridge
    };
    role plays{role::master};
    std::string local_host;          // the address to listen at; empty: all of them
    std::uint16_t local_port{};      // 0: any, which is told
    std::optional<server_name> peer; // openbridge
    std::string passphrase;
    std::uint32_t network_id{}; // openbridge
    call_plan calls;
    std::chrono::duration<double> run{};       // 0: until it is interrupted
    bool refuses{false};                       // master
    std::optional<std::uint64_t> mute_after{}; // master
    std::string json;                          // as in `options`
};

// Whether these arguments ask for a player, and not for repeaters.
bool asks_for_player(const std::vector<std::string>& arguments);

// The arguments without the program's name. Throws usage_error.
player_options parse_player_options(const std::vector<std::string>& arguments);

// What --help prints of it.
std::string player_usage();

}

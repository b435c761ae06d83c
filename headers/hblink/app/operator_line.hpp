// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/request.hpp"
#include "hblink/dmr/ids.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::app {

// The commands that ask the running server, and `explain`, which asks the configuration.
struct operator_line
{
    control::request request; // not for explain
    bool explain{false};
    bool help{false};                               // --help: print it, do nothing
    bool json{false};                               // the answer as it came
    std::optional<std::chrono::milliseconds> watch; // status: again and again
    std::filesystem::path socket;                   // "" = the usual places
    std::filesystem::path configuration;            // "" = the usual one
    dmr::repeater_id id;                            // explain
    std::string callsign;                           // explain; may be ""
};

bool is_operator_command(std::string_view word) noexcept;

// `word` is one of those commands, `arguments` is what follows it. Throws boost::program_options::error with
// a sentence for the user.
operator_line parse_operator_line(std::string_view word, const std::vector<std::string>& arguments);

void print_operator_help(std::string_view word, std::ostream&);

}

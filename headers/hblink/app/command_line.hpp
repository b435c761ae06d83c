// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/operator_line.hpp"

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace hblink::app {

inline constexpr const char* default_configuration = "/etc/hblinkd/hblinkd.json";

enum class command
{
    run,
    check,
    init,
    health,
    operate, // what asks the running server, and explain: operator_line.hpp
    version,
    help
};

struct command_line
{
    app::command command{app::command::run};
    std::filesystem::path configuration{default_configuration};
    std::string word;        // operate: which command
    operator_line operators; // operate
};

// `[run] [--config PATH]` or a bare PATH, `check [PATH]`, `init [PATH]`, `health [--config PATH]`,
// `--version`, `--help`, and the commands of operator_line.hpp, which come first. Throws
// boost::program_options::error with a sentence for the user.
command_line parse_command_line(const std::vector<std::string>& arguments);

void print_help(std::ostream&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/operator_line.hpp"

#include <filesystem>
#include <ostream>
#include <string_view>
#include <vector>

namespace hblink::app {

// Asks the running server, or the configuration, and prints the answer. Answers the exit status: 0 done, 1
// the server refused it, 2 there is no such configuration, 3 no server answers.
int operate(std::string_view word, const operator_line&, std::ostream& out, std::ostream& err);

// Where the server of this configuration listens for commands. What is broken in the file does not matter:
// the server runs on with the configuration that it read before.
std::vector<std::filesystem::path> control_places(const std::filesystem::path& configuration);

}

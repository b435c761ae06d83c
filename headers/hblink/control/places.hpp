// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace hblink::control {

// Where the control socket may be, in the order in which server and commands try: `configured`, and nowhere
// else, unless it is empty; else $RUNTIME_DIRECTORY, /run/hblinkd and the state directory, each with
// control.sock in it (spec config.md, "control").
std::vector<std::filesystem::path> places(const std::filesystem::path& configured,
                                          const std::filesystem::path& state_directory);

}

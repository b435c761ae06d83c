// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace hblink::app {

// Reads the configuration, serves until a signal ends it, and answers the exit status. Ends the process
// itself when the log's reader hangs.
int run(const std::filesystem::path& configuration);

}

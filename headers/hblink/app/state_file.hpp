// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace hblink::app {

// Writes a file of the state directory, which is made if it is missing. After a crash there is the old file
// or the new one, never half of one. May take long; throws std::system_error.
void write_state_file(const std::filesystem::path&, std::string_view text);

}

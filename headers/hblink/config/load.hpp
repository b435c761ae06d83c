// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/advice.hpp"
#include "hblink/config/diagnostic.hpp"
#include "hblink/config/initial.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/config/surroundings.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace hblink::config {

struct loaded
{
    std::optional<config::settings> settings; // nothing when there are errors
    std::vector<diagnostic> errors;
    std::vector<diagnostic> warnings;
};

// Reads the text of a configuration: all errors and warnings at once, in the order of the file. Creates
// nothing and touches no file but through `around`.
loaded load(std::string_view json_text, const surroundings& around);

// Reads the file. An unreadable file is an error with an empty pointer. Warns of a file with passphrases
// that others can read.
loaded load_file(const std::filesystem::path& file);

}

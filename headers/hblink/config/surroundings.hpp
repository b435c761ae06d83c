// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace hblink::config {

// What a configuration may refer to outside of itself; tests hand in their own.
struct surroundings
{
    std::filesystem::path folder; // of the configuration file; relative paths start here
    std::function<std::optional<std::string>(const std::string& name)> environment;
    std::function<std::optional<std::string>(const std::filesystem::path&)> read_file;

    static surroundings real(const std::filesystem::path& configuration_file);
};

// The content of a file of at most `largest` bytes; nothing if it is larger or cannot be read.
std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::size_t largest);

}

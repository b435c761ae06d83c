// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/surroundings.hpp"

#include <cstdlib>
#include <fstream>

namespace hblink::config {

namespace {

// A passphrase is a line; more than this is another file than was meant.
constexpr std::size_t largest_secret = 64 * 1024;

std::optional<std::string> environment_variable(const std::string& name)
{
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

}

surroundings surroundings::real(const std::filesystem::path& configuration_file)
{
    return {std::filesystem::absolute(configuration_file).lexically_normal().parent_path(),
            environment_variable,
            [](const std::filesystem::path& file) { return read_whole_file(file, largest_secret); }};
}

std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::size_t largest)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        return std::nullopt;
    // Not by the file's size: a pipe has none, and /dev/zero has no end.
    std::string content(largest + 1, '\0');
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (in.bad() || static_cast<std::size_t>(in.gcount()) > largest)
        return std::nullopt;
    content.resize(static_cast<std::size_t>(in.gcount()));
    content.shrink_to_fit();
    return content;
}

}

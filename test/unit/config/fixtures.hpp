// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/load.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

// What the tests of the configuration share.
namespace hblink::config::test {

inline std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        throw std::runtime_error{"cannot read " + file.string()};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// A world with a few environment variables and one secret file.
inline surroundings small_world()
{
    return {"/folder",
            [](const std::string& name) -> std::optional<std::string> {
                const std::map<std::string, std::string> variables{{"PASSPHRASE", "from-the-environment"},
                                                                   {"EMPTY", ""},
                                                                   {"ADDRESS", "192.0.2.1"},
                                                                   {"LEVEL", "ERROR"},
                                                                   {"LATITUDE", "38.25"},
                                                                   {"HOST", "host.example.net"},
                                                                   {"FOLDER", "/srv/hblinkd"}};
                const auto found = variables.find(name);
                return found == variables.end() ? std::nullopt : std::optional{found->second};
            },
            [](const std::filesystem::path& file) -> std::optional<std::string> {
                return file == "/folder/secret.txt" ? std::optional<std::string>{"from-a-file\n"}
                                                    : std::nullopt;
            }};
}

inline std::vector<std::string> lines(const std::vector<diagnostic>& diagnostics)
{
    std::vector<std::string> result;
    for (const diagnostic& d : diagnostics)
        result.push_back(d.to_string());
    return result;
}

// A configuration with this `global` section, and a default rule.
inline loaded load_global(const std::string& members)
{
    return load(R"({"global": {)" + members + R"(}, "repeaters": {"default": {"passphrase": "a-long-one"}}})",
                small_world());
}

inline const std::filesystem::path test_data{HBLINK_TEST_DATA};

}

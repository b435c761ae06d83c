// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/places.hpp"

#include <cstdlib>
#include <string_view>

namespace hblink::control {

std::vector<std::filesystem::path> places(const std::filesystem::path& configured,
                                          const std::filesystem::path& state_directory)
{
    constexpr const char* name = "control.sock";
    if (!configured.empty())
        return {configured};
    std::vector<std::filesystem::path> found;
    if (const char* const given = std::getenv("RUNTIME_DIRECTORY"); given != nullptr && *given != '\0') {
        // systemd separates several directories by colons (systemd.exec(5)).
        const std::string_view all{given};
        found.push_back(std::filesystem::path{all.substr(0, all.find(':'))} / name);
    }
    found.push_back(std::filesystem::path{"/run/hblinkd"} / name);
    if (found.size() == 2 && found[0] == found[1])
        found.pop_back();
    if (!state_directory.empty())
        found.push_back(state_directory / name);
    return found;
}

}

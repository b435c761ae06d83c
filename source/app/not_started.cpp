// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/not_started.hpp"

#include <algorithm>

namespace hblink::app {

std::vector<config::diagnostic> not_started(const config::settings& s)
{
    std::vector<config::diagnostic> found;
    const auto add = [&](bool asked_for, const char* pointer, const char* what) {
        if (asked_for)
            found.push_back(
                {pointer, std::string{what} + "; this version reads the setting and does not act on it"});
    };
    const auto enabled = [](const auto& connection) { return connection.enabled; };
    add(std::any_of(s.links.begin(), s.links.end(), enabled), "/outbound_connections",
        "outbound links come with a later version");
    add(std::any_of(s.trunks.begin(), s.trunks.end(), enabled), "/openbridge_connections",
        "OpenBridge trunks come with a later version");
    add(s.resume, "/resume", "resuming sessions comes with a later version");
    return found;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/not_started.hpp"

#include <string>

namespace hblink::app {

std::vector<config::diagnostic> not_started(const config::settings& s)
{
    std::vector<config::diagnostic> found;
    const auto add = [&](bool asked_for, const char* pointer, const char* what) {
        if (asked_for)
            found.push_back(
                {pointer, std::string{what} + "; this version reads the setting and does not act on it"});
    };
    add(s.resume, "/resume", "resuming sessions comes with a later version");
    return found;
}

}

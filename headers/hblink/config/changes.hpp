// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"

#include <string_view>
#include <vector>

namespace hblink::config {

// What differs between two configurations, as JSON pointers: of single keys where they have an effect of
// their own, else of their section (spec config.md, "Reload").
struct changes
{
    std::vector<std::string_view> at_once;
    std::vector<std::string_view> by_restart;

    bool none() const noexcept { return at_once.empty() && by_restart.empty(); }
};

// `running` is in force, but for what needs a restart: there it is `started` that is.
changes compare(const settings& started, const settings& running, const settings& wanted);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace hblink::app {

struct status_view_options
{
    std::size_t columns{}; // of the terminal; 0 = lines of any length
    std::size_t rows{};    // what fits on the screen; 0 = show all
    bool refusals_only{false};
};

// A status (docs/status-json.md) for people, line by line. What it does not find in it, it leaves out.
std::vector<std::string> view_status(const boost::json::object&, const status_view_options&);

}

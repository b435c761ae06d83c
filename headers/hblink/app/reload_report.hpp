// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/changes.hpp"
#include "hblink/config/diagnostic.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace hblink::app {

// What became of reading the configuration again.
struct reload_report
{
    bool taken{false}; // false: `errors` say why; the running configuration stays
    std::vector<config::diagnostic> errors{};
    std::vector<config::diagnostic> warnings{};
    config::changes changes{};
    std::size_t sessions_ended{}; // that are not allowed any more
};

// When that was done last.
struct reload_mark
{
    std::chrono::system_clock::time_point at;
    bool taken{}; // false: it had errors, and the running configuration stayed
};

}

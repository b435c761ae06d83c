// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/request.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace hblink::control {

// No server answers; what() has a line for each place that was tried.
struct no_server : std::runtime_error
{
    using runtime_error::runtime_error;
};

inline constexpr std::size_t largest_answer = 256 * 1024 * 1024; // bytes

// Asks the server behind the first of these sockets that lets us in, and waits for the whole answer, one line
// without its newline. Blocks, at most `patience` for each sign of life. Throws no_server.
std::string ask(const std::vector<std::filesystem::path>& places, const request&,
                std::chrono::milliseconds patience = std::chrono::seconds{5});

}

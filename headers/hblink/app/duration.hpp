// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hblink::app {

// "90s", "15m", "2h", "7d": a number of at least 1 with its unit. Nothing: it is something else, or longer
// than ten years.
std::optional<std::chrono::seconds> read_duration(std::string_view text);

// For people, two units at most: "12 s", "3 min 5 s", "2 h 7 min", "3 d 4 h".
std::string in_words(std::chrono::seconds);

}

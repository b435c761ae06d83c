// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

namespace hblink::app {

// The last midnight before a time; tests have their own.
using midnight_before =
    std::function<std::chrono::system_clock::time_point(std::chrono::system_clock::time_point)>;

// By the server's time zone.
std::chrono::system_clock::time_point local_midnight(std::chrono::system_clock::time_point);

// Counted since midnight.
struct today_counts
{
    std::int64_t since_ms{};
    std::uint64_t calls{}; // voice, received; neither data nor what is recorded to be played back
    std::uint64_t data_calls{};
    std::uint64_t sent_calls{}; // voice: to five repeaters counts five
    double air_time_s{};        // of what was received

    friend bool operator==(const today_counts&, const today_counts&) = default;
};
void write_today(json_text&, const today_counts&);

}

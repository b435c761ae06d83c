// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/client.hpp"
#include "hblink/sim/score.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace hblink::sim {

// What a run came to.
struct summary
{
    std::size_t repeaters{};
    std::size_t logged_in{}; // when the run ended
    std::uint64_t logins{};  // of all repeaters, repeated ones too
    std::uint64_t refusals{};
    std::uint64_t farewells{};
    std::map<client_state, std::size_t> not_logged_in; // how many, and where they are stuck
    std::size_t calls_wanted{};                        // --calls
    score::totals totals;
    std::uint64_t dropped_on_purpose{}; // bursts, by --loss
    std::uint64_t own_drops{};
    std::uint64_t send_failures{};
    std::chrono::milliseconds half_within{};       // delay of deliveries: the median
    std::chrono::milliseconds nearly_all_within{}; // 99 of 100
    std::chrono::duration<double, std::milli> longest{};
    double seconds{};

    // Everybody is logged in, everything that was sent arrived, once and unchanged.
    bool passed() const noexcept;
};

std::string to_table(const summary&); // for people
std::string to_json(const summary&);  // one line

}

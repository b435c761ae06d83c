// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace hblink::simulation {

using namespace std::chrono_literals;

// What kind of life is played. A network is large and behaves; in a crowd there is little of everything, so
// that all get in each other's way: few talkgroups, radios and stream ids, bad connections, no patience.
struct scene
{
    bool crowded{false};
    std::uint32_t talkgroups{};            // that people talk on
    std::uint32_t loss{};                  // one datagram of so many is lost, in each direction
    std::uint32_t gaps{};                  // one burst of so many is followed by silence
    std::uint32_t interruptions{};         // one of so many does not listen before he talks
    std::chrono::milliseconds arrival{};   // within this everybody comes
    std::chrono::milliseconds churn{};     // between two things that happen to one repeater, in the mean
    std::chrono::milliseconds strangers{}; // between two strangers, for one repeater
};

inline constexpr scene large_network{.crowded = false,
                                     .talkgroups = 500,
                                     .loss = 100,
                                     .gaps = 500,
                                     .interruptions = 25,
                                     .arrival = 2min,
                                     .churn = 2h,
                                     .strangers = 10'000s};
inline constexpr scene small_crowd{.crowded = true,
                                   .talkgroups = 4,
                                   .loss = 12,
                                   .gaps = 30,
                                   .interruptions = 3,
                                   .arrival = 2s,
                                   .churn = 2min,
                                   .strangers = 5min};

}

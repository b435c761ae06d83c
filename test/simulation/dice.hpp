// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace hblink::simulation {

// All chance of a simulation. Not the distributions of the standard library: those may differ between
// versions of it, and a seed shall always play the same.
class dice
{
public:
    explicit dice(std::uint64_t seed) : engine_{seed} {}

    std::uint64_t next() { return engine_(); }
    std::uint32_t below(std::uint64_t n) { return static_cast<std::uint32_t>(engine_() % n); }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    double share() { return static_cast<double>(engine_() >> 11) * 0x1p-53; } // 0 <= share < 1
    std::chrono::milliseconds between(std::chrono::milliseconds least, std::chrono::milliseconds most)
    {
        return least +
               std::chrono::milliseconds{below(static_cast<std::uint64_t>((most - least).count()) + 1)};
    }

private:
    std::mt19937_64 engine_;
};

}

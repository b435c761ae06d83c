// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link_patience.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hblink::core {

namespace {

constexpr std::array<std::chrono::seconds, 5> steps{std::chrono::seconds{5}, std::chrono::seconds{10},
                                                    std::chrono::seconds{20}, std::chrono::seconds{40},
                                                    std::chrono::seconds{60}};

// 80 to 120 % of it, evenly.
duration about(duration d, random_source& random)
{
    std::uint32_t drawn = 0;
    random.fill(std::as_writable_bytes(std::span{&drawn, 1}));
    constexpr std::int64_t whole = 1 << 16;
    const std::int64_t part = drawn % (whole + 1); // of 40 %
    return d / 5 * 4 + d / 5 * 2 * part / whole;
}

}

duration link_patience::next(random_source& random)
{
    const duration wait = first_.value_or(steps[step_]);
    step_ = std::min(step_ + 1, static_cast<unsigned>(steps.size()) - 1);
    first_.reset();
    return about(wait, random);
}

}

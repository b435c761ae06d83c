// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace hblink::core {

// Counts values by size: how many lie between each two neighbours of a few fixed bounds. A plain value of
// fixed size; adding allocates nothing.
class histogram
{
public:
    static constexpr std::size_t most_bounds = 16;

    // In ascending order; a value that equals a bound counts below it.
    constexpr histogram(std::initializer_list<double> bounds)
    {
        assert(bounds.size() <= most_bounds);
        for (const double b : bounds) {
            assert(size_ == 0 || bounds_[size_ - 1] < b);
            bounds_[size_++] = b;
        }
    }

    constexpr void add(double value) noexcept
    {
        std::size_t i = 0;
        while (i < size_ && value > bounds_[i])
            ++i;
        ++counts_[i];
        sum_ += value;
    }

    constexpr std::span<const double> bounds() const noexcept { return std::span{bounds_}.first(size_); }
    // One for each bound, and a last one of the values above all of them. Not cumulative.
    constexpr std::span<const std::uint64_t> counts() const noexcept
    {
        return std::span{counts_}.first(size_ + 1);
    }
    constexpr double sum() const noexcept { return sum_; } // of all values

private:
    std::array<double, most_bounds> bounds_{};
    std::array<std::uint64_t, most_bounds + 1> counts_{};
    std::size_t size_{0};
    double sum_{0};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hblink::fuzz {

// The fuzzer's bytes as a row of small choices. Total: when nothing is left, each choice is the first one.
class input
{
public:
    input(const std::uint8_t* data, std::size_t size) noexcept : rest_{data, size} {}

    bool done() const noexcept { return rest_.empty(); }

    std::uint8_t byte() noexcept
    {
        if (rest_.empty())
            return 0;
        const std::uint8_t b = rest_.front();
        rest_ = rest_.subspan(1);
        return b;
    }
    std::uint32_t u24() noexcept
    {
        const std::uint32_t high = byte();
        const std::uint32_t middle = byte();
        return high << 16 | middle << 8 | byte();
    }
    std::size_t below(std::size_t n) noexcept { return byte() % n; }

    template <class T, std::size_t Size>
    const T& one_of(const std::array<T, Size>& choices) noexcept
    {
        return choices[below(Size)];
    }

    std::span<const std::uint8_t> take(std::size_t most) noexcept
    {
        const auto taken = rest_.first(std::min(most, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    std::string_view text(std::size_t most) noexcept
    {
        const auto taken = take(most);
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
    // What comes before the next `end`, which is taken, too.
    std::string_view text_until(char end) noexcept
    {
        const auto found = std::find(rest_.begin(), rest_.end(), static_cast<std::uint8_t>(end));
        const std::string_view before = text(static_cast<std::size_t>(found - rest_.begin()));
        byte();
        return before;
    }
    std::string_view rest() noexcept { return text(rest_.size()); }

private:
    std::span<const std::uint8_t> rest_;
};

}

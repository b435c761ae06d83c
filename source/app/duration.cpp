// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/duration.hpp"

#include "hblink/control/request.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace hblink::app {
namespace {

std::int64_t seconds_of(char unit) noexcept
{
    switch (unit) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 86400;
    default:
        return 0;
    }
}

}

std::optional<std::chrono::seconds> read_duration(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool one_letter_left = end + 1 == text.data() + text.size();
    if (error != std::errc{} || number < 1 || !one_letter_left)
        return std::nullopt;
    const std::int64_t unit = seconds_of(*end);
    const std::int64_t longest = control::longest_block.count();
    if (unit == 0 || number > longest / unit)
        return std::nullopt;
    return std::chrono::seconds{number * unit};
}

std::string in_words(std::chrono::seconds d)
{
    const std::int64_t s = std::max<std::int64_t>(d.count(), 0);
    const auto two = [](std::int64_t a, const char* unit, std::int64_t b, const char* smaller) {
        std::string text = std::to_string(a) + ' ' + unit;
        return b == 0 ? text : text + ' ' + std::to_string(b) + ' ' + smaller;
    };
    if (s >= 86400)
        return two(s / 86400, "d", s % 86400 / 3600, "h");
    if (s >= 3600)
        return two(s / 3600, "h", s % 3600 / 60, "min");
    if (s >= 60)
        return two(s / 60, "min", s % 60, "s");
    return std::to_string(s) + " s";
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/json_text.hpp"

#include "hblink/observe/line.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace hblink::app {

void json_text::separate()
{
    if (comma_)
        text_ += ',';
    comma_ = true;
}

json_text& json_text::open(char bracket)
{
    separate();
    text_ += bracket;
    comma_ = false;
    return *this;
}

json_text& json_text::close(char bracket)
{
    text_ += bracket;
    comma_ = true;
    return *this;
}

json_text& json_text::key(std::string_view name)
{
    separate();
    observe::append_quoted(text_, name);
    text_ += ':';
    comma_ = false;
    return *this;
}

json_text& json_text::value(std::string_view text)
{
    separate();
    observe::append_quoted(text_, text);
    return *this;
}

json_text& json_text::value(double d)
{
    if (!std::isfinite(d))
        return null();
    std::array<char, 64> digits;
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), d, std::chars_format::fixed, 3);
    if (error != std::errc{})
        return null(); // beyond 10^59
    return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

json_text& json_text::raw(std::string_view json)
{
    separate();
    text_ += json;
    return *this;
}

}

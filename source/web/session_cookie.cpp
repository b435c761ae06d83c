// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/session_cookie.hpp"

#include "hblink/web/words.hpp"
#include "hblink/wire/digest.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <span>

namespace hblink::web {

namespace {

using code = std::array<std::byte, 32>;

constexpr std::string_view purpose = "hblinkd session cookie"; // the token may be used for other things
constexpr std::string_view hexadecimal = "0123456789abcdef";
// A browser sends few cookies of this name: those of different paths.
constexpr unsigned most_looked_at = 4;

auto bytes_of(std::string_view s) { return std::as_bytes(std::span{s.data(), s.size()}); }

code code_of(std::string_view token, std::string_view ends)
{
    const code key = wire::hmac_sha256(bytes_of(token), bytes_of(purpose));
    return wire::hmac_sha256(key, bytes_of(ends));
}

std::string as_text(const code& c)
{
    std::string text;
    for (const std::byte b : c) {
        text += hexadecimal[std::to_integer<unsigned>(b) >> 4];
        text += hexadecimal[std::to_integer<unsigned>(b) & 15];
    }
    return text;
}

std::optional<code> read_code(std::string_view text)
{
    code c;
    if (text.size() != 2 * c.size())
        return std::nullopt;
    for (std::size_t i = 0; i < c.size(); ++i) {
        const std::size_t high = hexadecimal.find(text[2 * i]);
        const std::size_t low = hexadecimal.find(text[2 * i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return std::nullopt;
        c[i] = static_cast<std::byte>(high << 4 | low);
    }
    return c;
}

bool is_good(std::string_view value, std::string_view token, std::time_t now)
{
    const std::string_view written = take_entry(value, '.');
    std::int64_t ends{};
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), ends);
    if (error != std::errc{} || end != written.data() + written.size())
        return false;
    const auto shown = read_code(value);
    // Longer than we give is not ours, or was made when our clock was wrong.
    return shown && ends > now && ends - now <= session_length &&
           wire::equal(std::span<const std::byte, 32>{*shown},
                       std::span<const std::byte, 32>{code_of(token, written)});
}

}

std::string session_cookie(std::string_view token, std::time_t ends)
{
    const std::string written = std::to_string(ends);
    return written + '.' + as_text(code_of(token, written));
}

bool has_session(std::string_view cookie_field, std::string_view token, std::time_t now)
{
    unsigned looked_at = 0;
    while (!token.empty() && !cookie_field.empty()) {
        std::string_view value = take_entry(cookie_field, ';');
        if (take_entry(value, '=') != session_cookie_name)
            continue;
        if (++looked_at > most_looked_at)
            return false;
        if (is_good(value, token, now))
            return true;
    }
    return false;
}

}

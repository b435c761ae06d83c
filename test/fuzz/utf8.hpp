// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// A second opinion on UTF-8 (RFC 3629): slow, and as plain as can be.
namespace hblink::fuzz {

struct encoding
{
    std::array<char, 4> bytes{};
    std::size_t size{};

    std::string_view text() const noexcept { return {bytes.data(), size}; }
};

inline encoding encoded(char32_t c)
{
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    const auto tail = [&](unsigned shift) { return byte(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80)
        return {{byte(c)}, 1};
    if (c < 0x800)
        return {{byte(0xC0 | c >> 6), tail(0)}, 2};
    if (c < 0x10000)
        return {{byte(0xE0 | c >> 12), tail(6), tail(0)}, 3};
    return {{byte(0xF0 | c >> 18), tail(12), tail(6), tail(0)}, 4};
}

// The character that `text` begins with, and its length: the one whose encoding stands there. 0: there is
// none.
inline std::size_t first_character(std::string_view text, char32_t& c)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    c = lead;
    if (lead < 0x80)
        return 1;
    for (std::size_t length = 2; length <= 4 && length <= text.size(); ++length) {
        c = lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
        const bool is_character = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
        if (is_character && encoded(c).text() == text.substr(0, length))
            return length;
    }
    return 0;
}

// Each byte that belongs to no character becomes U+FFFD.
inline std::string repaired(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        char32_t c{};
        const std::size_t length = first_character(text, c);
        out += length == 0 ? encoded(0xFFFD).text() : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

inline bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        char32_t c{};
        const std::size_t length = first_character(text, c);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

// Would it move the cursor, or end the line?
inline bool has_control_characters(std::string_view text)
{
    while (!text.empty()) {
        char32_t c{};
        const std::size_t length = first_character(text, c);
        if (length != 0 && (c < 0x20 || (c >= 0x7F && c < 0xA0)))
            return true;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return false;
}

}

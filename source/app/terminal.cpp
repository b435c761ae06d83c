// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/terminal.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

namespace hblink::app {
namespace {

struct character
{
    std::uint32_t code{};
    std::size_t size{}; // bytes; 0: it is no UTF-8
};

character first_of(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800,
                                                 0x1'0000}; // by size: no longer than needed
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size)
        return {};
    std::uint32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xC0) != 0x80)
            return {};
        code = code << 6 | (at(i) & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least[size] || code > 0x10'FFFF || surrogate)
        return {};
    return {code, size};
}

bool must_be_escaped(std::uint32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) ||                        // control characters
           c == 0x200E || c == 0x200F || c == 0x61C ||                   // marks of direction
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); // lines, embeddings, isolates
}

std::size_t places_of(std::uint32_t c) noexcept
{
    if ((c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return 0; // put upon the character before it
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                      (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                      (c >= 0xFF00 && c <= 0xFF60) || c >= 0x1'F300;
    return wide ? 2 : 1;
}

}

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [code, size] = first_of(text);
        if (size == 0) {
            out += "\xEF\xBF\xBD";
        } else if (must_be_escaped(code)) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(code));
            out += escaped.data();
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

std::size_t places_of(std::string_view text)
{
    std::size_t places = 0;
    while (!text.empty()) {
        const auto [code, size] = first_of(text);
        places += size == 0 ? 1 : places_of(code);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return places;
}

std::string cut(std::string_view text, std::size_t places)
{
    if (places_of(text) <= places)
        return std::string{text};
    if (places == 0)
        return {};
    std::size_t kept = 0;
    std::size_t taken = 1; // of the dots
    while (kept < text.size()) {
        const auto [code, size] = first_of(text.substr(kept));
        taken += size == 0 ? 1 : places_of(code);
        if (taken > places)
            break;
        kept += size == 0 ? 1 : size;
    }
    return std::string{text.substr(0, kept)} + "…";
}

terminal_size size_of_terminal(int descriptor)
{
    winsize size{};
    if (::isatty(descriptor) == 0)
        return {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return {80, 24};
    return {size.ws_col, size.ws_row};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/diagnostic.hpp"

namespace hblink::config {

namespace {

constexpr std::size_t longest_quoted = 40;

// A terminal must not obey what a file says: escape sequences, which may begin with U+009B as well.
std::string printable(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto code = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (code == 0xC2 && next >= 0x80 && next < 0xA0) { // U+0080 to U+009F in UTF-8
            code = static_cast<unsigned char>(next);
            ++i;
        } else if (code >= 0x20 && code != 0x7F) {
            result += text[i];
            continue;
        }
        result += "\\u00";
        result += digits[code >> 4];
        result += digits[code & 0x0F];
    }
    return result;
}

}

std::string diagnostic::to_string() const
{
    return pointer.empty() ? printable(message) : printable(pointer) + ": " + printable(message);
}

std::string in_quotes(std::string_view text)
{
    if (text.size() <= longest_quoted)
        return '"' + printable(text) + '"';
    std::size_t cut = longest_quoted;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut; // not in the middle of a UTF-8 character
    return '"' + printable(text.substr(0, cut)) + "...\"";
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/words.hpp"

#include <algorithm>

namespace hblink::web {

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}

std::string_view trimmed(std::string_view s) noexcept
{
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t'))
        s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t'))
        s.remove_suffix(1);
    return s;
}

bool same_word(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view take_entry(std::string_view& list, char separator) noexcept
{
    const std::size_t end = std::min(list.find(separator), list.size());
    const std::string_view entry = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    return entry;
}

bool lists(std::string_view list, std::string_view word) noexcept
{
    while (!list.empty())
        if (same_word(take_entry(list), word))
            return true;
    return false;
}

}

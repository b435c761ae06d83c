// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/bearer.hpp"

#include <algorithm>
#include <cstddef>

namespace hblink::web {

bool bears(std::string_view authorization, std::string_view token) noexcept
{
    constexpr std::string_view scheme = "bearer ";
    const bool is_bearer = authorization.size() > scheme.size() &&
                           std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                                      [](char a, char b) { return a == b || (a != ' ' && a == (b | 0x20)); });
    if (!is_bearer || token.empty())
        return false;
    std::string_view given = authorization.substr(scheme.size());
    given.remove_prefix(std::min(given.find_first_not_of(' '), given.size()));
    // Volatile, so that no compiler leaves the loop at the first difference.
    volatile unsigned difference = given.size() == token.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference = difference | static_cast<unsigned>(given[i] ^ token[i % token.size()]);
    return difference == 0;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/printable.hpp"

#include "hblink/wire/utf_8.hpp"

#include <algorithm>
#include <cstddef>

namespace hblink::sim {

std::string printable(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        const auto c = wire::first_character(text);
        if (c.length != 0 && !wire::is_control(c.code))
            result += text.substr(0, c.length);
        text.remove_prefix(std::max<std::size_t>(c.length, 1));
    }
    return result;
}

}

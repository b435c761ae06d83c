// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace hblink::test {

// What the hostile may send: letters that mean something to the parser, in any order.
inline std::string hostile_options(std::mt19937& random)
{
    constexpr std::string_view letters =
        "0123456789012345678912345,,,;;==::--** TS1TS2UNITSRCtsx\t\n\xFF\x80";
    std::string text = random() % 2 == 0 ? "TS1=" : "";
    for (auto length = random() % 300; text.size() < length;)
        switch (random() % 12) {
        case 0:
            text += ";TS2=";
            break;
        case 1:
            text += static_cast<char>(random() % 256);
            break;
        default:
            text += letters[random() % letters.size()];
        }
    return text;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Bytes as tests write them: hexadecimal, or the text of a tag.
namespace hblink::test {

inline std::vector<std::byte> from_hex(std::string_view hex)
{
    const auto nibble = [](char c) {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        throw std::invalid_argument{"not a hexadecimal digit"};
    };
    if (hex.size() % 2 != 0)
        throw std::invalid_argument{"an odd number of hexadecimal digits"};
    std::vector<std::byte> out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        out.push_back(std::byte(nibble(hex[i]) * 16 + nibble(hex[i + 1])));
    return out;
}

inline std::string to_hex(std::span<const std::byte> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::byte b : bytes) {
        out += digits[std::to_integer<std::size_t>(b) >> 4];
        out += digits[std::to_integer<std::size_t>(b) & 15];
    }
    return out;
}

inline std::vector<std::byte> from_text(std::string_view text)
{
    std::vector<std::byte> out;
    for (const char c : text)
        out.push_back(std::byte{static_cast<unsigned char>(c)});
    return out;
}

inline std::vector<std::byte> operator+(std::vector<std::byte> a, const std::vector<std::byte>& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Texts from outside, one character at a time.
namespace hblink::wire {

struct character
{
    std::size_t length{}; // bytes; 0: there is none
    std::uint32_t code{}; // Unicode
};

// The UTF-8 character that a text, which is not empty, begins with. Length 0 if it is none: a stray or
// missing continuation byte, an overlong form, a surrogate, beyond U+10FFFF (RFC 3629).
character first_character(std::string_view text) noexcept;

// Control characters, and those that break or turn round the line that a log or a page shows.
bool is_control(std::uint32_t code) noexcept;

// Does this byte go on with a character that began before it?
constexpr bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}

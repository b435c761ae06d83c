// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hblink::app {

// A text from outside, fit for a terminal: control characters, and those that turn the direction of writing,
// become \u001b and the like, so that nobody on the air moves the operator's cursor. Bytes that are no UTF-8
// become U+FFFD.
std::string printable(std::string_view text);

// How many places a printable text takes on a terminal; about, because terminals differ.
std::size_t places_of(std::string_view printable_text);

// The beginning of a printable text, with "…" at the end when there is more than fits.
std::string cut(std::string_view printable_text, std::size_t places);

// The size of the terminal behind a descriptor. Zero: it is none, and a line may have any length.
struct terminal_size
{
    std::size_t columns{};
    std::size_t rows{};
};
terminal_size size_of_terminal(int descriptor);

}

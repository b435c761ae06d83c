// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace hblink::web {

// Pieces of header fields (RFC 9110, 5.6).

std::string_view trimmed(std::string_view) noexcept; // of spaces and tabs

bool same_word(std::string_view a, std::string_view b) noexcept; // whatever the case of ASCII letters

// Cuts the list's first entry off, which ends at `separator`; trimmed.
std::string_view take_entry(std::string_view& list, char separator = ',') noexcept;

// Is this word an entry of the list?
bool lists(std::string_view list, std::string_view word) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace hblink::config {

// One thing that is wrong with a configuration, or that will hurt its operator.
struct diagnostic
{
    std::string pointer; // JSON pointer, "/outbound_connections/0/port"; "" = the file itself
    std::string message; // "must be 1..65535, is 0"

    std::string to_string() const; // "/outbound_connections/0/port: must be 1..65535, is 0"
    friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

// A text from outside, fit for one line on a terminal: in quotes, control characters as \u00XX, cut at
// about forty characters.
std::string in_quotes(std::string_view text);

}

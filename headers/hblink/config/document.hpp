// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/diagnostic.hpp"

#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::config {

inline constexpr std::size_t largest_document = 16 * 1024 * 1024; // bytes
inline constexpr std::size_t deepest_document = 32;               // levels of { and [

// A JSON text as a tree.
struct document
{
    boost::json::value root;
    // Pointers to keys that stand twice in their object; the last one counts, as in HBlink4. Comments
    // (keys that begin with `_`) may be repeated.
    std::vector<std::string> repeated;
    std::optional<diagnostic> error; // what is not JSON, with line and column
};

// Reads strict JSON in UTF-8; a byte order mark is tolerated.
document parse_document(std::string_view text);

// A key as one step of a JSON pointer: `~` and `/` are escaped (RFC 6901).
std::string pointer_step(std::string_view key);

// Where a pointer's value stands in its document, one number a level; sorting by it gives the order of
// the file. A key that is missing comes after those that are there.
std::vector<std::size_t> place_of(std::string_view pointer, const boost::json::value& root);

}

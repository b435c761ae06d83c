// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hblink::web {

// What a request asks for.
struct target
{
    std::string path;  // begins with "/"; decoded, no "." or ".." segment, no "//", no control character
    std::string query; // as it was sent
};

// "/a%20b?c" or "http://host/a%20b?c". Nothing when it is malformed, or is none of these two.
std::optional<target> parse_target(std::string_view);

// A path as seen from `base`, which begins and ends with "/". A proxy may have cut the base off, so a path
// that does not begin with it is below it already.
std::string below(std::string_view base, std::string_view path);

// "/dmr" where the base is "/dmr/": relative links would lead astray.
bool lacks_slash(std::string_view base, std::string_view path);

}

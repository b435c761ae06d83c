// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>
#include <string>
#include <string_view>

namespace hblink::web {

// What a browser gets for the token (spec config.md, http.token), so that its pages' scripts need not keep
// it: the time when it ends, and a code that only who knows the token can make. The server keeps nothing; a
// new token makes all cookies worthless.

inline constexpr std::string_view session_cookie_name = "hblinkd";
inline constexpr std::time_t session_length = 30 * 24 * 3600; // seconds

std::string session_cookie(std::string_view token, std::time_t ends);

// Is there such a cookie, still good, in this field Cookie? Without a token never.
bool has_session(std::string_view cookie_field, std::string_view token, std::time_t now);

}

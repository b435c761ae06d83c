// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace hblink::web {

// Is this value of the field Authorization "Bearer" and the token? Takes the same time for each wrong token
// of one length. An empty token is never right.
bool bears(std::string_view authorization, std::string_view token) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/web/message.hpp"

#include <ctime>

namespace hblink::web {

// POST with the token: a cookie instead of it (web/session_cookie.hpp). DELETE: the cookie goes.
response answer_session(const request&, const config::http_settings&, std::time_t now);

}

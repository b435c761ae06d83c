// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace hblink::web {

// Does the field Origin name the site that was asked for? `hosts` are the entries of the field Host, or of
// X-Forwarded-Host where a trusted proxy sent it. A page of another site may open a WebSocket to us in its
// reader's browser, cookies included: this tells (RFC 6455, 10.2). Programs send no Origin; that is for the
// caller to allow.
bool same_origin(std::string_view origin, std::string_view hosts) noexcept;

}

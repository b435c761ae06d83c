// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/site.hpp"

#include <cstdint>

namespace hblink::web {

struct service;

enum class admission : std::uint8_t
{
    granted,
    later,  // as many browsers as may be are there: a WebSocket that closes at once, for a page is told no
            // status
    refused // `instead` says why
};

// May this request, which wants to become a WebSocket, do so? What may not was counted.
admission admit(site::decision&, service&);

}

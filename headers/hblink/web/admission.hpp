// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/site.hpp"

namespace hblink::web {

struct service;

// May this request, which wants to become a WebSocket, do so? If not, `instead` says why, and it was counted.
bool admit(site::decision&, service&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// What can only be seen when all outbound links and all trunks are known: who is in whose way, and what goes
// over none of them.
void check_connections(const settings&, reading&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// `blacklist`, `repeater_configurations` (also: `repeaters`) and `access` (spec config.md). Does not call
// access_rules::prepare().
void read_access(section& root, settings& to);

}

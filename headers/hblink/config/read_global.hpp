// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// `global`, `timeout` and `connection_type_detection` (spec config.md).
void read_global(section& root, settings& to);

}

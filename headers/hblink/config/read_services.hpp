// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// `dashboard`, `limits`, `http`, `control`, `history`, `users`, `resume`, `parrot` and `state_directory`
// (spec config.md).
void read_services(section& root, settings& to);

}

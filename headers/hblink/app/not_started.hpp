// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/diagnostic.hpp"
#include "hblink/config/settings.hpp"

#include <vector>

namespace hblink::app {

// What the configuration asks for and this version does not do, so that nobody waits for it.
std::vector<config::diagnostic> not_started(const config::settings&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/diagnostic.hpp"
#include "hblink/config/settings.hpp"

#include <vector>

namespace hblink::config {

// What `hblinkd check` says beyond load's warnings: what is stricter than in HBlink4, and what will hurt,
// such as a default rule that everyone may use. Looks at the file system to see what can be written.
std::vector<diagnostic> advice(const settings&);

}

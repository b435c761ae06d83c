// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/diagnostic.hpp"
#include "hblink/config/settings.hpp"

#include <vector>

namespace hblink::config {

// The part of advice() that is about outbound links and trunks: what is known to fail between servers of
// different kinds, and what may bring a call back to where it came from.
void advise_on_connections(const settings&, std::vector<diagnostic>& to);

}

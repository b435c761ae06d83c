// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// `outbound_connections` and `openbridge_connections` (spec config.md, links.md). Entries with errors are
// there with defaults, so that an index is the one of the file.
void read_links(section& root, settings& to);

}

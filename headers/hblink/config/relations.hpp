// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/section.hpp"
#include "hblink/config/settings.hpp"

namespace hblink::config {

// Errors and warnings that relate several values: two links with one radio_id, a talkgroup on two trunks,
// no listener at all, callsign rules that need a passphrase of their own.
void check_relations(const settings&, reading&);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace hblink::config {

// What an outbound link carries in either direction, by network slot, according to its `options` (spec
// links.md): nothing on a slot that is not mentioned, everything on one with `TS1=*`, everything on both if
// the text is empty or a `*`. Of a translation the network's side counts; the other keys have no effect here.
// Bad entries, and those beyond `most` talkgroups of a slot, are skipped. `dmrplus`: the keys TS1_1 ... TS2_9
// count as well (global.options_dialects).
std::array<dmr::talkgroup_set, 2> link_talkgroups(std::string_view options, std::uint64_t most,
                                                  bool dmrplus = false);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/translation.hpp"
#include "hblink/dmr/talkgroup_set.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

// What is long or secret, as short texts without secrets that may stand in a log line.
namespace hblink::observe {

inline constexpr std::size_t most_entries = 50;

// "all", "none", or "91,3100-3199"; after most_entries "...+12" says how many more there are.
std::string compact(const dmr::talkgroup_set&);

// "2:9=2:2624,1:3100-3109=2:3100-3109": the repeater's slot and talkgroup = the network's; bounded in the
// same way.
std::string compact(const core::translation&);

// "DIAL,VOICE", bounded in the same way.
std::string compact(std::span<const std::string_view>);

// The first bytes in hexadecimal: enough to recognise the message, but no salt and no digest.
std::string first_bytes(wire::bytes datagram);

// The text of an RPTO with the values of keys such as PASS hidden.
std::string without_secrets(std::string_view options);

}

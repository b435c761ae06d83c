// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <string_view>

namespace hblink::config {

// Whether datagrams to `host` (an address, or "localhost") reach a socket of this machine that is bound to
// `bound`. Other names are not resolved, and other addresses of this machine are not known: false.
// `serves_both`: the socket is an IPv6 one that takes IPv4 as well.
bool reaches(std::string_view host, const wire::address& bound, bool serves_both = false);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/core/time.hpp"
#include "hblink/net/network.hpp"
#include "hblink/net/receive.hpp"
#include "hblink/net/resolver.hpp"
#include "hblink/wire/address.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace hblink::net {

// What the tasks of links and trunks work with. The references, and this, must outlive the tasks.
struct peer_surroundings
{
    core::router& router;
    network& net;
    fault_handler on_fault;
    // The endpoints of the listeners: no peer may be one of them.
    std::function<std::vector<wire::endpoint>()> bound;
    lookup look_up; // of names
    // How long until the address of a trunk's peer is looked up again: it may change.
    core::duration ask_again{std::chrono::minutes{5}};
};

}

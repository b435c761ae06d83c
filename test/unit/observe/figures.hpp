// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/measurements.hpp"

#include <limits>

namespace hblink::test {

// As of a server that has been running for a while.
inline observe::measurements usual_figures()
{
    observe::measurements m;
    m.version = "1.2.3";
    m.ready = true;
    m.listeners = {2, 2};
    m.max_repeaters = 20000;
    m.core.datagrams = 1000;
    m.core.bursts = 900;
    m.core.strangers = 10;
    m.core.malformed = 4;
    m.core.unknown = 3;
    m.core.quiet = 2;
    m.core.dropped[static_cast<std::size_t>(core::drop_reason::not_connected)] = 1;
    m.occupied.sessions = 12;
    m.occupied.connected = 11;
    m.occupied.by_type = {1, 2, 8, 0};
    m.messages = {0, 60, 5, 5, 5, 5, 1, 4, 4};
    m.network.received = 1000;
    m.network.waiting_room = {3, 16384};
    m.forwarding_delay = core::histogram{0.001, 0.01};
    m.forwarding_delay.add(0.0005);
    m.forwarding_delay.add(0.5);
    m.loop_lag = core::histogram{0.001, 0.01};
    m.feed.queue.limit = 8 << 20;
    m.http.connections = {1, 1000};
    m.control.connections = {0, 16};
    m.log_queue = {5, 8192};
    observe::link_figures link{.name = "North", .up = true, .counts = {}};
    link.counts.received = 10;
    link.counts.looped = 2;
    link.counts.too_fast = 1;
    link.counts.failures[static_cast<std::size_t>(core::link_failure::refused)] = 4;
    m.links.push_back(link);
    observe::trunk_figures trunk{.name = "Core", .has_peer = true, .streams = 3, .counts = {}};
    trunk.counts.received = 100;
    trunk.counts.looped = 20;
    trunk.counts.refused[static_cast<std::size_t>(core::frame_refusal::bad_hmac)] = 7;
    m.trunks.push_back(trunk);
    m.process = {1.5, 1.7e9, 20 << 20, 30 << 20, 25, 1024};
    return m;
}

// Each number is as large as it can be.
inline observe::measurements largest_figures()
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    constexpr observe::fill full{most, most};
    observe::measurements m;
    m.version = "1";
    m.max_repeaters = most;
    m.core = {.datagrams = most, .malformed = most, .unknown = most, .quiet = most, .bursts = most};
    m.core.dropped.fill(most);
    m.occupied.sessions = most;
    m.occupied.users = most;
    m.occupied.by_type.fill(most);
    m.messages.fill(most);
    m.network = {most, most, most, most, most, most, most, most, most, full};
    m.forwarding_delay = core::histogram{1e-300, 1e300};
    m.forwarding_delay.add(std::numeric_limits<double>::max());
    m.feed = {true, most, most, most, most, most, most, most, most, full};
    m.http.connections = full;
    m.http.answers.fill(most);
    m.control = {full, most, most, most, full};
    m.log_queue = full;
    m.process = {std::numeric_limits<double>::max(), 1e-9, most, most, most, most};
    return m;
}

}

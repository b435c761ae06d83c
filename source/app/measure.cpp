// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/measure.hpp"

#include "hblink/app/version.hpp"

namespace hblink::app {
namespace {

observe::network_figures figures_of(const net::network& n)
{
    const net::network_counters c = n.counters();
    return {.received = c.received,
            .kernel_drops = c.kernel_drops,
            .receive_errors = c.receive_errors,
            .sent = c.sent,
            .would_block = c.would_block,
            .no_buffers = c.no_buffers,
            .send_errors = c.send_errors,
            .turned_away = c.turned_away,
            .faults = c.faults,
            .waiting_room = {n.waiting(), n.waiting_places()}};
}

}

observe::measurements measure(const measured& of, core::time_point now)
{
    observe::measurements m;
    m.version = version;
    m.max_repeaters = of.router.settings().limits.max_repeaters;
    m.core = of.router.counters();
    m.occupied = of.router.occupied();
    m.blocks = {of.router.blocks().all().size(), core::block_list::most};
    m.events = of.events.counts();
    m.network = figures_of(of.network);
    m.forwarding_delay = of.network.delay().delays();
    m.loop_lag = of.lag.lags();
    m.log_lines_lost = of.log.lines_lost();
    m.log_queue = {of.log.lines_queued(), observe::asynchronous_log::most_queued_lines};
    m.process = of.process.read(now);
    return m;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/measure.hpp"

#include "hblink/app/version.hpp"
#include "hblink/observe/metrics_text.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

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

// At most 200 of each, and some numbers of each one.
void add_peers(observe::measurements& m, const core::router& router)
{
    const core::occupancy& o = m.occupied;
    m.links.reserve(o.links);
    m.trunks.reserve(o.trunks);
    router.for_each_link([&](const core::link& l) {
        m.links.push_back({l.settings.name, l.up(), l.counts});
    });
    router.for_each_trunk([&](const core::trunk& t) {
        m.trunks.push_back({t.settings.name, t.has_peer(), t.streams(), t.counts});
    });
}

}

observe::measurements measure(const measured& of, core::time_point now)
{
    observe::measurements m;
    m.version = version;
    m.max_repeaters = of.router.settings().limits.max_repeaters;
    m.core = of.router.counters();
    m.occupied = of.router.occupied();
    add_peers(m, of.router);
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

asio::awaitable<std::string> write_metrics(observe::measurements m)
{
    constexpr std::size_t piece = 48 * 1024; // without links and trunks it is one
    const std::size_t all = observe::metric_families().size();
    auto executor = co_await asio::this_coro::executor;
    std::string text;
    text.reserve(piece);
    for (std::size_t next = 0; (next = observe::append_metrics(text, m, next, piece)) < all;)
        co_await asio::post(executor, asio::use_awaitable);
    co_return text;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/loop_lag.hpp"
#include "hblink/core/router.hpp"
#include "hblink/core/time.hpp"
#include "hblink/net/network.hpp"
#include "hblink/observe/asynchronous_log.hpp"
#include "hblink/observe/measurements.hpp"
#include "hblink/observe/metrics.hpp"
#include "hblink/observe/process.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace hblink::app {

// Where the figures of the metrics come from. The references must outlive the measuring.
struct measured
{
    const core::router& router;
    const net::network& network;
    const observe::asynchronous_log& log;
    const observe::metrics& events;
    const loop_lag& lag;
    observe::process_probe& process;
};

// Takes the figures of these between two datagrams: it copies numbers, whatever the number of repeaters. What
// others know stays at zero: `ready`, `listeners`, `messages`, `feed`, `http`, `control`, `names`, `reload`.
observe::measurements measure(const measured&, core::time_point now);

// metrics_text, a piece at a time: hundreds of links and trunks have thousands of lines, and voice has its
// turn in between. All figures are of the same moment.
asio::awaitable<std::string> write_metrics(observe::measurements);

}

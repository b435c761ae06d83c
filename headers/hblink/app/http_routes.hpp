// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/web/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace hblink::app {

// Whom the pages ask. Called on the server's thread.
struct http_sources
{
    // What keeps the server from being ready, for people; none: it is ready.
    std::function<std::vector<std::string>()> missing;
    // The metrics as Prometheus reads them. May take its time, but not the loop's.
    std::function<asio::awaitable<std::string>()> metrics;
};

// The metrics are written at most this often, however many ask: so neither their text nor the work for it
// can be multiplied by those who ask.
inline constexpr std::chrono::milliseconds metrics_age{250};

// Adds /healthz, /readyz and /metrics. /metrics asks for the token when http.metrics_token is set. The server
// must outlive its handlers' calls, as it does.
void add_routes(web::server&, asio::any_io_executor, http_sources);

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/reload_report.hpp"
#include "hblink/control/request.hpp"
#include "hblink/core/router.hpp"
#include "hblink/observe/asynchronous_log.hpp"
#include "hblink/observe/refusal_book.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/wire/address.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hblink::app {

// Where a status comes from. Functions may be empty.
struct status_sources
{
    const core::router& router;
    const observe::refusal_book& refusals;
    const observe::asynchronous_log& log;
    std::filesystem::path configuration;
    std::chrono::system_clock::time_point started{std::chrono::system_clock::now()};
    std::function<std::vector<wire::endpoint>()> listeners{};        // those that are bound
    std::function<std::string(std::uint32_t radio)> name_of_radio{}; // "" = not known
    std::function<std::optional<reload_mark>()> last_reload{};       // nothing: never
};

// The state of the server as the text of one JSON object (docs/status-json.md), in pieces. Made a little at a
// time: voice has its turn in between, so what stands at the end may be some milliseconds younger than what
// stands at the beginning. The sources must outlive it.
asio::awaitable<std::vector<std::string>> make_status(const status_sources&, control::status_request);

// "2026-01-01T12:00:00Z"
std::string iso_time(std::chrono::system_clock::time_point);

}

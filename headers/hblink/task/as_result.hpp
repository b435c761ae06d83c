// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hblink::task {

// For operations whose failure is ordinary: `auto [error, n] = co_await socket.async_x(..., as_result);`.
// Where a failure means that the task is over, use asio::use_awaitable, which throws.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}

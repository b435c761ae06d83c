// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>

namespace hblink::web {

// Lets connections work one after the other, one each time the loop has looked for network events. However
// many have something to do, a datagram with voice waits for one of them at most, not for all.
class turns
{
public:
    explicit turns(asio::any_io_executor);

    // Returns when it is the caller's turn, in the order of the calls; its turn is over at its next co_await.
    // When it is cancelled, its place is given up.
    asio::awaitable<void> take();

    // Gives the turns, until it is cancelled.
    asio::awaitable<void> give();

    std::size_t waiting() const noexcept { return queue_.size(); }

private:
    class place;

    asio::any_io_executor executor_;
    asio::steady_timer somebody_waits_; // never expires: cancelled to wake give()
    std::list<place*> queue_;
};

}

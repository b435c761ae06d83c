// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/turns.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace hblink::web {

using task::as_result;

// In the queue, from its beginning to its turn, or to its end.
class turns::place
{
public:
    explicit place(turns& t)
        : turn{t.executor_, asio::steady_timer::time_point::max()},
          turns_{t},
          at_{t.queue_.insert(t.queue_.end(), this)}
    {}
    ~place()
    {
        if (waits_)
            turns_.queue_.erase(at_);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

    void call()
    {
        turns_.queue_.erase(at_);
        waits_ = false;
        turn.cancel();
    }

    asio::steady_timer turn; // never expires

private:
    turns& turns_;
    std::list<place*>::iterator at_;
    bool waits_{true};
};

turns::turns(asio::any_io_executor executor)
    : executor_{std::move(executor)}, somebody_waits_{executor_, asio::steady_timer::time_point::max()}
{}

asio::awaitable<void> turns::take()
{
    place mine{*this};
    somebody_waits_.cancel();
    co_await mine.turn.async_wait(as_result);
}

asio::awaitable<void> turns::give()
{
    for (;;) {
        if (queue_.empty()) {
            co_await somebody_waits_.async_wait(as_result);
        } else {
            queue_.front()->call();
            // Behind the one whose turn it is. Before this comes up again, the loop has looked at the
            // sockets.
            co_await asio::post(executor_, asio::use_awaitable);
        }
    }
}

}

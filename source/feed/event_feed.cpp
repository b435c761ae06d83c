// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/event_feed.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace hblink::feed {
namespace {

using clock = std::chrono::steady_clock;

}

event_feed::event_feed(config::feed_settings s, feed::observer& o) : settings_{std::move(s)}, observer_{o} {}

event_feed::line::line(event_feed& f, stream_socket& s, const std::string& w, const core::router& router)
    : feed{f},
      socket{s},
      where{w},
      talk{router, f.counters_},
      ready{s.get_executor(), clock::time_point::max()},
      both{s.get_executor()}
{
    ++feed.counters_.connects;
    feed.observer_.connected(where);
    feed.listener_ = this;
}

event_feed::line::~line()
{
    feed.listener_ = nullptr;
    talk.lost();
}

counters event_feed::counters() const
{
    feed::counters now = counters_;
    now.connected = listener_ != nullptr;
    now.queue_bytes = listener_ != nullptr ? listener_->talk.queue_bytes() : 0;
    return now;
}

void event_feed::wake()
{
    line& l = *listener_;
    if (l.talk.overflowed()) {
        listener_ = nullptr;
        observer_.overflowed(l.where);
    }
    l.ready.cancel();
}

asio::awaitable<void> event_feed::run(const core::router& router)
{
    if (!settings_.enabled || settings_.transport == config::feed_transport::none)
        co_return;
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer next_attempt{executor};
    for (;;) {
        next_attempt.expires_after(between_attempts);
        stream_socket socket{executor};
        std::string where;
        const bool connected = co_await connect(socket, where, settings_, observer_);
        if (connected)
            co_await serve(socket, where, router);
        else
            ++counters_.failures;
        co_await next_attempt.async_wait(asio::use_awaitable);
    }
}

// Until the connection is lost.
asio::awaitable<void> event_feed::serve(stream_socket& socket, const std::string& where,
                                        const core::router& router)
{
    // Not in the coroutine's own frame: g++ 12 then warns of its new and delete.
    const auto made = std::make_unique<line>(*this, socket, where, router);
    line& l = *made;
    l.both.spawn("feed: write", [this, &l] { return write(l); });
    l.both.spawn("feed: read", [this, &l] { return read(l); });
    co_await l.both.join();
    observer_.lost(where, l.end);
}

void event_feed::hang_up(line& l, std::string why)
{
    if (l.end.empty())
        l.end = std::move(why);
    l.both.cancel();
}

asio::awaitable<void> event_feed::write(line& l)
{
    for (;;) {
        const std::string_view bytes = l.talk.to_send(clock::now());
        if (bytes.empty() && l.talk.overflowed())
            co_return hang_up(l, "it did not read");
        if (bytes.empty() && l.talk.gathering()) {
            co_await asio::post(asio::use_awaitable);
            continue;
        }
        if (bytes.empty()) {
            co_await l.ready.async_wait(task::as_result);
            continue;
        }
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        auto [error, n] = co_await l.socket.async_write_some(buffer, task::as_result);
        l.talk.sent(n);
        if (error)
            co_return hang_up(l, error.message());
    }
}

asio::awaitable<void> event_feed::read(line& l)
{
    bool told = false;
    for (;;) {
        const auto buffer = asio::buffer(l.from_dashboard);
        auto [error, n] = co_await l.socket.async_read_some(buffer, task::as_result);
        if (error)
            co_return hang_up(l, error == asio::error::eof ? "it hung up" : error.message());
        const auto found = l.talk.read({l.from_dashboard.data(), n});
        if ((found.nonsense != 0 || found.hopeless) && !std::exchange(told, true))
            observer_.nonsense(l.where, found.hopeless ? "a length that no message has" : "no JSON message");
        if (found.hopeless)
            co_return hang_up(l, "it does not speak the protocol");
        if (found.sync_requests != 0)
            l.ready.cancel();
    }
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/browser.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/send.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <utility>

namespace hblink::web {

using asio::ip::tcp;
using task::as_result;

namespace {

constexpr unsigned most_frames = 8;     // in a second; a browser answers pings, and that is all
constexpr std::size_t read_slice = 512; // bytes in one turn

}

browser::browser(tcp::socket& socket, wire::endpoint client, view v, service& s, std::string received)
    : socket_{socket},
      client_{client},
      view_{v},
      service_{s},
      place_{s.live.join(*this)},
      next_{s.live.stream(v).next_number()},
      timer_{socket.get_executor()},
      received_{std::move(received)},
      heard_{clock::now()}
{}

browser::~browser() { service_.live.leave(place_); }

asio::awaitable<void> browser::run()
{
    task::task_group both{socket_.get_executor()};
    both.spawn("to a browser", [this, &both]() -> asio::awaitable<void> {
        co_await talk();
        both.cancel();
    });
    both.spawn("from a browser", [this, &both]() -> asio::awaitable<void> {
        co_await listen();
        if (!close_) // else there is something left to say
            both.cancel();
    });
    try {
        co_await both.join();
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted)
            say_goodbye();
        throw;
    }
}

// Whether it is sent depends on the kernel alone; nobody waits.
void browser::say_goodbye()
{
    if (sending_ || closed_)
        return; // in the middle of a frame it would be no frame
    const std::string frame = close_frame(close_code::going_away);
    boost::system::error_code ignored;
    service_.counters.bytes_sent += socket_.write_some(asio::buffer(frame), ignored);
}

void browser::give_up(clock::time_point now)
{
    if (now >= taken_by_)
        return drop();
    ++service_.counters.browsers_silent; // asleep, or out of reach: it will come again
    heard_by_ = clock::time_point::max();
    reset(socket_);
}

void browser::drop()
{
    taken_by_ = heard_by_ = clock::time_point::max();
    if (!socket_.is_open())
        return;
    ++service_.counters.browsers_dropped;
    service_.reports.trouble(trouble::slow_browser, client_, clock::now());
    reset(socket_);
}

// --- To the browser --------------------------------------------------------------------------------

bool browser::is_too_late() const noexcept { return service_.live.stream(view_).has_lost(next_); }

bool browser::has_something() const noexcept
{
    return close_ || pong_ || !has_state_ || next_ < service_.live.stream(view_).next_number();
}

bool browser::ping_is_due(clock::time_point now) const noexcept
{
    return heard_by_ == clock::time_point::max() && now >= heard_ + service_.patience.browser_silence;
}

void browser::wake()
{
    has_turn_ = true;
    timer_.cancel();
}

asio::awaitable<void> browser::talk()
{
    // Both at one moment: what is published later is not in the state, or comes twice.
    next_ = service_.live.stream(view_).next_number();
    begin_ = service_.live.source()->begin(view_);
    while (socket_.is_open() && !closed_) {
        const bool something = has_something() || ping_is_due(clock::now());
        if (!something) {
            co_await wait();
            continue;
        }
        if (!std::exchange(has_turn_, false))
            co_await service_.turns.take();
        const bool sent = co_await send_next();
        if (!sent)
            co_return;
    }
}

asio::awaitable<void> browser::wait()
{
    const bool asked = heard_by_ != clock::time_point::max(); // by a ping
    timer_.expires_at(asked ? clock::time_point::max() : heard_ + service_.patience.browser_silence);
    has_turn_ = false;
    waiting_ = true;
    co_await timer_.async_wait(as_result);
    waiting_ = false;
}

asio::awaitable<bool> browser::send_next()
{
    const live_stream::text frame = next_frame();
    if (!frame)
        co_return socket_.is_open();
    taken_by_ = clock::now() + service_.patience.answer;
    sending_ = true;
    const bool sent = co_await send_in_turns(socket_, service_, *frame);
    sending_ = !sent;
    taken_by_ = clock::time_point::max();
    if (sent)
        service_.counters.live_bytes += frame->size();
    co_return sent;
}

live_stream::text browser::next_frame()
{
    if (close_) {
        closed_ = true;
        return std::make_shared<const std::string>(close_frame(*close_));
    }
    if (pong_) {
        const std::string payload = std::move(*pong_);
        pong_.reset();
        return std::make_shared<const std::string>(frame_of(frame::pong, payload));
    }
    if (!has_state_)
        return next_of_state();
    const live_stream& stream = service_.live.stream(view_);
    if (next_ < stream.next_number()) {
        live_stream::text text = stream.at(next_++);
        if (!text)
            drop();
        return text;
    }
    if (!ping_is_due(clock::now()))
        return nullptr;
    heard_by_ = clock::now() + service_.patience.pong;
    return std::make_shared<const std::string>(frame_of(frame::ping, ""));
}

// Null: nothing this time.
live_stream::text browser::next_of_state()
{
    std::string message;
    if (begin_) {
        message = std::move(*begin_);
        begin_.reset();
    } else {
        has_state_ = !service_.live.source()->next(view_, cursor_, message);
    }
    return message.empty() ? nullptr : std::make_shared<const std::string>(frame_of(frame::text, message));
}

// --- From the browser ------------------------------------------------------------------------------

asio::awaitable<void> browser::listen()
{
    for (;;) {
        heed_frames();
        if (close_) {
            timer_.cancel();
            co_return;
        }
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_result);
        if (error)
            co_return;
        co_await service_.turns.take();
        std::array<char, read_slice> bytes;
        boost::system::error_code failed;
        const std::size_t n = socket_.read_some(asio::buffer(bytes), failed);
        if (failed == asio::error::would_block)
            continue;
        if (failed)
            co_return; // it has gone
        heard_ = clock::now();
        if (std::exchange(heard_by_, clock::time_point::max()) != clock::time_point::max())
            timer_.cancel(); // the next ping is to be thought of
        received_.append(bytes.data(), n);
    }
}

// All that are complete. What is left is less than a frame.
void browser::heed_frames()
{
    while (!close_) {
        const auto what = reader_.take(received_);
        if (what == frame_reader::what::needs_more)
            break;
        if (what == frame_reader::what::refused) {
            close_ = reader_.code();
            service_.reports.trouble(trouble::strange_browser, client_, clock::now());
        } else if (what == frame_reader::what::close) {
            close_ = close_code::normal;
        } else if (says_too_much(clock::now())) {
            close_ = close_code::misbehaved;
            service_.reports.trouble(trouble::strange_browser, client_, clock::now());
        } else if (what == frame_reader::what::ping) {
            pong_ = reader_.payload();
            timer_.cancel();
        }
    }
    if (received_.empty())
        std::string{}.swap(received_);
}

bool browser::says_too_much(clock::time_point now)
{
    if (now - second_ >= std::chrono::seconds{1}) {
        second_ = now;
        frames_ = 0;
    }
    return ++frames_ > most_frames;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/web/live_fan.hpp"
#include "hblink/web/service.hpp"
#include "hblink/web/websocket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace hblink::web {

// A browser that has the live page open: gets the whole state, then what is published. It holds one message
// at a time, of which the ones that are published are shared by all; and two coroutines.
class browser
{
public:
    using clock = std::chrono::steady_clock;

    // `received`: what came behind the handshake. The socket and the service must outlive it.
    browser(asio::ip::tcp::socket&, wire::endpoint client, view, service&, std::string received);
    ~browser();
    browser(const browser&) = delete;
    browser& operator=(const browser&) = delete;

    // Until one of both sides has closed. When it is cancelled, the browser is told that the server stops.
    asio::awaitable<void> run();

    view sees() const noexcept { return view_; }

    // Has it been silent, or has it taken nothing, for too long? Then give_up() ends it.
    bool overdue(clock::time_point now) const noexcept { return now >= taken_by_ || now >= heard_by_; }
    void give_up(clock::time_point now);

    // For web::live_fan. Does it wait, and is there something that it should send?
    bool could_send() const noexcept { return waiting_ && has_something(); }
    void wake();                                  // in a turn that it may use
    bool is_too_late() const noexcept;            // what it needs next has gone
    void drop();                                  // with a reset: a close would wait for who does not read
    void will_close(close_code c) { close_ = c; } // after what is being sent

private:
    asio::awaitable<void> talk();
    asio::awaitable<bool> send_next();
    asio::awaitable<void> wait();
    live_stream::text next_frame();
    live_stream::text next_of_state();
    bool has_something() const noexcept;
    bool ping_is_due(clock::time_point now) const noexcept;

    asio::awaitable<void> listen();
    void heed_frames();
    bool says_too_much(clock::time_point now);
    void say_goodbye();

    asio::ip::tcp::socket& socket_;
    wire::endpoint client_;
    view view_;
    service& service_;
    live_fan::place place_;

    // What is sent
    std::optional<std::string> begin_; // the first message, until it has been sent
    bool has_state_{false};            // all of it
    live_source::cursor cursor_;       // in the state
    std::uint64_t next_{};             // number in the stream
    std::optional<close_code> close_;
    std::optional<std::string> pong_; // the payload; the last ping is answered (RFC 6455, 5.5.3)
    bool sending_{false};
    bool closed_{false}; // the close frame has gone
    bool waiting_{false};
    bool has_turn_{false};
    asio::steady_timer timer_;
    clock::time_point taken_by_{clock::time_point::max()};

    // What is read
    frame_reader reader_;
    std::string received_;
    unsigned frames_{}; // in the second that began then
    clock::time_point second_{};
    clock::time_point heard_;                              // the last time
    clock::time_point heard_by_{clock::time_point::max()}; // after a ping
};

}

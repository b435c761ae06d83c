// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/web/request_reader.hpp"
#include "hblink/web/service.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>

namespace hblink::web {

class browser;

// One client. Requests are answered in order, one at a time. While it reads, a connection holds less than
// 40 KiB (the header as bytes and as fields, its coroutines), while it is idle less than 4 KiB, and
// while it answers the answer's text, which others may share; with the kernel's buffers not considered.
class connection
{
public:
    using clock = std::chrono::steady_clock;

    enum class kind : std::uint8_t
    {
        guest,
        turned_away // is told that there is no room
    };

    connection(asio::ip::tcp::socket, wire::endpoint peer, kind, service&);

    // Until it ends or is cancelled. Throws nothing of its own.
    asio::awaitable<void> run();

    kind what() const noexcept { return kind_; }

    // Has it taken too long? Then give_up() ends it, with a reset: nothing remains in the kernel, either.
    bool overdue(clock::time_point now) const noexcept;
    void give_up(clock::time_point now);

private:
    enum class phase : std::uint8_t
    {
        idle,
        reading,
        answering,
        parting
    };
    enum class received : std::uint8_t
    {
        bytes,
        nothing,
        end
    };

    void enter(phase, patience::duration limit);
    asio::awaitable<void> converse();
    asio::awaitable<bool> read_request();
    asio::awaitable<bool> answer();
    asio::awaitable<response> ask(const site::decision&);
    asio::awaitable<void> be_browser(const request&);
    asio::awaitable<bool> send_answer(const response&, method, bool keep_alive);
    asio::awaitable<bool> send_pieces(const response&, bool chunked);
    asio::awaitable<void> part();
    received receive();
    response refusal();
    void count(const response&, const wire::endpoint& client);
    void send_no_room();

    asio::ip::tcp::socket socket_;
    wire::endpoint peer_;
    kind kind_;
    service& service_;
    request_reader reader_;
    std::string buffer_;    // received, not yet read
    unsigned sent_ahead_{}; // requests in a row that were there before the last answer was sent
    phase phase_{phase::idle};
    clock::time_point deadline_;
    browser* browser_{}; // what it has become
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/server.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <system_error>
#include <utility>
#include <variant>

#include <sys/socket.h>

namespace hblink::control {
namespace {

using namespace asio::experimental::awaitable_operators;
using unix_socket = asio::local::stream_protocol::socket;

constexpr std::chrono::milliseconds pause_after_trouble{200}; // for example no descriptor is left

peer peer_of(unix_socket& s)
{
    ucred who{};
    socklen_t length = sizeof who;
    if (::getsockopt(s.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &length) != 0)
        return {};
    return {who.uid, who.pid};
}

asio::awaitable<void> wait(asio::steady_timer& timer) { co_await timer.async_wait(task::as_result); }

asio::awaitable<boost::system::error_code> read_line(unix_socket& s, std::string& text)
{
    auto buffer = asio::dynamic_buffer(text, largest_request);
    const auto [error, size] = co_await asio::async_read_until(s, buffer, '\n', task::as_result);
    if (!error)
        text.resize(size);
    co_return error;
}

asio::awaitable<boost::system::error_code> write_all(unix_socket& s,
                                                     const std::vector<asio::const_buffer>& pieces)
{
    const auto [error, size] = co_await asio::async_write(s, pieces, task::as_result);
    co_return error;
}

}

answer error_answer(std::string_view why)
{
    const boost::json::object o{{"ok", false}, {"error", boost::json::string_view{why.data(), why.size()}}};
    return {{boost::json::serialize(o)}, false, std::string{why}};
}

server::server(asio::any_io_executor executor, operations& o, observer& w, control::limits l)
    : executor_{std::move(executor)}, operations_{o}, observer_{w}, limits_{l}
{}

bool server::listen(const std::vector<std::filesystem::path>& places)
{
    std::error_code error = std::make_error_code(std::errc::no_such_file_or_directory);
    for (const auto& place : places) {
        if (&place == &places.back()) {
            std::error_code ignored; // the socket then says what is wrong
            std::filesystem::create_directories(place.parent_path(), ignored);
        }
        try {
            file_.emplace(place);
            observer_.listening(place);
            return true;
        } catch (const std::system_error& e) {
            error = e.code();
        }
    }
    observer_.unavailable(places.empty() ? std::filesystem::path{} : places.back(), error);
    return false;
}

counters server::counters() const noexcept
{
    control::counters c = counted_;
    c.connections = connections_;
    c.most = limits_.connections;
    return c;
}

// --- Connections -----------------------------------------------------------------------------------

asio::awaitable<void> server::run()
{
    if (!file_)
        co_return;
    task::task_group connections{executor_};
    connections.spawn("accept", [this, &connections] { return accept(connections); });
    std::exception_ptr failure;
    try {
        co_await connections.join();
    } catch (...) {
        failure = std::current_exception();
    }
    file_.reset();
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> server::accept(task::task_group& connections)
{
    protocol::acceptor acceptor{executor_};
    acceptor.assign(protocol{}, file_->release());
    asio::steady_timer pause{executor_};
    for (;;) {
        auto [error, connection] = co_await acceptor.async_accept(task::as_result);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            co_return;
        if (error) {
            pause.expires_after(pause_after_trouble);
            co_await pause.async_wait(asio::use_awaitable);
        } else if (connections_ == limits_.connections) {
            turn_away(connection, "there are too many connections already; try again");
        } else {
            auto session = [this, s = std::move(connection)]() mutable { return serve(std::move(s)); };
            connections.spawn("control connection", std::move(session));
        }
    }
}

// An answer that fits into the socket's buffer: nobody is waited for.
void server::turn_away(protocol::socket& s, std::string_view why)
{
    ++counted_.refused;
    observer_.refused(peer_of(s), why);
    const std::string text = error_answer(why).pieces.front() + '\n';
    (void)::send(s.native_handle(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

asio::awaitable<void> server::serve(protocol::socket s)
{
    struct place
    {
        std::size_t& taken;
        explicit place(std::size_t& n) : taken{n} { ++taken; }
        ~place() { --taken; }
    } const one{connections_};

    std::string line;
    const bool came = co_await receive(s, line);
    if (!came)
        co_return;
    const reading asked = read_request(line);
    if (!asked.request) {
        turn_away(s, asked.trouble);
        co_return;
    }
    const peer who = peer_of(s);
    const answer answered = co_await execute(*asked.request, who);
    const bool taken = co_await send(s, answered);
    ++(taken && answered.good ? counted_.requests : counted_.failed);
}

asio::awaitable<bool> server::receive(protocol::socket& s, std::string& line)
{
    asio::steady_timer patience{executor_, limits_.to_ask};
    auto reading = read_line(s, line);
    auto waiting = wait(patience);
    const auto first = co_await (std::move(reading) || std::move(waiting));
    if (first.index() == 1)
        turn_away(s, "no whole request came in time");
    else if (const auto error = std::get<0>(first); error == asio::error::not_found)
        turn_away(s, "the request is too long");
    else if (error == asio::error::eof)
        co_return !line.empty(); // no newline, but that was all; or somebody looked whether we are there
    else
        co_return !error;
    co_return false;
}

// A command that throws is a defect of ours; it must not take the server with it.
asio::awaitable<answer> server::execute(const request& r, const peer& who)
{
    answer answered;
    std::string defect;
    try {
        answered = co_await operations_.execute(r);
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted)
            throw; // the server stops
        defect = e.what();
    } catch (const std::exception& e) {
        defect = e.what();
    }
    if (!defect.empty())
        answered = error_answer("the command failed: " + defect);
    if (changes_something(r) || !defect.empty())
        observer_.executed(r, who, answered.outcome);
    co_return answered;
}

asio::awaitable<bool> server::send(protocol::socket& s, const answer& a)
{
    std::vector<asio::const_buffer> pieces;
    pieces.reserve(a.pieces.size() + 1);
    for (const std::string& piece : a.pieces)
        pieces.emplace_back(asio::buffer(piece));
    pieces.emplace_back("\n", 1);
    asio::steady_timer patience{executor_, limits_.to_take};
    auto writing = write_all(s, pieces);
    auto waiting = wait(patience);
    const auto first = co_await (std::move(writing) || std::move(waiting));
    co_return first.index() == 0 && !std::get<0>(first);
}

}

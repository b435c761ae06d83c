// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/server.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/session.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <ctime>
#include <exception>
#include <utility>

#include <sys/resource.h>

namespace hblink::web {

using asio::ip::tcp;
using task::as_result;
using clock = std::chrono::steady_clock;

namespace {

// File descriptors that the rest of the program needs: log, listeners, event feed, commands, name files.
constexpr std::size_t descriptors_for_others = 128;
// So that those who send and those who do not read fill no memory of the kernel's (bytes).
constexpr int receive_buffer = 16 << 10;
constexpr int send_buffer = 64 << 10;

tcp::endpoint to_asio(const wire::endpoint& e)
{
    if (e.address.is_v4())
        return {asio::ip::make_address_v4(e.address.to_v4()), e.port};
    return {asio::ip::address_v6{e.address.bytes(), e.address.scope()}, e.port};
}

wire::endpoint from_asio(const tcp::endpoint& e)
{
    if (e.address().is_v4())
        return {wire::address::v4(e.address().to_v4().to_uint()), e.port()};
    const auto& v6 = e.address().to_v6();
    const wire::address plain = wire::address::v6(v6.to_bytes());
    if (!plain.is_link_local())
        return {plain, e.port()};
    return {wire::address::v6(v6.to_bytes(), static_cast<std::uint32_t>(v6.scope_id())), e.port()};
}

std::size_t most_open_files()
{
    rlimit r{};
    return ::getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur != RLIM_INFINITY
               ? static_cast<std::size_t>(r.rlim_cur)
               : std::size_t{1} << 30;
}

}

server::server(asio::any_io_executor executor, config::http_settings settings, observer& o, web::patience p)
    : executor_{std::move(executor)},
      observer_{o},
      service_{executor_, std::move(settings), o, p},
      acceptor_{executor_}
{
    service_.live.limit(this->settings().max_browsers);
    accept("/api/v1/session", [this](const request& r) -> asio::awaitable<response> {
        co_return answer_session(r, this->settings(), std::time(nullptr));
    });
}

void server::show_live(live_source& s)
{
    service_.live.show(s);
    service_.site.show_live("/api/v1/live");
}

// --- Start and change ------------------------------------------------------------------------------

bool server::listen()
{
    const wire::endpoint where{settings().address, settings().port};
    try {
        const tcp::endpoint local = to_asio(where);
        acceptor_.open(local.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        if (local.protocol() == tcp::v6())
            acceptor_.set_option(asio::ip::v6_only{!where.address.is_unspecified()});
        acceptor_.set_option(tcp::socket::receive_buffer_size{receive_buffer});
        acceptor_.set_option(tcp::socket::send_buffer_size{send_buffer});
        acceptor_.bind(local);
        acceptor_.listen();
        acceptor_.non_blocking(true);
    } catch (const boost::system::system_error& e) {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        observer_.on_listen_failed(where, e.code());
        return false;
    }
    limit_connections();
    observer_.on_listening(local_endpoint(), service_.counters.limit);
    return true;
}

wire::endpoint server::local_endpoint() const
{
    boost::system::error_code error;
    const tcp::endpoint e = acceptor_.local_endpoint(error);
    return error ? wire::endpoint{} : from_asio(e);
}

// As many again may be being turned away, and the log must always be able to begin a new file.
void server::limit_connections()
{
    const std::size_t wanted = settings().max_connections;
    const std::size_t files = most_open_files();
    const std::size_t possible =
        files > descriptors_for_others + 2 ? (files - descriptors_for_others) / 2 : 1;
    service_.counters.limit = std::min(wanted, possible);
    if (possible < wanted)
        observer_.on_limit_lowered(wanted, possible, files);
}

void server::change(config::http_settings s)
{
    const bool other_limit = s.max_connections != settings().max_connections;
    const bool other_token = s.token != settings().token;
    service_.live.limit(s.max_browsers);
    service_.site.change(std::move(s));
    if (other_token)
        service_.live.take_back_full_view();
    if (other_limit && listening())
        limit_connections();
}

// --- Life ------------------------------------------------------------------------------------------

asio::awaitable<void> server::run()
{
    if (!listening())
        co_return;
    task::task_group tasks{executor_};
    tasks.spawn("http turns", [this] { return service_.turns.give(); });
    tasks.spawn("live page", [this] { return service_.live.run(); });
    tasks.spawn("http deadlines", [this] { return watch_deadlines(); });
    tasks.spawn("http accept", [this, &tasks] { return accept(tasks); });
    co_await tasks.join();
}

asio::awaitable<void> server::accept(task::task_group& tasks)
{
    asio::steady_timer pause{executor_};
    for (;;) {
        co_await acceptor_.async_wait(tcp::acceptor::wait_read, as_result);
        co_await service_.turns.take();
        if (!accept_one(tasks)) {
            // The next in the queue would fail as well, and at once.
            pause.expires_after(service_.patience.no_descriptor);
            co_await pause.async_wait(as_result);
        }
    }
}

// False when there is no point in trying again at once.
bool server::accept_one(task::task_group& tasks)
{
    tcp::socket socket{executor_};
    tcp::endpoint from;
    boost::system::error_code error;
    acceptor_.accept(socket, from, error);
    if (error == asio::error::would_block || error == asio::error::connection_aborted ||
        error == asio::error::interrupted)
        return true;
    if (error) {
        ++service_.counters.accept_failures;
        service_.reports.accept_failed(error, clock::now());
        return false;
    }
    web::counters& c = service_.counters;
    const wire::endpoint peer = from_asio(from);
    ++c.accepted;
    const bool full = c.connections >= c.limit;
    if (full) {
        ++c.refused_full;
        service_.reports.full(c.limit, peer, clock::now());
        if (turned_away_ >= c.limit)
            return true; // not even an answer
    }
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay{true}, ignored);
    const auto what = full ? connection::kind::turned_away : connection::kind::guest;
    const auto added = connections_.emplace(connections_.end(), std::move(socket), peer, what, service_);
    if (full)
        ++turned_away_;
    else
        c.most_connections = std::max(c.most_connections, ++c.connections);
    tasks.spawn("connection", [this, added] { return attend(added); });
    return true;
}

// One connection's fault must not end the others.
asio::awaitable<void> server::attend(guests::iterator which)
{
    struct leaving
    {
        server& from;
        guests::iterator which;
        ~leaving()
        {
            if (which->what() == connection::kind::guest)
                --from.service_.counters.connections;
            else
                --from.turned_away_;
            from.connections_.erase(which);
        }
    };
    const leaving at_the_end{*this, which};
    try {
        co_await which->run();
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted)
            throw; // we are to end
        service_.reports.fault("connection", e.what(), clock::now());
    } catch (const std::exception& e) {
        service_.reports.fault("connection", e.what(), clock::now());
    }
}

// --- Time ------------------------------------------------------------------------------------------

connection* server::overdue() noexcept
{
    const auto now = clock::now();
    const auto found = std::find_if(connections_.begin(), connections_.end(),
                                    [now](const connection& c) { return c.overdue(now); });
    return found == connections_.end() ? nullptr : &*found;
}

// One at a time: each means work for the kernel, and thousands may be late together.
asio::awaitable<void> server::watch_deadlines()
{
    asio::steady_timer timer{executor_};
    for (;;) {
        timer.expires_after(service_.patience.look);
        co_await timer.async_wait(as_result);
        while (overdue() != nullptr) {
            co_await service_.turns.take();
            if (connection* const late = overdue(); late != nullptr) // it may have ended meanwhile
                late->give_up(clock::now());
        }
        service_.reports.tell(clock::now());
    }
}

}

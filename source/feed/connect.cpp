// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/connect.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hblink::feed {
namespace {

using boost::system::error_code;
using generic_endpoint = asio::generic::stream_protocol::endpoint;

constexpr std::size_t most_addresses_of_a_name = 4;

void set(stream_socket& s, int level, int name, int value)
{
    // Failing to set one is no error.
    static_cast<void>(::setsockopt(s.native_handle(), level, name, &value, sizeof value));
}

void set_options(stream_socket& s, bool tcp, unsigned buffer_size)
{
    set(s, SOL_SOCKET, SO_SNDBUF, static_cast<int>(buffer_size));
    if (!tcp)
        return;
    set(s, IPPROTO_TCP, TCP_NODELAY, 1);
    // A path that dies silently is noticed after 60 + 4 * 15 s.
    set(s, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(s, IPPROTO_TCP, TCP_KEEPIDLE, 60);
    set(s, IPPROTO_TCP, TCP_KEEPINTVL, 15);
    set(s, IPPROTO_TCP, TCP_KEEPCNT, 4);
    // An address that swallows everything is given up after about 7 s, so that the other family has its turn.
    set(s, IPPROTO_TCP, TCP_SYNCNT, 2);
}

asio::awaitable<error_code> connect_to(stream_socket& socket, const generic_endpoint& to, bool tcp,
                                       unsigned buffer_size)
{
    error_code error;
    if (socket.is_open())
        socket.close(error);
    socket.open(to.protocol(), error);
    if (error)
        co_return error;
    set_options(socket, tcp, buffer_size);
    auto [failed] = co_await socket.async_connect(to, task::as_result);
    if (failed)
        co_return failed;
    // A Unix listener whose queue is full says "try again", which looks like a connection.
    socket.remote_endpoint(error);
    co_return error;
}

// The addresses of `host`: a literal, or what the resolver finds, on a thread of its own.
asio::awaitable<error_code> look_up(const std::string& host, std::uint16_t port, const asio::ip::tcp& family,
                                    std::vector<asio::ip::tcp::endpoint>& found)
{
    error_code no_literal;
    const auto address = asio::ip::make_address(host, no_literal);
    if (!no_literal) {
        found.emplace_back(address, port);
        co_return error_code{};
    }
    auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver{executor};
    const std::string service = std::to_string(port);
    auto [error, results] = co_await resolver.async_resolve(family, host, service, task::as_result);
    for (const auto& r : results)
        if (found.size() != most_addresses_of_a_name)
            found.push_back(r.endpoint());
    co_return error;
}

void tell(observer& o, std::string_view where, const error_code& error)
{
    if (error && error != asio::error::operation_aborted) // aborted: we stop
        o.refused(where, error);
}

std::string text_of(const asio::ip::tcp::endpoint& e)
{
    const std::string address = e.address().to_string();
    return (e.address().is_v6() ? '[' + address + ']' : address) + ':' + std::to_string(e.port());
}

asio::awaitable<bool> connect_tcp(stream_socket& socket, std::string& where, const std::string& host,
                                  const asio::ip::tcp& family, const config::feed_settings& s, observer& o)
{
    if (host.empty())
        co_return false;
    std::vector<asio::ip::tcp::endpoint> found;
    const error_code unknown = co_await look_up(host, s.port, family, found);
    tell(o, host, unknown);
    for (const auto& endpoint : found) {
        where = text_of(endpoint);
        const generic_endpoint to{endpoint};
        const error_code error = co_await connect_to(socket, to, true, s.buffer_size);
        if (!error)
            co_return true;
        tell(o, where, error);
    }
    co_return false;
}

asio::awaitable<bool> connect_unix(stream_socket& socket, std::string& where, const config::feed_settings& s,
                                   observer& o)
{
    where = "unix:" + s.unix_socket.native();
    const generic_endpoint to{asio::local::stream_protocol::endpoint{s.unix_socket.native()}};
    const error_code error = co_await connect_to(socket, to, false, s.buffer_size);
    tell(o, where, error);
    co_return !error;
}

}

asio::awaitable<bool> connect(stream_socket& socket, std::string& where, const config::feed_settings& s,
                              observer& o)
{
    if (s.transport == config::feed_transport::unix_socket) {
        const bool done = co_await connect_unix(socket, where, s, o);
        co_return done;
    }
    const asio::ip::tcp v6 = asio::ip::tcp::v6();
    const asio::ip::tcp v4 = asio::ip::tcp::v4();
    bool done = false;
    if (!s.disable_ipv6)
        done = co_await connect_tcp(socket, where, s.host_ipv6, v6, s, o);
    if (!done)
        done = co_await connect_tcp(socket, where, s.host_ipv4, v4, s, o);
    co_return done;
}

}

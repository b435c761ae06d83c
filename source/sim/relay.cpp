// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/relay.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace hblink::sim {

using asio::ip::udp;

namespace {

constexpr std::size_t longest_datagram = 2048;
constexpr int buffer_size = 1 << 20;
// As good as never: a datagram that enters wakes the delivery up.
constexpr std::chrono::hours nothing_under_way{1};

udp::socket open_socket(const asio::any_io_executor& executor, const udp::endpoint& server)
{
    udp::socket s{executor, udp::endpoint{server.address(), 0}};
    s.non_blocking(true);
    boost::system::error_code ignored; // the kernel's own size will do
    s.set_option(udp::socket::receive_buffer_size{buffer_size}, ignored);
    s.set_option(udp::socket::send_buffer_size{buffer_size}, ignored);
    return s;
}

// Reads what there is, and hands each datagram to f(bytes, from).
template <class F>
void drain(udp::socket& s, F f)
{
    std::array<std::byte, longest_datagram> data;
    for (;;) {
        udp::endpoint from;
        boost::system::error_code error;
        const std::size_t n = s.receive_from(asio::buffer(data), from, 0, error);
        if (error == asio::error::would_block)
            return;
        if (!error) // others, such as "nobody is listening there", are those of a real network
            f(std::span{data}.first(n), from);
    }
}

}

// Each direction has chances of its own: what happens in one does not depend on the traffic in the other.
relay::relay(asio::any_io_executor executor, const udp::endpoint& server, const directions& d,
             std::uint32_t seed)
    : server_{server},
      inside_{open_socket(executor, server)},
      lines_{one_way{bad_line{d.to_server, seed}, asio::steady_timer{executor}},
             one_way{bad_line{d.to_clients, seed + 1}, asio::steady_timer{executor}}}
{}

void relay::start(task::task_group& group)
{
    group.spawn("from clients", [this, &group] { return receive_from_clients(group); });
    group.spawn("to the server", [this] { return deliver(true); });
    group.spawn("to clients", [this] { return deliver(false); });
}

asio::awaitable<void> relay::receive_from_clients(task::task_group& group)
{
    for (;;) {
        auto [error] = co_await inside_.async_wait(udp::socket::wait_read, task::as_result);
        if (error)
            co_return; // cancelled
        drain(inside_, [&](std::span<const std::byte> bytes, const udp::endpoint& from) {
            if (const std::size_t c = client_at(from, group); c < most_clients)
                enter(true, c, bytes);
            else
                ++refused_;
        });
    }
}

asio::awaitable<void> relay::receive_from_server(std::size_t number)
{
    udp::socket& outside = clients_[number].outside;
    for (;;) {
        auto [error] = co_await outside.async_wait(udp::socket::wait_read, task::as_result);
        if (error)
            co_return; // cancelled
        drain(outside, [&](std::span<const std::byte> bytes, const udp::endpoint& from) {
            if (from != server_)
                return;
            if (witness_)
                witness_(false, clients_[number].own, bytes);
            enter(false, number, bytes);
        });
    }
}

// A new one gets a port of its own towards the server.
std::size_t relay::client_at(const udp::endpoint& who, task::task_group& group)
{
    const auto found =
        std::find_if(clients_.begin(), clients_.end(), [&](const client& c) { return c.own == who; });
    const auto number = static_cast<std::size_t>(found - clients_.begin());
    if (found != clients_.end() || number == most_clients)
        return number;
    clients_.push_back({who, open_socket(inside_.get_executor(), server_)});
    group.spawn("from the server", [this, number] { return receive_from_server(number); });
    return number;
}

void relay::enter(bool to_server, std::size_t number, std::span<const std::byte> bytes)
{
    one_way& way = lines_[to_server ? 0 : 1];
    way.line.enter({number, {bytes.begin(), bytes.end()}}, std::chrono::steady_clock::now());
    way.due.cancel(); // it may be due before all others
}

asio::awaitable<void> relay::deliver(bool to_server)
{
    one_way& way = lines_[to_server ? 0 : 1];
    auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        const auto now = std::chrono::steady_clock::now();
        while (const auto p = way.line.take(now))
            send(to_server, *p);
        way.due.expires_at(way.line.next_delivery().value_or(now + nothing_under_way));
        co_await way.due.async_wait(task::as_result);
    }
}

void relay::send(bool to_server, const bad_line::parcel& p)
{
    client& c = clients_[p.destination];
    udp::socket& from = to_server ? c.outside : inside_;
    boost::system::error_code error;
    from.send_to(asio::buffer(p.datagram), to_server ? server_ : c.own, 0, error);
    if (error)
        ++refused_;
    else if (to_server && witness_)
        witness_(true, c.own, p.datagram);
}

}

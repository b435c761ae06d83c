// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/link_task.hpp"

#include "hblink/net/peer_reception.hpp"
#include "hblink/net/route.hpp"
#include "hblink/task/as_result.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace hblink::net {
namespace {

using clock = std::chrono::steady_clock;

// However often something is due: a link must not keep the processor busy.
constexpr std::chrono::milliseconds shortest_wait{1};

class link_task
{
public:
    link_task(peer_surroundings& around, core::link_id link, const asio::any_io_executor& executor)
        : around_{around}, link_{link}, executor_{executor}, due_{executor}, resolver_{around.look_up}
    {}

    asio::awaitable<void> run();

private:
    const core::link* find() const { return around_.router.find(link_); }
    bool goes_on() const // the attempt, or the session
    {
        const core::link* const l = find();
        return l != nullptr && l->open;
    }
    asio::awaitable<void> attempt();
    asio::awaitable<bool> try_address(wire::endpoint peer);
    udp_socket* open_socket(const wire::endpoint& peer);
    asio::awaitable<void> live(udp_socket&);
    asio::awaitable<void> keep_time();
    bool look_at_time();
    void fail(core::link_failure f, const std::string& detail)
    {
        around_.router.fail_link(link_, f, detail, clock::now());
    }

    peer_surroundings& around_;
    core::link_id link_;
    asio::any_io_executor executor_;
    asio::steady_timer due_; // of what the link has to do next
    resolver resolver_;
    bool tried_{false};   // an address of this attempt
    std::string trouble_; // with the last address that could not be tried
};

// Closes it when the attempt is over, or the link was removed; a link that is up when the server stops needs
// its socket for the goodbye.
class socket_of_attempt
{
public:
    socket_of_attempt(peer_surroundings& around, core::link_id link, udp_socket& s)
        : around_{around}, link_{link}, socket_{s}
    {}
    ~socket_of_attempt()
    {
        const core::link* const l = around_.router.find(link_);
        if (l == nullptr || !l->open)
            around_.net.close(socket_.port());
    }
    socket_of_attempt(const socket_of_attempt&) = delete;
    socket_of_attempt& operator=(const socket_of_attempt&) = delete;

private:
    peer_surroundings& around_;
    core::link_id link_;
    udp_socket& socket_;
};

asio::awaitable<void> link_task::run()
{
    asio::steady_timer pause{executor_};
    while (find() != nullptr) {
        co_await attempt();
        pause.expires_after(std::max<core::duration>(around_.router.outcome_of(link_).pause, shortest_wait));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

// One look-up, and the addresses that it brought, one after the other.
asio::awaitable<void> link_task::attempt()
{
    around_.router.begin_link(link_, clock::now());
    const core::link* l = find();
    if (l == nullptr)
        co_return;
    const std::uint16_t port = l->settings.port;
    std::string name = l->settings.address;
    resolved answer = co_await resolver_.resolve(std::move(name), address_family::any);
    if (answer.addresses.empty()) {
        fail(core::link_failure::no_address, answer.trouble);
        co_return;
    }
    tried_ = false;
    for (const wire::address& address : answer.addresses) {
        const wire::endpoint peer{address, port};
        const bool next = co_await try_address(peer);
        if (!next)
            break;
    }
    if (!tried_)
        fail(core::link_failure::no_socket, trouble_);
}

// Answers whether the next address is to be tried.
asio::awaitable<bool> link_task::try_address(wire::endpoint peer)
{
    const auto bound = around_.bound();
    if (leads_to_us(peer, bound)) {
        tried_ = true;
        fail(core::link_failure::itself, peer.to_string());
        co_return false;
    }
    udp_socket* const socket = open_socket(peer);
    if (socket == nullptr)
        co_return true;
    tried_ = true;
    const socket_of_attempt until_done{around_, link_, *socket};
    const core::path path{socket->port(), {}, peer};
    around_.router.open_link(link_, path, clock::now());
    co_await live(*socket);
    co_return around_.router.outcome_of(link_).try_next_address;
}

// Null: nothing can be sent to that address from here.
udp_socket* link_task::open_socket(const wire::endpoint& peer)
{
    boost::system::error_code error = check_route(peer);
    if (!error) {
        try {
            const wire::address any = peer.address.is_v4() ? wire::address::v4(0) : wire::address{};
            return &around_.net.open(executor_, {any, 0});
        } catch (const boost::system::system_error& e) {
            error = e.code();
        }
    }
    trouble_ = peer.to_string() + ": " + error.message();
    return nullptr;
}

// As long as the link goes on with this socket.
asio::awaitable<void> link_task::live(udp_socket& socket)
{
    task::task_group both{executor_};
    peer_reader reader{.handle =
                           [this](const udp_socket::received& r, core::time_point now) {
                               around_.router.on_link_datagram(link_, r.path, r.datagram, now);
                           },
                       .goes_on = [this] { return look_at_time(); }};
    both.spawn("datagrams", [&]() -> asio::awaitable<void> {
        co_await receive_from_peer(around_, socket, std::move(reader));
        both.cancel();
    });
    both.spawn("time", [&]() -> asio::awaitable<void> {
        co_await keep_time();
        both.cancel();
    });
    co_await both.join();
}

asio::awaitable<void> link_task::keep_time()
{
    auto earliest = clock::now();
    while (goes_on()) {
        due_.expires_at(std::max(find()->due(), earliest));
        auto [cut_short] = co_await due_.async_wait(task::as_result);
        const auto stopped = co_await asio::this_coro::cancellation_state;
        if (stopped.cancelled() != asio::cancellation_type::none)
            co_return;
        const auto now = clock::now();
        if (cut_short || !goes_on() || now < find()->due())
            continue;
        around_.router.on_link_time(link_, now);
        earliest = now + shortest_wait;
    }
}

// After datagrams: what was due may be due earlier now. Answers whether the link goes on.
bool link_task::look_at_time()
{
    if (!goes_on())
        return false;
    if (find()->due() < due_.expiry())
        due_.cancel();
    return true;
}

}

asio::awaitable<void> run_link(peer_surroundings& around, core::link_id link)
{
    auto executor = co_await asio::this_coro::executor;
    link_task task{around, link, executor};
    co_await task.run();
}

}

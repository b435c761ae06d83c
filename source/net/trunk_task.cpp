// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/trunk_task.hpp"

#include "hblink/net/peer_reception.hpp"
#include "hblink/net/route.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hblink::net {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds until_bound_again{30};
constexpr std::chrono::seconds shortest_pause{5}; // after a look-up that failed; then twice as long
constexpr std::chrono::seconds longest_pause{60};

class trunk_task
{
public:
    trunk_task(peer_surroundings& around, core::trunk_id trunk, const asio::any_io_executor& executor)
        : around_{around}, trunk_{trunk}, executor_{executor}, resolver_{around.look_up}
    {}
    ~trunk_task()
    {
        if (socket_ != nullptr && find() == nullptr)
            around_.net.close(socket_->port());
    }
    trunk_task(const trunk_task&) = delete;
    trunk_task& operator=(const trunk_task&) = delete;

    asio::awaitable<void> run();

private:
    const core::trunk* find() const { return around_.router.find(trunk_); }
    bool bind();
    asio::awaitable<void> follow_peer();
    asio::awaitable<bool> look_up_peer();
    bool take(const resolved&);
    void fail(core::trunk_failure, const std::string& detail);

    peer_surroundings& around_;
    core::trunk_id trunk_;
    asio::any_io_executor executor_;
    udp_socket* socket_{}; // null: not bound yet
    resolver resolver_;
    std::optional<core::trunk_failure> failure_; // the last one that was told of, if it lasts
    std::string detail_;
};

asio::awaitable<void> trunk_task::run()
{
    asio::steady_timer pause{executor_};
    while (!bind()) {
        pause.expires_after(until_bound_again);
        co_await pause.async_wait(asio::use_awaitable);
    }
    task::task_group both{executor_};
    peer_reader reader{.handle =
                           [this](const udp_socket::received& r, core::time_point now) {
                               around_.router.on_trunk_datagram(trunk_, r.path, r.datagram, now);
                           },
                       .goes_on = [this] { return find() != nullptr; }};
    both.spawn("datagrams", [&] { return receive_from_peer(around_, *socket_, std::move(reader)); });
    both.spawn("peer", [this] { return follow_peer(); });
    co_await both.join();
}

bool trunk_task::bind()
{
    const core::trunk* const t = find();
    if (t == nullptr)
        return false; // this task is about to be cancelled
    const wire::endpoint local{t->settings.local_address, t->settings.local_port};
    try {
        socket_ = &around_.net.open(executor_, local);
    } catch (const boost::system::system_error& e) {
        fail(core::trunk_failure::no_socket, local.to_string() + ": " + e.code().message());
        return false;
    }
    failure_.reset();
    around_.router.open_trunk(trunk_, socket_->port(), clock::now());
    return true;
}

// A peer may get another address: that of a dial-up line, or of a machine that was moved.
asio::awaitable<void> trunk_task::follow_peer()
{
    asio::steady_timer timer{executor_};
    auto pause = shortest_pause;
    while (find() != nullptr) {
        const bool found = co_await look_up_peer();
        if (found) {
            pause = shortest_pause;
            timer.expires_after(around_.ask_again);
        } else {
            timer.expires_after(pause);
            pause = std::min(2 * pause, longest_pause);
        }
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<bool> trunk_task::look_up_peer()
{
    const config::trunk_settings& s = find()->settings;
    std::string name = s.target_address;
    const auto family = s.local_address.is_v4() ? address_family::v4 : address_family::v6;
    resolved answer = co_await resolver_.resolve(std::move(name), family);
    co_return take(answer);
}

// The address in use is kept for as long as it is among the answers: their order may change each time.
bool trunk_task::take(const resolved& answer)
{
    const core::trunk* const t = find();
    if (t == nullptr)
        return false;
    const auto& all = answer.addresses;
    const std::uint16_t port = t->settings.target_port;
    if (all.empty()) {
        fail(core::trunk_failure::no_address, answer.trouble);
        return false;
    }
    auto best = all.begin();
    if (t->peer_known)
        best = std::find(all.begin(), all.end(), t->path.remote.address);
    if (best == all.end())
        best = std::find_if(all.begin(), all.end(), [&](const wire::address& a) {
            return !check_route({a, port});
        });
    const wire::endpoint peer{best == all.end() ? all.front() : *best, port};
    std::vector<wire::endpoint> ours = around_.bound();
    ours.push_back(socket_->local_endpoint());
    if (leads_to_us(peer, ours)) {
        fail(core::trunk_failure::itself, peer.to_string());
        return false;
    }
    failure_.reset();
    around_.router.resolve_trunk(trunk_, peer, clock::now());
    return true;
}

// Tried again and again, but told once.
void trunk_task::fail(core::trunk_failure f, const std::string& detail)
{
    if (failure_ == f && detail_ == detail)
        return;
    failure_ = f;
    detail_ = detail;
    around_.router.fail_trunk(trunk_, f, detail, clock::now());
}

}

asio::awaitable<void> run_trunk(peer_surroundings& around, core::trunk_id trunk)
{
    auto executor = co_await asio::this_coro::executor;
    trunk_task task{around, trunk, executor};
    co_await task.run();
}

}

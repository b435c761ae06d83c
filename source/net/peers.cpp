// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/peers.hpp"

#include "hblink/net/link_task.hpp"
#include "hblink/net/trunk_task.hpp"
#include "hblink/task/as_result.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace hblink::net {

peers::peers(asio::any_io_executor executor, peer_surroundings around)
    : executor_{std::move(executor)},
      around_{std::move(around)},
      changed_{executor_, asio::steady_timer::time_point::max()}
{}

void peers::reconcile() { changed_.cancel(); }

asio::awaitable<void> peers::run()
{
    task::task_group all{executor_};
    all.spawn("supervision", [this, &all] { return supervise(all); });
    co_await all.join();
}

asio::awaitable<void> peers::supervise(task::task_group& all)
{
    for (;;) {
        // First those that were removed: a new one may want the same port.
        if (stop_removed())
            start_new(all);
        co_await changed_.async_wait(task::as_result);
        const auto stopped = co_await asio::this_coro::cancellation_state;
        if (stopped.cancelled() != asio::cancellation_type::none)
            co_return;
    }
}

bool peers::is_removed(const entry& e) const
{
    return std::visit([this](auto n) { return around_.router.find(n) == nullptr; }, e.is);
}

bool peers::has(number n) const
{
    return std::any_of(entries_.begin(), entries_.end(), [&](const entry& e) { return e.is == n; });
}

bool peers::stop_removed()
{
    entries_.remove_if([](const entry& e) { return e.ended; });
    bool all_ended = true;
    for (entry& e : entries_)
        if (is_removed(e)) {
            e.own.cancel();
            all_ended = false;
        }
    return all_ended;
}

void peers::start_new(task::task_group& all)
{
    around_.router.for_each_link([&](const core::link& l) {
        if (!has(l.number))
            start(all, l.number, "link " + l.settings.name);
    });
    around_.router.for_each_trunk([&](const core::trunk& t) {
        if (!has(t.number))
            start(all, t.number, "trunk " + t.settings.name);
    });
}

void peers::start(task::task_group& all, number n, std::string name)
{
    entry& added = entries_.emplace_back(executor_, n);
    all.spawn(std::move(name), [this, &added] { return live(added); });
}

asio::awaitable<void> peers::live(entry& e)
{
    if (const auto* const link = std::get_if<core::link_id>(&e.is))
        e.own.spawn("link", [this, n = *link] { return run_link(around_, n); });
    else
        e.own.spawn("trunk", [this, n = std::get<core::trunk_id>(e.is)] { return run_trunk(around_, n); });
    co_await e.own.join();
    e.ended = true; // it may be forgotten from here on
    changed_.cancel();
}

}

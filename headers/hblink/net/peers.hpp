// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/net/peer_surroundings.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <string>
#include <variant>

namespace hblink::net {

// One task for each link and trunk that the router has: begins those of new ones, ends those of removed ones.
class peers
{
public:
    // All that `around` refers to must outlive this.
    peers(asio::any_io_executor, peer_surroundings around);

    // Runs until it is cancelled. The sockets stay open then: the goodbyes of the links go out by them.
    asio::awaitable<void> run();

    // The router has other links and trunks than before: after a reload.
    void reconcile();

private:
    using number = std::variant<core::link_id, core::trunk_id>;
    struct entry
    {
        entry(const asio::any_io_executor& e, number n) : is{n}, own{e} {}
        number is;
        task::task_group own; // so that it can be cancelled alone
        bool ended{false};
    };

    asio::awaitable<void> supervise(task::task_group& all);
    asio::awaitable<void> live(entry&);
    bool stop_removed(); // false: some have not ended yet
    void start_new(task::task_group& all);
    void start(task::task_group& all, number, std::string name);
    bool is_removed(const entry&) const;
    bool has(number) const;

    asio::any_io_executor executor_;
    peer_surroundings around_;
    asio::steady_timer changed_; // never expires: cancelled when there is something to do
    std::list<entry> entries_;
};

}

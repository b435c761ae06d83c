// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hblink::task {

// Coroutines that end together: cancellation flows down to them, and the first error flows up to whoever
// joins. Every coroutine of the program is the child of a group, and a group outlives its children: join it
// before it is destroyed. To be used on the executor's thread only.
class task_group
{
public:
    explicit task_group(asio::any_io_executor executor);
    ~task_group(); // nothing may be running
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // Starts make(), a callable that returns awaitable<void>; the group keeps it for as long as its coroutine
    // runs, so it may capture. In a group that was cancelled, the child is cancelled at once.
    template <class Make>
    void spawn(std::string name, Make make);

    // Asks every child to end: its next co_await throws operation_aborted. A child may clean up after
    // `co_await this_coro::reset_cancellation_state()`; a second cancel() ends that, too.
    void cancel();

    // Returns when the last child has ended. Throws the first error of a child (which has cancelled the
    // others); that a child was cancelled is no error. When the joiner is cancelled, it cancels the
    // children, waits for them, and throws operation_aborted.
    asio::awaitable<void> join();

    // Calls f(std::string_view name) for each child that has not ended, in the order they were started.
    template <class F>
    void for_each_running(F f) const;

    std::size_t running() const noexcept { return running_; }

private:
    struct child
    {
        explicit child(std::string n) : name{std::move(n)} {}
        std::string name;
        asio::cancellation_signal stop; // must not move: hence the list
        bool done{false};
    };

    void on_exit(child& which, std::exception_ptr error);
    void sweep();

    asio::any_io_executor executor_;
    asio::steady_timer idle_; // never expires: cancelled to wake the joiners
    std::list<child> children_;
    std::exception_ptr first_error_;
    std::size_t running_{0};
    unsigned keep_{0}; // while not zero, a child that ends is not erased: somebody still refers to it
    bool stopping_{false};
};

template <class Make>
void task_group::spawn(std::string name, Make make)
{
    static_assert(std::is_same_v<std::invoke_result_t<Make&>, asio::awaitable<void>>);
    ++keep_; // the child may end inside co_spawn
    auto& added = children_.emplace_back(std::move(name));
    ++running_;
    asio::co_spawn(executor_, std::move(make),
                   asio::bind_cancellation_slot(added.stop.slot(), [this, &added](std::exception_ptr error) {
                       on_exit(added, error);
                   }));
    if (stopping_ && !added.done)
        added.stop.emit(asio::cancellation_type::terminal);
    --keep_;
    sweep();
}

template <class F>
void task_group::for_each_running(F f) const
{
    for (const auto& c : children_)
        if (!c.done)
            f(std::string_view{c.name});
}

}

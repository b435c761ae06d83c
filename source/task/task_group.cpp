// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/task/task_group.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>

namespace hblink::task {

namespace {

bool is_cancellation(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}

task_group::task_group(asio::any_io_executor executor)
    : executor_{std::move(executor)}, idle_{executor_, asio::steady_timer::time_point::max()}
{}

task_group::~task_group() { assert(running_ == 0); }

void task_group::cancel()
{
    stopping_ = true;
    ++keep_;
    for (auto& c : children_)
        if (!c.done)
            c.stop.emit(asio::cancellation_type::terminal);
    --keep_;
    sweep();
}

void task_group::on_exit(child& which, std::exception_ptr error)
{
    which.done = true;
    --running_;
    if (error && !first_error_ && !is_cancellation(error)) {
        first_error_ = error;
        cancel();
    }
    sweep();
    if (running_ == 0)
        idle_.cancel();
}

void task_group::sweep()
{
    if (keep_ == 0)
        children_.remove_if([](const child& c) { return c.done; });
}

asio::awaitable<void> task_group::join()
{
    // The children must be waited for even when the joiner is cancelled, so nothing may throw in between.
    const bool throwing = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    bool aborted = false;
    for (;;) {
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            aborted = true;
            co_await asio::this_coro::reset_cancellation_state();
            cancel();
        }
        if (running_ == 0)
            break;
        co_await idle_.async_wait(as_result);
    }
    co_await asio::this_coro::throw_if_cancelled(throwing);
    if (first_error_)
        std::rethrow_exception(std::exchange(first_error_, nullptr));
    if (aborted)
        throw boost::system::system_error{asio::error::operation_aborted};
}

}

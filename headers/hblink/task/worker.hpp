// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/as_result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace hblink::task {

// The queue of a worker is full.
struct worker_is_full : std::runtime_error
{
    worker_is_full() : std::runtime_error{"too much is waiting for this worker"} {}
};

// The job was not done in the time that its caller would wait; it goes on.
struct worker_is_late : std::runtime_error
{
    worker_is_late() : std::runtime_error{"this takes too long"} {}
};

// A thread for what may take long, files above all, with a bounded queue. To be used on the executor's
// thread.
//
// Nobody ever waits for the thread: a read from a network drive that is gone may hang for ever. When the
// worker is destroyed, jobs that have not begun are forgotten; one that has begun is left behind with its
// thread, which ends after it, or with the process. So a job owns, or shares, all that it touches. Whoever
// waits for a job then gets operation_aborted.
class worker
{
public:
    // At most `most` jobs wait, beside the one under way.
    worker(asio::any_io_executor home, std::size_t most);
    ~worker();
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    // Runs job() on the thread and answers what it returns, or throws what it throws. Throws worker_is_full
    // when it cannot even wait, worker_is_late when it was not done within `limit`. In that case, and when
    // the caller is cancelled, the job is run nevertheless.
    template <class Job>
    asio::awaitable<std::invoke_result_t<Job&>>
    run(Job job, std::optional<std::chrono::steady_clock::duration> limit = std::nullopt);

    // Runs job() on the thread, and nobody waits for it; it must not throw. False: it is full.
    bool post(std::function<void()> job);

    bool is_busy() const; // a job is under way, or waits

private:
    using done = std::function<void(bool ran)>;
    struct state;

    bool post(std::function<void()> job, done then); // calls then(true) at home
    static void work(const std::shared_ptr<state>&);
    static void finish(const std::shared_ptr<state>&, std::size_t number);

    std::shared_ptr<state> state_; // with the thread
};

template <class Job>
asio::awaitable<std::invoke_result_t<Job&>>
worker::run(Job job, std::optional<std::chrono::steady_clock::duration> limit)
{
    using result = std::invoke_result_t<Job&>;
    struct outcome // shared with the thread
    {
        std::optional<result> value;
        std::exception_ptr error;
    };
    struct waiting // at home only: a timer must not be destroyed on another thread
    {
        explicit waiting(const asio::any_io_executor& e) : timer{e, asio::steady_timer::time_point::max()} {}
        asio::steady_timer timer; // cancelled to wake us; expires only if there is a limit
        bool done{false};
        bool ran{false};
    };
    auto executor = co_await asio::this_coro::executor;
    const auto shared = std::make_shared<outcome>();
    const auto here = std::make_shared<waiting>(executor);
    std::function<void()> on_thread = [shared, job = std::make_shared<Job>(std::move(job))] {
        try {
            shared->value.emplace((*job)());
        } catch (...) {
            shared->error = std::current_exception();
        }
    };
    if (limit)
        here->timer.expires_after(*limit);
    done at_home = [here](bool ran) {
        here->done = true;
        here->ran = ran;
        here->timer.cancel();
    };
    if (!post(std::move(on_thread), std::move(at_home)))
        throw worker_is_full{};
    while (!here->done) {
        auto [error] = co_await here->timer.async_wait(as_result);
        const auto stopped = co_await asio::this_coro::cancellation_state;
        if (stopped.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error{asio::error::operation_aborted};
        if (!error && !here->done)
            throw worker_is_late{};
    }
    if (!here->ran)
        throw boost::system::system_error{asio::error::operation_aborted};
    if (shared->error)
        std::rethrow_exception(shared->error);
    co_return std::move(*shared->value);
}

}

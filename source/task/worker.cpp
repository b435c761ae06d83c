// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/task/worker.hpp"

#include <boost/asio/post.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace hblink::task {

// What the worker and its thread share, and which the last of them deletes.
struct worker::state
{
    struct entry
    {
        std::size_t number{};
        std::function<void()> job;
    };

    state(asio::any_io_executor e, std::size_t m) : home{std::move(e)}, most{m} {}

    const asio::any_io_executor home;
    const std::size_t most;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<entry> waiting;
    bool busy{false};
    bool closed{false}; // by the worker's destructor: after it, nothing is posted home

    // Touched at home only, as they refer to what lives there.
    std::map<std::size_t, done> on_done;
    std::size_t last_number{0};
};

worker::worker(asio::any_io_executor home, std::size_t most)
    : state_{std::make_shared<state>(std::move(home), most)}
{
    std::thread{[s = state_] { work(s); }}.detach();
}

worker::~worker()
{
    {
        const std::lock_guard lock{state_->mutex};
        state_->closed = true;
        state_->waiting.clear();
    }
    state_->changed.notify_one();
    for (const auto& [number, then] : std::exchange(state_->on_done, {}))
        then(false);
}

bool worker::post(std::function<void()> job) { return post(std::move(job), {}); }

bool worker::post(std::function<void()> job, done then)
{
    const std::size_t number = ++state_->last_number;
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->waiting.size() == state_->most)
            return false;
        state_->waiting.push_back({number, std::move(job)});
    }
    state_->changed.notify_one();
    if (then)
        state_->on_done.emplace(number, std::move(then));
    return true;
}

bool worker::is_busy() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->busy || !state_->waiting.empty();
}

// The thread.
void worker::work(const std::shared_ptr<state>& s)
{
    std::unique_lock lock{s->mutex};
    for (;;) {
        s->changed.wait(lock, [&] { return s->closed || !s->waiting.empty(); });
        if (s->closed)
            return;
        state::entry next = std::move(s->waiting.front());
        s->waiting.pop_front();
        s->busy = true;
        lock.unlock();
        next.job();
        next.job = nullptr; // what it holds may be large
        lock.lock();
        s->busy = false;
        // Under the lock: while it is held, the worker lives, and so does what it posts to.
        if (!s->closed)
            asio::post(s->home, [s, number = next.number] { finish(s, number); });
    }
}

// At home.
void worker::finish(const std::shared_ptr<state>& s, std::size_t number)
{
    const auto found = s->on_done.find(number); // not there: nobody waits, or the worker is gone
    if (found == s->on_done.end())
        return;
    const done then = std::move(found->second);
    s->on_done.erase(found);
    then(true);
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/task/worker.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using hblink::task::task_group;
using hblink::task::worker;
using hblink::task::worker_is_full;
using hblink::task::worker_is_late;

// A job that hangs until the test lets it go on.
class gate
{
public:
    std::function<int()> job()
    {
        return [opened = opened_, entered = entered_] {
            entered->set_value();
            opened.wait();
            return 7;
        };
    }
    void wait_until_entered() { entered_->get_future().wait(); }
    void open() { open_.set_value(); }

private:
    std::promise<void> open_;
    std::shared_future<void> opened_{open_.get_future().share()};
    std::shared_ptr<std::promise<void>> entered_{std::make_shared<std::promise<void>>()};
};

struct worker_fixture
{
    asio::io_context io{1};
    task_group group{io.get_executor()};
    std::vector<std::string> notes;

    // Runs the job and notes what comes of it.
    template <class Job>
    void note(worker& w, Job job, std::optional<std::chrono::steady_clock::duration> limit = std::nullopt)
    {
        auto run = [this, &w, job, limit]() -> asio::awaitable<void> {
            try {
                const int value = co_await w.run(job, limit);
                notes.push_back(std::to_string(value));
            } catch (const std::exception& e) {
                notes.emplace_back(e.what());
            }
        };
        group.spawn("job", run);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(worker_, worker_fixture)

BOOST_AUTO_TEST_CASE(a_job_runs_on_another_thread_and_its_result_comes_home)
{
    worker w{io.get_executor(), 4};
    const auto home = std::this_thread::get_id();
    note(w, [home] { return std::this_thread::get_id() == home ? 1 : 2; });
    io.run();
    BOOST_TEST(notes == std::vector<std::string>{"2"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(jobs_are_done_in_their_order)
{
    worker w{io.get_executor(), 4};
    for (int i = 1; i <= 4; ++i)
        note(w, [i] { return i; });
    io.run();
    BOOST_TEST(notes == (std::vector<std::string>{"1", "2", "3", "4"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_a_job_throws_comes_home_and_the_next_one_is_done)
{
    worker w{io.get_executor(), 4};
    note(w, []() -> int { throw std::runtime_error{"broken"}; });
    note(w, [] { return 2; });
    io.run();
    BOOST_TEST(notes == (std::vector<std::string>{"broken", "2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_finds_no_room_is_refused_at_once)
{
    worker w{io.get_executor(), 1};
    gate hanging;
    note(w, hanging.job());
    io.poll();
    hanging.wait_until_entered();
    note(w, [] { return 2; });
    io.poll();
    BOOST_TEST(w.is_busy());
    note(w, [] { return 3; });
    BOOST_TEST(!w.post([] {}));
    io.poll();
    BOOST_TEST(notes == std::vector<std::string>{worker_is_full{}.what()}, boost::test_tools::per_element());
    hanging.open();
    io.run();
    BOOST_TEST(notes.size() == 3U);
    BOOST_TEST(notes.back() == "2");
}

BOOST_AUTO_TEST_CASE(who_will_not_wait_for_ever_is_told_when_it_takes_too_long)
{
    worker w{io.get_executor(), 4};
    gate hanging;
    note(w, hanging.job(), std::chrono::milliseconds{1});
    io.poll();
    hanging.wait_until_entered();
    io.run();
    BOOST_TEST(notes == std::vector<std::string>{worker_is_late{}.what()}, boost::test_tools::per_element());
    BOOST_TEST(w.is_busy()); // it goes on
    hanging.open();
    io.restart();
    note(
        w, [] { return 2; }, std::chrono::hours{1});
    io.run();
    BOOST_TEST(notes.back() == "2");
}

BOOST_AUTO_TEST_CASE(who_is_cancelled_does_not_wait_for_a_job_that_hangs)
{
    worker w{io.get_executor(), 4};
    gate hanging;
    note(w, hanging.job());
    io.poll();
    hanging.wait_until_entered();
    group.cancel();
    io.poll();
    BOOST_TEST(group.running() == 0U);
    BOOST_TEST(notes.size() == 1U);
    BOOST_TEST(w.is_busy());
    hanging.open();
}

BOOST_AUTO_TEST_CASE(a_worker_ends_without_waiting_for_a_job_that_hangs)
{
    gate hanging;
    auto kept = std::make_shared<int>(0);
    const std::weak_ptr<int> held = kept;
    {
        worker w{io.get_executor(), 4};
        w.post([job = hanging.job()] { job(); });
        w.post([kept] { ++*kept; }); // never begun
        kept.reset();
        hanging.wait_until_entered();
    }
    BOOST_TEST(held.expired()); // what did not begin is forgotten
    hanging.open();             // and the thread, which is still there, finds nothing to do
    io.run();
}

BOOST_AUTO_TEST_CASE(who_waits_when_the_worker_ends_is_woken_and_a_late_result_is_dropped)
{
    for (const bool late : {false, true}) {
        gate hanging;
        {
            worker w{io.get_executor(), 4};
            note(w, hanging.job());
            io.restart();
            io.poll();
            hanging.wait_until_entered();
            if (!late)
                hanging.open(); // the result is under way when the worker ends, or comes a little later
        }
        if (late)
            hanging.open();
        io.restart();
        io.poll();
        BOOST_TEST(notes.size() == (late ? 2U : 1U));
        BOOST_TEST(notes.back() != "7");
        BOOST_TEST(group.running() == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

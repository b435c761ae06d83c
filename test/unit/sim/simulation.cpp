// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/simulation.hpp"

#include "hblink/sim/transport.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <vector>

#include "support/small_master.hpp"

using namespace hblink;
using namespace std::chrono_literals;

namespace {

sim::options small_run()
{
    sim::options o;
    o.repeaters = 8;
    o.passphrase = "labpass";
    o.talkgroups = {dmr::talkgroup{91}, dmr::talkgroup{92}};
    o.calls = 2;
    o.call_seconds = 3.6;
    o.seconds = 2;
    o.speed = 20;
    return o;
}

// A simulation and a small server in one loop.
struct run
{
    asio::io_context io{1};
    test::small_master master;
    sim::transport transport;
    std::vector<std::string> lines;
    sim::simulation simulation;
    std::chrono::milliseconds stop_after{0}; // 0: never

    explicit run(const sim::options& o, const std::string& address = "127.0.0.1")
        : master{io, asio::ip::make_address(address), "labpass"},
          transport{io.get_executor(), master.local(), o.repeaters},
          simulation{o, transport, [this](const std::string& line) { lines.push_back(line); }}
    {}

    asio::awaitable<void> play()
    {
        auto executor = co_await asio::this_coro::executor;
        task::task_group group{executor};
        auto serve = [this] { return master.serve(); };
        group.spawn("master", serve);
        transport.receive(group, [this](std::size_t repeater, wire::bytes bytes, sim::time_point now) {
            simulation.on_datagram(repeater, bytes, now);
        });
        asio::steady_timer alarm{executor};
        if (stop_after > 0ms) {
            alarm.expires_after(stop_after);
            alarm.async_wait([this](boost::system::error_code) { simulation.stop(); });
        }
        co_await simulation.run();
        // The server hears the last goodbyes.
        alarm.expires_after(100ms);
        co_await alarm.async_wait(asio::use_awaitable);
        group.cancel();
        co_await group.join();
    }

    sim::summary operator()()
    {
        std::exception_ptr failure;
        auto all = [this] { return play(); };
        asio::co_spawn(io, all, [&failure](std::exception_ptr error) { failure = error; });
        io.run();
        if (failure)
            std::rethrow_exception(failure);
        return simulation.result();
    }
};

}

BOOST_AUTO_TEST_SUITE(simulations)

BOOST_AUTO_TEST_CASE(a_server_that_forwards_everything_passes)
{
    run r{small_run()};
    const sim::summary s = r();
    BOOST_TEST(s.passed());
    BOOST_TEST(s.logged_in == 8u);
    BOOST_TEST(s.logins == 8u);
    BOOST_TEST(s.totals.calls >= 2u);
    BOOST_TEST(s.totals.sent >= 2 * 62u);
    BOOST_TEST(s.totals.expected == 3 * s.totals.sent);
    BOOST_TEST(s.totals.heard == s.totals.expected);
    BOOST_TEST(s.totals.foreign == 0u);
    BOOST_TEST(s.own_drops == 0u);
    BOOST_TEST(r.master.goodbyes() == 8u);
    BOOST_TEST(r.master.sessions() == 0u);
    BOOST_REQUIRE(!r.lines.empty());
    BOOST_TEST(r.lines[0].starts_with("1 s: 8 of 8 logged in"));
}

BOOST_AUTO_TEST_CASE(over_ipv6_every_repeater_has_a_port_of_its_own)
{
    run r{small_run(), "::1"};
    const sim::summary s = r();
    BOOST_TEST(s.passed());
    BOOST_TEST(s.totals.heard == 3 * s.totals.sent);
    BOOST_TEST(r.master.goodbyes() == 8u);
}

BOOST_AUTO_TEST_CASE(a_server_that_drops_a_burst_fails)
{
    run r{small_run()};
    bool dropped = false;
    r.master.copies = [&dropped](const wire::dmrd& d) {
        const bool now = !dropped && d.sequence() == 10;
        dropped = dropped || now;
        return now ? 0 : 1;
    };
    const sim::summary s = r();
    BOOST_TEST(s.totals.lost == 1u);
    BOOST_TEST(!s.passed());
}

BOOST_AUTO_TEST_CASE(a_server_that_sends_a_burst_twice_fails)
{
    run r{small_run()};
    r.master.copies = [](const wire::dmrd& d) { return d.sequence() == 10 ? 2 : 1; };
    const sim::summary s = r();
    BOOST_TEST(s.totals.lost == 0u);
    BOOST_TEST(s.totals.unexpected >= 3u);
    BOOST_TEST(!s.passed());
}

BOOST_AUTO_TEST_CASE(what_loss_and_jitter_take_away_is_not_missing)
{
    sim::options o = small_run();
    o.loss = 20;
    o.jitter = 40;
    run r{o};
    const sim::summary s = r();
    BOOST_TEST(s.passed());
    BOOST_TEST(s.dropped_on_purpose > 0u);
    BOOST_TEST(s.totals.sent > 0u);
    BOOST_TEST(s.totals.heard == 3 * s.totals.sent);
}

BOOST_AUTO_TEST_CASE(a_wrong_passphrase_fails_and_says_where_it_is_stuck)
{
    sim::options o = small_run();
    o.passphrase = "wrong";
    o.seconds = 1;
    run r{o};
    const sim::summary s = r();
    BOOST_TEST(!s.passed());
    BOOST_TEST(s.logged_in == 0u);
    BOOST_TEST(s.refusals == 8u);
    BOOST_TEST(s.not_logged_in.at(sim::client_state::silent) == 8u);
    BOOST_TEST(s.totals.calls == 0u);
}

BOOST_AUTO_TEST_CASE(a_run_that_is_stopped_ends_its_calls_and_says_goodbye)
{
    sim::options o = small_run();
    o.seconds = 60;
    o.call_seconds = 600;
    run r{o};
    r.stop_after = 700ms;
    bool terminated = false;
    r.master.copies = [&terminated](const wire::dmrd& d) {
        terminated = terminated || d.is_terminator();
        return 1;
    };
    const sim::summary s = r();
    BOOST_TEST(s.passed());
    BOOST_TEST(s.seconds < 5.0);
    BOOST_TEST(s.totals.calls == 2u);
    BOOST_TEST(terminated);
    BOOST_TEST(r.master.goodbyes() == 8u);
}

BOOST_AUTO_TEST_SUITE_END()

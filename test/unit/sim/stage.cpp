// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/stage.hpp"

#include "hblink/sim/bridge.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace hblink;
using namespace std::chrono_literals;

// Two players on real sockets.
BOOST_AUTO_TEST_CASE(a_stage_brings_what_one_player_says_to_the_other)
{
    asio::io_context io{1};
    const sim::endpoint any{asio::ip::make_address("127.0.0.1"), 0};
    sim::stage one{io.get_executor(), any};
    sim::stage two{io.get_executor(), any};
    sim::call_plan plan;
    plan.talkgroups = {dmr::talkgroup{91}};
    plan.slot = dmr::slot::one;
    plan.every = 1s;
    plan.voice = 360ms;
    const auto quiet = [](const std::string&) {};
    sim::bridge talker{two.local(), "p", plan, quiet};
    sim::bridge listener{one.local(), "p", {}, quiet};
    const auto talk = [&]() -> asio::awaitable<void> {
        co_await one.play(talker, 700ms);
        two.stop();
    };
    const auto listen = [&] { return two.play(listener, 0s); };
    asio::co_spawn(io, talk, asio::detached);
    asio::co_spawn(io, listen, asio::detached);
    io.run();
    BOOST_TEST(listener.heard().total().bursts == 8U);
    BOOST_TEST(listener.heard().total().unfinished == 0U);
    BOOST_TEST(listener.passed());
    BOOST_TEST(one.send_failures() == 0U);
}

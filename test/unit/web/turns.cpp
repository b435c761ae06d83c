// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/turns.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <vector>

#include <sys/eventfd.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using namespace hblink;

struct fixture
{
    asio::io_context io{1};
    web::turns turns{io.get_executor()};
    task::task_group group{io.get_executor()};
    std::vector<int> order;

    asio::awaitable<void> work(int name, int times)
    {
        for (int i = 0; i < times; ++i) {
            co_await turns.take();
            order.push_back(name);
        }
    }
    void start(int name, int times = 1)
    {
        group.spawn("worker", [this, name, times] { return work(name, times); });
    }
    void give()
    {
        group.spawn("turns", [this] { return turns.give(); });
    }
    void end()
    {
        group.cancel();
        io.restart();
        io.run();
    }
};

// Is always readable, as a socket that is flooded.
struct flooded
{
    explicit flooded(asio::io_context& io) : descriptor{io, ::eventfd(1, EFD_NONBLOCK)} {}
    asio::posix::stream_descriptor descriptor;
};

}

BOOST_FIXTURE_TEST_SUITE(turns_test, fixture)

BOOST_AUTO_TEST_CASE(turns_are_given_in_order_and_round_and_round)
{
    for (int name = 0; name < 3; ++name)
        start(name, 2);
    give();
    io.poll();
    BOOST_TEST(order == (std::vector{0, 1, 2, 0, 1, 2}));
    BOOST_TEST(turns.waiting() == 0U);
    end();
}

BOOST_AUTO_TEST_CASE(somebody_who_comes_later_gets_a_turn_too)
{
    give();
    io.poll();
    start(1);
    io.restart();
    io.poll();
    BOOST_TEST(order == std::vector{1});
    end();
}

BOOST_AUTO_TEST_CASE(who_is_cancelled_gives_up_its_place)
{
    for (int name = 0; name < 3; ++name)
        start(name);
    io.poll();
    BOOST_TEST(turns.waiting() == 3U);
    end();
    BOOST_TEST(turns.waiting() == 0U);
    BOOST_TEST(group.running() == 0U);
}

// However many are waiting, the loop looks at the sockets after each of them.
BOOST_AUTO_TEST_CASE(a_socket_is_served_between_any_two_turns)
{
    constexpr int socket = -1;
    flooded f{io};
    auto listen = [&]() -> asio::awaitable<void> {
        for (;;) {
            co_await f.descriptor.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
            order.push_back(socket);
        }
    };
    group.spawn("socket", listen);
    for (int name = 0; name < 200; ++name)
        start(name, 2);
    give();
    while (std::count(order.begin(), order.end(), socket) < 600)
        io.run_one();
    int together = 0;
    int most_together = 0;
    for (const int who : order) {
        together = who == socket ? 0 : together + 1;
        most_together = std::max(most_together, together);
    }
    BOOST_TEST(std::count_if(order.begin(), order.end(), [](int who) { return who != socket; }) == 400);
    BOOST_TEST(most_together <= 2);
    end();
}

BOOST_AUTO_TEST_SUITE_END()

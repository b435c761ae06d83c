// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/receive.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "support/core_world.hpp"
#include "unit/net/loopback.hpp"

using namespace hblink;
using test::at;
using test::to;

namespace {

// Fails at each thing that it is told of.
class broken_sink final : public core::event_sink
{
public:
    using core::event_sink::on;
    void on(const core::stranger_refused&, core::time_point) override
    {
        throw std::runtime_error{"a defect"};
    }
};

struct served
{
    asio::io_context io{1};
    net::network network;
    broken_sink events;
    test::seeded_random random{1};
    core::router router{test::open_settings(), network, events, random};
    net::udp_socket& socket{network.listen(io.get_executor(), at("127.0.0.1"), net::families::one)};
    net::udp_socket client{io.get_executor(), core::port_id{0}, at("127.0.0.9"), net::families::one};
    task::task_group group{io.get_executor()};
    std::vector<std::string> faults;

    served()
    {
        group.spawn("listener", [this] {
            return net::receive(socket, network, router, [this](const core::path&, const std::exception& e) {
                faults.emplace_back(e.what());
            });
        });
    }
    ~served()
    {
        group.cancel();
        io.restart();
        io.poll();
    }
    void send(const test::datagram& d) { test::send(client, to(socket.local_endpoint()), d); }
    // Until that many datagrams have been received.
    void serve(std::uint64_t datagrams)
    {
        while (network.counters().received < datagrams)
            io.run_one();
    }
};

}

BOOST_FIXTURE_TEST_SUITE(receiving, served)

BOOST_AUTO_TEST_CASE(what_fails_for_one_datagram_does_not_stop_the_next)
{
    send(test::to_datagram(wire::write_keep_alive(dmr::repeater_id{7}))); // a stranger's: the sink throws
    send(test::to_datagram(wire::write_login_request(dmr::repeater_id{7})));
    serve(2);
    BOOST_TEST(faults.size() == 1U);
    BOOST_TEST(network.counters().faults == 1U);
    const auto answers = test::receive_all(client);
    BOOST_REQUIRE(!answers.empty());
    BOOST_TEST(wire::parse_server_message(answers.back().datagram).has_value());
    BOOST_TEST(router.counters().challenges == 1U);
}

BOOST_AUTO_TEST_CASE(a_flood_lets_timers_run_in_between)
{
    constexpr std::uint64_t flood = 1000;
    for (std::uint64_t i = 0; i < flood; ++i)
        send(test::to_datagram(wire::write_login_request(dmr::repeater_id{7})));
    bool timer_ran = false;
    std::uint64_t received_before_it = 0;
    asio::steady_timer timer{io, std::chrono::steady_clock::time_point{}};
    timer.async_wait([&](boost::system::error_code) {
        timer_ran = true;
        received_before_it = network.counters().received;
    });
    serve(flood);
    BOOST_TEST(timer_ran);
    BOOST_TEST(received_before_it < flood);
}

BOOST_AUTO_TEST_SUITE_END()

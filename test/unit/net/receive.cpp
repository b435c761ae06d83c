// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/receive.hpp"

#include "hblink/net/waiting_room.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
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

// Nobody's answers are limited.
config::settings unlimited()
{
    config::settings s = test::open_settings();
    s.limits.exempt = {wire::parse_network("127.0.0.0/8").value()};
    return s;
}

struct served
{
    asio::io_context io{1};
    net::network network;
    broken_sink events;
    test::seeded_random random{1};
    core::router router{unlimited(), network, events, random};
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
    // Logs in as far as a session: RPTL and RPTK.
    void log_in(net::udp_socket& s, dmr::repeater_id id)
    {
        const core::path server = to(socket.local_endpoint());
        test::send(s, server, test::to_datagram(wire::write_login_request(id)));
        serve(1);
        wire::salt salt{};
        const auto challenge = test::receive_all(s);
        BOOST_REQUIRE(challenge.size() == 1U);
        std::copy_n(challenge[0].datagram.begin() + 6, salt.size(), salt.begin());
        wire::sha256 sha;
        const auto proof = sha.challenge_answer(salt, "secret");
        test::send(s, server, test::to_datagram(wire::write_challenge_answer(id, proof)));
        serve(2);
        BOOST_REQUIRE(test::receive_all(s).size() == 1U);
    }
    // Logs in, up to its description; it is the repeater of that number.
    void connect(net::udp_socket& s, dmr::repeater_id id, std::uint64_t logins)
    {
        const std::uint64_t told = network.counters().received;
        const core::path server = to(socket.local_endpoint());
        test::send(s, server, test::to_datagram(wire::write_login_request(id)));
        serve(told + 1);
        const auto challenge = test::receive_all(s);
        wire::salt salt{};
        std::copy_n(challenge.at(0).datagram.begin() + 6, salt.size(), salt.begin());
        wire::sha256 sha;
        const auto proof = sha.challenge_answer(salt, "secret");
        test::send(s, server, test::to_datagram(wire::write_challenge_answer(id, proof)));
        test::send(s, server, test::to_datagram(wire::write_description(id, {})));
        while (router.counters().logins < logins)
            io.run_one();
    }
    std::uint64_t measured() const
    {
        const auto counts = network.delay().delays().counts();
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    }
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

BOOST_AUTO_TEST_CASE(who_has_a_session_does_not_wait_behind_a_flood_of_strangers)
{
    constexpr std::uint64_t flood = 1000;
    net::udp_socket repeater{io.get_executor(), core::port_id{0}, at("127.0.0.8"), net::families::one};
    log_in(repeater, dmr::repeater_id{312001});
    const std::uint64_t challenges_before = router.counters().challenges;
    for (std::uint64_t i = 0; i < flood; ++i)
        send(test::to_datagram(wire::write_login_request(dmr::repeater_id{7})));
    test::send(repeater, to(socket.local_endpoint()),
               test::to_datagram(wire::write_description(dmr::repeater_id{312001}, {})));
    while (router.counters().logins == 0)
        io.run_one();
    BOOST_TEST(router.counters().challenges - challenges_before < flood / 2);
    while (router.counters().challenges - challenges_before < flood) // nobody is forgotten
        io.run_one();
    BOOST_TEST(network.counters().turned_away == 0U);
}

BOOST_AUTO_TEST_CASE(the_delay_of_forwarded_bursts_is_measured_for_a_sample)
{
    net::udp_socket talks{io.get_executor(), core::port_id{0}, at("127.0.0.7"), net::families::one};
    net::udp_socket listens{io.get_executor(), core::port_id{0}, at("127.0.0.8"), net::families::one};
    connect(talks, dmr::repeater_id{1}, 1);
    BOOST_TEST(measured() == 0U); // nothing was forwarded
    connect(listens, dmr::repeater_id{2}, 2);
    const std::array<std::byte, dmr::burst_size> silence{};
    wire::dmrd_header h;
    h.source = dmr::radio_id{3120001};
    h.destination = 91;
    h.id = dmr::repeater_id{1};
    h.slot = dmr::slot::two;
    h.frame = dmr::frame_type::voice;
    h.stream = dmr::stream_id{7};
    constexpr std::uint64_t bursts = 3 * net::delay_probe::one_in;
    for (std::uint64_t sent = 1; sent <= bursts; ++sent, ++h.sequence) {
        test::send(talks, to(socket.local_endpoint()), test::to_datagram(wire::write_dmrd(h, silence)));
        while (router.counters().forwarded < sent)
            io.run_one();
    }
    BOOST_TEST(measured() >= 1U);
    BOOST_TEST(measured() <= 3U);
    BOOST_TEST(network.delay().delays().sum() > 0);
}

BOOST_AUTO_TEST_CASE(who_waits_is_counted)
{
    for (int i = 0; i < 1000; ++i)
        send(test::to_datagram(wire::write_login_request(dmr::repeater_id{7})));
    std::size_t most = 0;
    while (router.counters().challenges < 1000) {
        io.run_one();
        most = std::max(most, network.waiting());
    }
    BOOST_TEST(most > 0U);
    BOOST_TEST(network.waiting() == 0U);
    BOOST_TEST(network.waiting_places() == net::waiting_room::places);
}

BOOST_AUTO_TEST_CASE(strangers_who_find_no_place_are_turned_away_and_counted)
{
    const auto login = test::to_datagram(wire::write_login_request(dmr::repeater_id{7}));
    std::uint64_t sent = 0;
    while (network.counters().turned_away == 0 && sent < 30 * net::waiting_room::places) {
        for (int i = 0; i < 128; ++i, ++sent)
            send(login);
        // Enough stays in the kernel's buffer for the server to be busy, and not so much that it overflows.
        while (network.counters().received + 256 < sent)
            io.run_one();
    }
    BOOST_TEST(network.counters().turned_away > 0U);
    while (router.counters().challenges + network.counters().turned_away < sent)
        io.run_one();
    BOOST_TEST(network.counters().received == sent);
    BOOST_TEST(router.counters().challenges + network.counters().turned_away == sent);
    BOOST_TEST(router.counters().challenges > net::waiting_room::places);
}

BOOST_AUTO_TEST_SUITE_END()

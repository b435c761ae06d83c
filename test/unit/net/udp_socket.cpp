// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/udp_socket.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>

#include "unit/net/loopback.hpp"

using namespace hblink;
using namespace hblink::test;
using net::families;
using net::udp_socket;

namespace {

struct sockets
{
    asio::io_context io{1};
    udp_socket server{io.get_executor(), core::port_id{0}, at("0.0.0.0"), families::one};
    udp_socket client{io.get_executor(), core::port_id{0}, at("127.0.0.9"), families::one};
    std::uint16_t port{server.local_endpoint().port};
};

}

BOOST_FIXTURE_TEST_SUITE(udp_sockets, sockets)

BOOST_AUTO_TEST_CASE(a_datagram_tells_who_sent_it_and_which_of_our_addresses_was_asked)
{
    for (const auto* asked : {"127.0.0.1", "127.0.0.2", "127.9.9.9"}) {
        send(client, to(at(asked, port)), from_text("hello"));
        const auto came = receive_all(server);
        BOOST_REQUIRE(came.size() == 1U);
        BOOST_TEST((came[0].path.local == at(asked).address), asked);
        BOOST_TEST((came[0].path.remote == client.local_endpoint()));
        BOOST_TEST((came[0].datagram == from_text("hello")));

        send(server, came[0].path, from_text("answer"));
        const auto answer = receive_all(client);
        BOOST_REQUIRE(answer.size() == 1U);
        BOOST_TEST((answer[0].path.remote == at(asked, port)), asked);
    }
}

BOOST_AUTO_TEST_CASE(one_flush_may_leave_from_different_addresses)
{
    const wire::endpoint there = client.local_endpoint();
    const std::vector<core::path> targets{
        to(there, at("127.0.0.1").address), to(there, at("127.0.0.1").address),
        to(there, at("127.0.0.3").address), to(there, at("127.0.0.1").address)};
    send(server, targets, from_text("x"));
    const auto came = receive_all(client);
    BOOST_REQUIRE(came.size() == targets.size());
    for (std::size_t i = 0; i < came.size(); ++i)
        BOOST_TEST((came[i].path.remote.address == targets[i].local));
}

BOOST_AUTO_TEST_CASE(each_of_many_targets_is_sent_to_from_its_own_address)
{
    // The address changes now and then, also just before and after what one system call takes.
    std::vector<core::path> targets;
    for (std::size_t i = 0; i < 300; ++i)
        targets.push_back(
            to(client.local_endpoint(), at(i / 63 % 2 == 0 ? "127.0.0.1" : "127.0.0.3").address));
    send(server, targets, from_text("x"));
    const auto came = receive_all(client);
    BOOST_REQUIRE(came.size() == targets.size());
    for (std::size_t i = 0; i < came.size(); ++i)
        BOOST_TEST((came[i].path.remote.address == targets[i].local), i);
}

BOOST_AUTO_TEST_CASE(more_targets_than_one_system_call_takes_all_get_it)
{
    send(server, std::vector<core::path>(150, to(client.local_endpoint())), from_text("burst"));
    BOOST_TEST(receive_all(client).size() == 150U);
    BOOST_TEST(server.counters().sent == 150U);
}

BOOST_AUTO_TEST_CASE(a_socket_sends_only_to_targets_of_its_own_port)
{
    core::path of_another = to(client.local_endpoint());
    of_another.port = core::port_id{1};
    send(server, {of_another, to(client.local_endpoint()), of_another}, from_text("burst"));
    BOOST_TEST(receive_all(client).size() == 1U);
    BOOST_TEST(server.counters().sent == 1U);
}

BOOST_AUTO_TEST_CASE(a_target_that_cannot_be_reached_is_counted_and_the_others_get_theirs)
{
    const auto datagram = from_text("burst");
    const core::path there = to(client.local_endpoint());
    const core::path nowhere = to(client.local_endpoint(), at("192.0.2.1").address); // not an address of ours
    send(server, {there, nowhere, there}, datagram);
    BOOST_TEST(receive_all(client).size() == 2U);
    BOOST_TEST(server.counters().send_errors == 1U);
    BOOST_TEST((server.try_send(nowhere, datagram) == udp_socket::outcome::failed));
    BOOST_TEST((server.try_send(there, datagram) == udp_socket::outcome::sent));
}

BOOST_AUTO_TEST_CASE(a_longer_datagram_than_any_message_is_cut)
{
    send(client, to(at("127.0.0.1", port)), std::vector<std::byte>(2000));
    BOOST_TEST(receive_all(server).at(0).datagram.size() == 512U);
}

BOOST_AUTO_TEST_CASE(nothing_waiting_is_no_error)
{
    BOOST_TEST(server.receive().empty());
    BOOST_TEST(server.counters().receive_errors == 0U);
}

BOOST_AUTO_TEST_CASE(what_the_kernel_drops_is_counted)
{
    const int small = 2048;
    ::setsockopt(server.readiness().native_handle(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    const core::path there = to(at("127.0.0.1", port));
    for (int i = 0; i < 500; ++i)
        send(client, there, from_text("flood"));
    const std::size_t came = receive_all(server).size();
    send(client, there, from_text("the next one tells"));
    receive_all(server);
    BOOST_TEST(came < 500U);
    BOOST_TEST(server.counters().kernel_drops == 500U - came);
}

// A datagram on loopback has arrived when the send returns. The kernel begins to note the arrivals a moment
// after it was asked for the first time.
BOOST_AUTO_TEST_CASE(the_kernel_tells_when_the_last_datagram_came)
{
    using clock = std::chrono::system_clock;
    bool between_send_and_its_return = false;
    for (int tries = 0; tries < 100'000 && !between_send_and_its_return; ++tries) {
        const auto before = clock::now();
        send(client, to(at("127.0.0.1", port)), from_text("last"));
        const auto sent = clock::now();
        receive_all(server);
        const auto earliest_age = clock::now() - sent;
        const auto age = server.since_last_arrival();
        BOOST_REQUIRE(age.has_value());
        between_send_and_its_return = *age >= earliest_age && *age <= clock::now() - before;
    }
    BOOST_TEST(between_send_and_its_return);
}

BOOST_AUTO_TEST_CASE(what_was_never_received_has_no_age)
{
    BOOST_TEST(!server.since_last_arrival().has_value());
}

BOOST_AUTO_TEST_CASE(the_buffer_is_as_large_as_the_kernel_has_granted)
{
    const int size = 65536;
    ::setsockopt(server.readiness().native_handle(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    BOOST_TEST(server.receive_buffer() == 65536U);
}

BOOST_AUTO_TEST_CASE(a_port_in_use_cannot_be_bound_again)
{
    BOOST_CHECK_EXCEPTION(
        (udp_socket{io.get_executor(), core::port_id{1}, at("0.0.0.0", port), families::one}),
        boost::system::system_error,
        [](const auto& e) { return e.code() == boost::system::errc::address_in_use; });
}

BOOST_AUTO_TEST_CASE(an_ipv6_socket_for_both_families_serves_ipv4_and_shows_it_as_such)
{
    udp_socket both{io.get_executor(), core::port_id{1}, at("::"), families::both};
    send(client, to(at("127.0.0.4", both.local_endpoint().port)), from_text("hello"));
    const auto came = receive_all(both);
    BOOST_REQUIRE(came.size() == 1U);
    BOOST_TEST((came[0].path.remote == client.local_endpoint()));
    BOOST_TEST((came[0].path.local == at("127.0.0.4").address));
    send(both, came[0].path, from_text("answer"));
    BOOST_TEST((receive_all(client).at(0).path.remote.address == at("127.0.0.4").address));
}

BOOST_AUTO_TEST_CASE(an_ipv6_socket_of_its_own_leaves_the_port_to_ipv4)
{
    BOOST_CHECK_NO_THROW((udp_socket{io.get_executor(), core::port_id{1}, at("::", port), families::one}));
}

BOOST_AUTO_TEST_SUITE_END()

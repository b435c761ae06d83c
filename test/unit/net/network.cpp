// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/network.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

#include "unit/net/loopback.hpp"

using namespace hblink;
using namespace hblink::test;
using net::families;

namespace {

struct two_listeners
{
    asio::io_context io{1};
    net::network network;
    net::udp_socket& first{network.listen(io.get_executor(), at("127.0.0.1"), families::one)};
    net::udp_socket& second{network.listen(io.get_executor(), at("127.0.0.2"), families::one)};
    net::udp_socket client{io.get_executor(), core::port_id{0}, at("127.0.0.9"), families::one};
    core::path by_first{first.port(), {}, client.local_endpoint()};
    core::path by_second{second.port(), {}, client.local_endpoint()};
};

}

BOOST_FIXTURE_TEST_SUITE(networks, two_listeners)

BOOST_AUTO_TEST_CASE(each_target_is_sent_to_by_the_listener_that_it_came_in_by)
{
    const std::array<const core::path*, 3> targets{&by_first, &by_second, &by_first};
    network.send(targets, from_text("burst"));
    std::size_t from_first = 0;
    const auto came = receive_all(client);
    for (const auto& a : came)
        from_first += a.path.remote == first.local_endpoint() ? 1 : 0;
    BOOST_TEST(came.size() == 3U);
    BOOST_TEST(from_first == 2U);
    BOOST_TEST(network.counters().sent == 3U);
}

BOOST_AUTO_TEST_CASE(a_datagram_of_no_bytes_is_never_sent)
{
    const core::path* const target = &by_first;
    network.send(std::span{&target, 1}, {});
    BOOST_TEST(network.counters().sent == 0U);
}

BOOST_AUTO_TEST_CASE(a_goodbye_is_sent_at_once_when_it_can_be)
{
    network.send_persistently(by_second, from_text("MSTCL1234"));
    BOOST_TEST(network.retry() == 0U);
    BOOST_TEST((receive_all(client).at(0).datagram == from_text("MSTCL1234")));
}

BOOST_AUTO_TEST_CASE(a_goodbye_that_can_never_be_sent_is_counted_and_not_tried_again)
{
    core::path broadcast = by_first; // not allowed on this socket
    broadcast.remote = at("255.255.255.255", 1);
    network.send_persistently(broadcast, from_text("MSTCL1234"));
    BOOST_TEST(network.goodbyes_failed() == 1U);
    BOOST_TEST(network.retry() == 0U);
    BOOST_TEST(network.goodbyes_failed() == 1U);
}

BOOST_AUTO_TEST_CASE(listeners_and_sockets_of_single_peers_share_a_call)
{
    net::udp_socket& link = network.open(io.get_executor(), at("127.0.0.3"));
    net::udp_socket& trunk = network.open(io.get_executor(), at("127.0.0.4"));
    const core::path by_link{link.port(), {}, client.local_endpoint()};
    const core::path by_trunk{trunk.port(), {}, client.local_endpoint()};
    const std::array<const core::path*, 5> targets{&by_link, &by_second, &by_trunk, &by_first, &by_second};
    network.send(targets, from_text("burst"));
    const std::vector<std::byte> own(wire::dmrd_size, std::byte{7});
    std::vector<core::outgoing> bursts;
    for (const core::path* const t : targets)
        bursts.push_back({t, own.data()});
    network.send(bursts);

    std::map<std::string, int> came_from;
    for (const auto& a : receive_all(client))
        ++came_from[a.path.remote.to_string()];
    BOOST_TEST(came_from[first.local_endpoint().to_string()] == 2);
    BOOST_TEST(came_from[second.local_endpoint().to_string()] == 4);
    BOOST_TEST(came_from[link.local_endpoint().to_string()] == 2);
    BOOST_TEST(came_from[trunk.local_endpoint().to_string()] == 2);
    BOOST_TEST(network.counters().sent == 10U);
}

BOOST_AUTO_TEST_CASE(what_is_sent_to_a_closed_socket_is_dropped_and_counted)
{
    const core::port_id port = network.open(io.get_executor(), at("127.0.0.3")).port();
    network.close(port);
    const core::path gone{port, {}, client.local_endpoint()};
    const core::path never{core::port_id{1023}, {}, client.local_endpoint()};
    const std::array<const core::path*, 3> targets{&gone, &by_first, &never};
    network.send(targets, from_text("burst"));
    network.send_persistently(gone, from_text("RPTCL1234"));
    BOOST_TEST(receive_all(client).size() == 1U);
    BOOST_TEST(network.counters().send_errors == 2U);
    BOOST_TEST(network.goodbyes_failed() == 1U);
    BOOST_TEST(network.retry() == 0U);
}

BOOST_AUTO_TEST_CASE(what_a_socket_has_counted_remains_when_it_is_closed)
{
    net::udp_socket& link = network.open(io.get_executor(), at("127.0.0.3"));
    const core::path by_link{link.port(), {}, client.local_endpoint()};
    const core::path* const target = &by_link;
    network.send(std::span{&target, 1}, from_text("burst"));
    network.close(link.port());
    BOOST_TEST(network.counters().sent == 1U);
}

BOOST_AUTO_TEST_CASE(a_closed_listener_does_not_send_any_more)
{
    network.close(second.port());
    const std::array<const core::path*, 2> targets{&by_second, &by_first};
    network.send(targets, from_text("burst"));
    BOOST_TEST(receive_all(client).size() == 1U);
    BOOST_TEST(network.waiting_places() == net::waiting_room::places);
}

BOOST_AUTO_TEST_CASE(the_port_that_has_been_free_for_longest_is_used_again)
{
    const auto open = [&] { return network.open(io.get_executor(), at("127.0.0.3")).port(); };
    const core::port_id third = open();
    const core::port_id fourth = open();
    network.close(fourth);
    network.close(third);
    BOOST_TEST((open() == fourth));
    BOOST_TEST((open() == third));
    BOOST_TEST((open() != third));
}

BOOST_AUTO_TEST_CASE(a_socket_that_cannot_be_bound_takes_no_port)
{
    const core::port_id port = network.open(io.get_executor(), at("127.0.0.3")).port();
    network.close(port);
    BOOST_CHECK_THROW(network.open(io.get_executor(), first.local_endpoint()), boost::system::system_error);
    BOOST_CHECK_THROW(network.open(io.get_executor(), first.local_endpoint()), boost::system::system_error);
    BOOST_TEST((network.open(io.get_executor(), at("127.0.0.3")).port() == port));
}

BOOST_AUTO_TEST_SUITE_END()

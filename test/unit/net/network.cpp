// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/network.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE_END()

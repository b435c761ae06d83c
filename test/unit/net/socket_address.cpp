// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/socket_address.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/net/loopback.hpp"

using namespace hblink;
using namespace hblink::test;

BOOST_AUTO_TEST_SUITE(socket_addresses)

BOOST_AUTO_TEST_CASE(an_endpoint_comes_back_as_it_was_filled_in)
{
    for (const auto* text : {"192.0.2.7", "2001:db8::7", "::1"}) {
        const wire::endpoint e = at(text, 62031);
        net::socket_address a{};
        const auto length = net::fill(a, e, e.address.is_v4() ? AF_INET : AF_INET6);
        BOOST_TEST(length == (e.address.is_v4() ? sizeof a.v4 : sizeof a.v6));
        BOOST_TEST((net::read(a) == e), text);
    }
}

BOOST_AUTO_TEST_CASE(ipv4_on_an_ipv6_socket_is_mapped_there_and_ipv4_here)
{
    net::socket_address a{};
    net::fill(a, at("192.0.2.7", 1), AF_INET6);
    BOOST_TEST(IN6_IS_ADDR_V4MAPPED(&a.v6.sin6_addr));
    BOOST_TEST(net::read(a).address.is_v4());
    BOOST_TEST(net::read(a).to_string() == "192.0.2.7:1");
}

BOOST_AUTO_TEST_CASE(only_a_link_local_address_keeps_its_interface)
{
    net::socket_address a{};
    net::fill(a, at("fe80::1", 1), AF_INET6);
    a.v6.sin6_scope_id = 3;
    BOOST_TEST(net::read(a).address.scope() == 3U);
    net::fill(a, at("2001:db8::1", 1), AF_INET6);
    a.v6.sin6_scope_id = 3;
    BOOST_TEST(net::read(a).address.scope() == 0U);
}

BOOST_AUTO_TEST_CASE(an_unknown_family_is_nobody)
{
    net::socket_address a{};
    a.any.sa_family = AF_UNIX;
    BOOST_TEST((net::read(a) == wire::endpoint{}));
}

BOOST_AUTO_TEST_SUITE_END()

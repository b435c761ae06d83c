// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/route.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

#include "unit/net/loopback.hpp"

using namespace hblink;
using test::at;

BOOST_AUTO_TEST_SUITE(routes)

BOOST_AUTO_TEST_CASE(loopback_and_the_unspecified_addresses_are_our_own)
{
    for (const char* const a : {"127.0.0.1", "127.8.9.10", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"})
        BOOST_TEST(net::is_own(at(a).address), a);
}

BOOST_AUTO_TEST_CASE(addresses_of_others_are_not)
{
    // For documentation: no machine has them.
    for (const char* const a : {"192.0.2.1", "128.0.0.1", "2001:db8::1", "::2", "100::1"})
        BOOST_TEST(!net::is_own(at(a).address), a);
}

BOOST_AUTO_TEST_CASE(a_peer_on_the_port_of_a_listener_for_all_addresses_is_the_server_itself)
{
    const std::vector<wire::endpoint> bound{at("0.0.0.0", 62031), at("192.0.2.7", 62032)};
    BOOST_TEST(net::leads_to_us(at("127.0.0.1", 62031), bound));
    BOOST_TEST(net::leads_to_us(at("::1", 62031), bound));
    BOOST_TEST(!net::leads_to_us(at("127.0.0.1", 62033), bound));
    BOOST_TEST(!net::leads_to_us(at("192.0.2.1", 62031), bound));
}

BOOST_AUTO_TEST_CASE(a_listener_with_one_address_leaves_its_port_on_the_others_to_other_programs)
{
    const std::vector<wire::endpoint> bound{at("127.0.0.5", 62031)};
    BOOST_TEST(net::leads_to_us(at("127.0.0.5", 62031), bound));
    BOOST_TEST(net::leads_to_us(at("0.0.0.0", 62031), bound));
    BOOST_TEST(!net::leads_to_us(at("127.0.0.1", 62031), bound));
}

BOOST_AUTO_TEST_CASE(there_is_a_route_to_loopback) { BOOST_TEST(!net::check_route(at("127.0.0.1", 62031))); }

BOOST_AUTO_TEST_CASE(there_is_none_to_where_the_kernel_will_not_send)
{
    BOOST_TEST(net::check_route(at("255.255.255.255", 62031)).failed()); // broadcast: not allowed
}

BOOST_AUTO_TEST_SUITE_END()

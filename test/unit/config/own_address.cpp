// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/own_address.hpp"

#include <boost/test/unit_test.hpp>

// Which addresses are this machine's own, as far as a configuration shows it.

using hblink::config::reaches;

namespace {

hblink::wire::address at(std::string_view text) { return hblink::wire::parse_address(text).value(); }

}

BOOST_AUTO_TEST_SUITE(own_address)

BOOST_AUTO_TEST_CASE(the_bound_address_is_our_own)
{
    BOOST_TEST(reaches("192.0.2.1", at("192.0.2.1")));
    BOOST_TEST(reaches("2001:db8::1", at("2001:DB8:0::1")));
    BOOST_TEST(reaches("::ffff:192.0.2.1", at("192.0.2.1")));
    BOOST_TEST(!reaches("192.0.2.2", at("192.0.2.1")));
    BOOST_TEST(!reaches("127.0.0.1", at("192.0.2.1")));
    BOOST_TEST(!reaches("127.0.0.2", at("127.0.0.1")));
}

BOOST_AUTO_TEST_CASE(loopback_reaches_what_is_bound_to_any_address)
{
    for (const auto own : {"127.0.0.1", "127.255.0.1", "0.0.0.0", "localhost"})
        BOOST_TEST(reaches(own, at("0.0.0.0")), own);
    for (const auto own : {"::1", "::", "localhost"})
        BOOST_TEST(reaches(own, at("::")), own);
    BOOST_TEST(!reaches("192.0.2.1", at("0.0.0.0"))); // nobody knows
    BOOST_TEST(!reaches("2001:db8::1", at("::")));
}

BOOST_AUTO_TEST_CASE(the_other_family_is_reached_only_by_a_socket_for_both)
{
    BOOST_TEST(!reaches("127.0.0.1", at("::")));
    BOOST_TEST(reaches("127.0.0.1", at("::"), true));
    BOOST_TEST(!reaches("::1", at("0.0.0.0")));
    BOOST_TEST(!reaches("127.0.0.1", at("2001:db8::1"), true));
}

BOOST_AUTO_TEST_CASE(other_names_are_not_resolved)
{
    for (const auto name : {"core.example.net", "", "127.0.0", "localhost.example.net"})
        BOOST_TEST(!reaches(name, at("0.0.0.0")), name);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/attempts.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace hblink;
using namespace std::chrono_literals;

const web::attempts::time_point start{};

wire::address address(std::string_view text) { return wire::parse_address(text).value(); }

}

BOOST_AUTO_TEST_SUITE(attempts_test)

BOOST_AUTO_TEST_CASE(ten_are_free_and_then_one_in_six_seconds)
{
    web::attempts a;
    const auto who = address("192.0.2.1");
    for (unsigned i = 0; i < web::attempts::at_once; ++i) {
        BOOST_TEST(a.allowed(who, start), i);
        a.wrong(who, start);
    }
    BOOST_TEST(!a.allowed(who, start));
    BOOST_TEST(!a.allowed(who, start + 5999ms));
    BOOST_TEST(a.allowed(who, start + 6s));
    a.wrong(who, start + 6s);
    BOOST_TEST(!a.allowed(who, start + 6s));
    BOOST_TEST(a.allowed(address("192.0.2.2"), start));
}

BOOST_AUTO_TEST_CASE(a_network_of_ipv6_counts_as_one)
{
    web::attempts a;
    for (unsigned i = 0; i < web::attempts::at_once; ++i)
        a.wrong(address("2001:db8::" + std::to_string(i)), start);
    BOOST_TEST(!a.allowed(address("2001:db8::ffff"), start));
    BOOST_TEST(a.allowed(address("2001:db8:0:1::1"), start));
    BOOST_TEST(a.addresses() == 1U);
}

BOOST_AUTO_TEST_CASE(however_many_try_only_so_many_are_remembered)
{
    web::attempts a;
    const auto guesser = address("203.0.113.1");
    for (unsigned i = 0; i < web::attempts::at_once; ++i)
        a.wrong(guesser, start);
    for (unsigned i = 0; i < 2 * web::attempts::most; ++i)
        a.wrong(wire::address::v4(0x0A00'0000 + i), start);
    BOOST_TEST(a.addresses() == web::attempts::most);
    BOOST_TEST(!a.allowed(guesser, start)); // those who tried most stay
    a.wrong(address("203.0.113.2"), start + 1h);
    BOOST_TEST(a.addresses() == 1U); // who has waited is forgotten
}

BOOST_AUTO_TEST_SUITE_END()

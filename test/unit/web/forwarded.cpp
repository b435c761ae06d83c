// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/forwarded.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>
#include <vector>

namespace {

using namespace hblink;

struct sample
{
    std::string_view peer;
    std::string_view field;
    std::string_view client;
};
std::ostream& operator<<(std::ostream& out, const sample& s) { return out << s.peer << " | " << s.field; }

// 127.0.0.1 and 10.0.0.0/8 are trusted.
constexpr std::array samples{
    sample{"192.0.2.1", "", "192.0.2.1:4711"},
    sample{"192.0.2.1", "198.51.100.7", "192.0.2.1:4711"}, // no proxy of ours: anybody can write this
    sample{"127.0.0.1", "", "127.0.0.1:4711"},
    sample{"127.0.0.1", "198.51.100.7", "198.51.100.7:0"},
    sample{"127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7:0"}, // the first is the client's own idea
    sample{"127.0.0.1", "203.0.113.9,198.51.100.7 ,\t10.1.2.3", "198.51.100.7:0"},
    sample{"127.0.0.1", "10.0.0.1, 10.0.0.2", "10.0.0.1:0"},
    sample{"127.0.0.1", "198.51.100.7:5555", "198.51.100.7:0"},
    sample{"127.0.0.1", "[2001:db8::7]:5555", "[2001:db8::7]:0"},
    sample{"127.0.0.1", "[2001:db8::7]", "[2001:db8::7]:0"},
    sample{"127.0.0.1", "2001:db8::7", "[2001:db8::7]:0"},
    sample{"127.0.0.1", "unknown", "127.0.0.1:4711"},
    sample{"127.0.0.1", "198.51.100.7, _hidden, 10.1.2.3", "10.1.2.3:0"},
    sample{"127.0.0.1", "198.51.100.7,", "127.0.0.1:4711"},
    sample{"127.0.0.1", "[", "127.0.0.1:4711"},
    sample{"127.0.0.1", ",,,", "127.0.0.1:4711"}};

}

BOOST_AUTO_TEST_SUITE(forwarded_test)

BOOST_DATA_TEST_CASE(the_client_is_the_last_whom_no_trusted_proxy_is, boost::unit_test::data::make(samples),
                     s)
{
    const std::vector trusted{wire::parse_network("127.0.0.1").value(),
                              wire::parse_network("10.0.0.0/8").value()};
    const wire::endpoint peer{wire::parse_address(s.peer).value(), 4711};
    BOOST_TEST(web::client_of(peer, s.field, trusted).to_string() == s.client);
}

BOOST_AUTO_TEST_CASE(without_trusted_proxies_the_client_is_the_peer)
{
    const wire::endpoint peer{wire::parse_address("127.0.0.1").value(), 4711};
    BOOST_TEST(web::client_of(peer, "198.51.100.7", {}).to_string() == "127.0.0.1:4711");
}

BOOST_AUTO_TEST_SUITE_END()

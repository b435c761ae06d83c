// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/address.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

using namespace hblink;
using wire::parse_address;
using wire::parse_network;

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(an_address_is_shown_as_it_was_written)
{
    for (const std::string text : {"192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "::1",
                                   "fe80::1%2", "fe80::1", "fe80::1%4294967295"}) {
        BOOST_TEST_CONTEXT(text)
        {
            const auto a = parse_address(text);
            BOOST_REQUIRE(a.has_value());
            BOOST_TEST(a->to_string() == text);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_v4_mapped_address_is_ipv4)
{
    const auto mapped = parse_address("::ffff:192.0.2.1");
    BOOST_REQUIRE(mapped.has_value());
    BOOST_TEST(mapped->is_v4());
    BOOST_TEST(mapped->to_v4() == 0xC0000201u);
    BOOST_TEST(mapped->to_string() == "192.0.2.1");
    BOOST_TEST((*mapped == wire::address::v4(0xC0000201)));
    BOOST_TEST((wire::address::v6(mapped->bytes(), 7) == *mapped));
}

BOOST_AUTO_TEST_CASE(only_a_link_local_address_has_a_scope)
{
    const auto global = parse_address("2001:db8::1");
    BOOST_REQUIRE(global.has_value());
    BOOST_TEST((wire::address::v6(global->bytes(), 3) == *global));
    const auto local = parse_address("fe80::1%3");
    BOOST_REQUIRE(local.has_value());
    BOOST_TEST(local->is_link_local());
    BOOST_TEST(local->scope() == 3u);
    BOOST_TEST((wire::address::v6(local->bytes(), 4) != *local));
}

BOOST_AUTO_TEST_CASE(the_unspecified_addresses_are_recognised)
{
    BOOST_TEST(wire::address{}.is_unspecified());
    BOOST_TEST(wire::address{}.to_string() == "::");
    BOOST_TEST(wire::address::v4(0).is_unspecified());
    BOOST_TEST(wire::address::v4(0).to_string() == "0.0.0.0");
    BOOST_TEST(!wire::address::v4(1).is_unspecified());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_address_is_malformed)
{
    const std::string nul_inside{"192.0.2.1\0", 10};
    const std::string_view hostile[] = {
        "",
        " ",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4%1",
        "01.2.3.4x",
        ":",
        ":::",
        "1::2::3",
        "2001:db8::1%1",
        "fe80::1%",
        "fe80::1%eth0",
        "fe80::1%-1",
        "fe80::1%4294967296",
        "[::1]",
        "::ffff:1.2.3.4%1",
        "12345::",
        nul_inside,
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd:eeee:ffff"};
    for (const std::string_view text : hostile)
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST((parse_address(text).error() == wire::address_error::malformed));
        }
    BOOST_TEST((parse_address(std::string(100'000, '1')).error() == wire::address_error::malformed));
    BOOST_TEST((parse_address(std::string(100'000, ':')).error() == wire::address_error::malformed));
}

BOOST_AUTO_TEST_CASE(an_endpoint_is_shown_with_its_port)
{
    BOOST_TEST((wire::endpoint{wire::address::v4(0xC0000201), 62031}.to_string()) == "192.0.2.1:62031");
    BOOST_TEST((wire::endpoint{parse_address("2001:db8::1").value(), 1}.to_string()) == "[2001:db8::1]:1");
}

BOOST_AUTO_TEST_CASE(hashes_of_neighbours_differ_in_their_low_bits)
{
    std::set<std::size_t> buckets;
    for (std::uint32_t i = 0; i < 1000; ++i)
        for (const std::uint16_t port : {std::uint16_t{62031}, std::uint16_t{62032}})
            buckets.insert(hash_value(wire::endpoint{wire::address::v4(0x7F000000u + i), port}) % 65'536);
    // 2,000 random numbers out of 65,536 are about 1,970 different ones.
    BOOST_TEST(buckets.size() > 1900u);
}

BOOST_AUTO_TEST_CASE(a_network_contains_its_own_addresses_only)
{
    const auto ten = parse_network("10.0.0.0/8");
    BOOST_REQUIRE(ten.has_value());
    BOOST_TEST(ten->contains(wire::address::v4(0x0A000000)));
    BOOST_TEST(ten->contains(wire::address::v4(0x0AFFFFFF)));
    BOOST_TEST(!ten->contains(wire::address::v4(0x0B000000)));
    BOOST_TEST(!ten->contains(wire::address::v4(0x09FFFFFF)));

    const auto documentation = parse_network("2001:db8::/33");
    BOOST_REQUIRE(documentation.has_value());
    BOOST_TEST(documentation->contains(parse_address("2001:db8:7fff::1").value()));
    BOOST_TEST(!documentation->contains(parse_address("2001:db8:8000::1").value()));
}

BOOST_AUTO_TEST_CASE(a_single_address_is_a_network_of_one)
{
    const auto one = parse_network("192.0.2.7");
    BOOST_REQUIRE(one.has_value());
    BOOST_TEST(one->prefix == 32);
    BOOST_TEST(one->contains(wire::address::v4(0xC0000207)));
    BOOST_TEST(!one->contains(wire::address::v4(0xC0000206)));
    BOOST_TEST(parse_network("::1")->prefix == 128);
}

BOOST_AUTO_TEST_CASE(a_network_of_everything_is_of_one_family)
{
    const auto four = parse_network("0.0.0.0/0").value();
    const auto six = parse_network("::/0").value();
    const auto address_6 = parse_address("2001:db8::1").value();
    BOOST_TEST(four.contains(wire::address::v4(0x01020304)));
    BOOST_TEST(!four.contains(address_6));
    BOOST_TEST(six.contains(address_6));
    BOOST_TEST(!six.contains(wire::address::v4(0x01020304)));
}

BOOST_AUTO_TEST_CASE(a_mapped_network_is_the_ipv4_network)
{
    BOOST_TEST((parse_network("::ffff:10.0.0.0/104").value() == parse_network("10.0.0.0/8").value()));
    BOOST_TEST((parse_network("::ffff:10.0.0.0/95").error() == wire::address_error::bad_prefix));
}

BOOST_AUTO_TEST_CASE(the_host_part_of_a_network_is_of_no_account)
{
    BOOST_TEST((parse_network("10.1.2.3/8").value() == parse_network("10.0.0.0/8").value()));
    BOOST_TEST((parse_network("2001:db8::1/32").value() == parse_network("2001:db8::/32").value()));
}

BOOST_AUTO_TEST_CASE(a_bad_prefix_is_told_from_a_bad_address)
{
    for (const std::string_view text : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8",
                                        "10.0.0.0/ 8", "::/129", "::/99999999999"})
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST((parse_network(text).error() == wire::address_error::bad_prefix));
        }
    for (const std::string_view text : {"", "/8", "10.0.0/8", "host/8"})
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST((parse_network(text).error() == wire::address_error::malformed));
        }
}

BOOST_AUTO_TEST_CASE(errors_have_a_text)
{
    BOOST_TEST(make_error_code(wire::address_error::malformed).message() == "not an IPv4 or IPv6 address");
    BOOST_TEST(
        (make_error_code(wire::address_error::bad_prefix).message().find("0..32") != std::string::npos));
    BOOST_TEST(make_error_code(wire::address_error{0}).message() == "unknown address error");
    BOOST_TEST(make_error_code(wire::address_error::bad_prefix).category().name() == "hblink.address");
}

BOOST_AUTO_TEST_SUITE_END()

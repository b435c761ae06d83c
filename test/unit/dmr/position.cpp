// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/position.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::from_hex;
using hblink::test::to_hex;

BOOST_AUTO_TEST_SUITE(positions)

BOOST_AUTO_TEST_CASE(angles_are_parts_of_the_circle)
{
    // Error 3, longitude 1/8 of 360 degrees, latitude 1/4 of 180.
    const auto p = read_position(from_hex("06400000400000"));
    BOOST_REQUIRE(p.has_value());
    BOOST_TEST(p->error == 3);
    BOOST_TEST(p->longitude == 45.0);
    BOOST_TEST(p->latitude == 45.0);
}

BOOST_AUTO_TEST_CASE(west_and_south_are_negative)
{
    const auto p = read_position(from_hex("01ffffffffffff"));
    BOOST_REQUIRE(p.has_value());
    BOOST_TEST(p->error == 0);
    BOOST_TEST(p->longitude == -360.0 / (1 << 25));
    BOOST_TEST(p->latitude == -180.0 / (1 << 24));
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_are_the_ends_of_the_earth)
{
    const auto least = read_position(from_hex("01000000800000"));
    BOOST_TEST((least == position{-90.0, -180.0, 0}));
    const auto most = read_position(from_hex("0effffff7fffff"));
    BOOST_TEST((most->latitude < 90.0 && most->latitude > 89.9999));
    BOOST_TEST((most->longitude < 180.0 && most->longitude > 179.9999));
    BOOST_TEST(most->error == 7);
}

BOOST_AUTO_TEST_CASE(reserved_bits_are_ignored)
{
    BOOST_TEST((read_position(from_hex("f6400000400000")) == read_position(from_hex("06400000400000"))));
}

BOOST_AUTO_TEST_CASE(fewer_than_seven_octets_are_no_position)
{
    const auto octets = from_hex("06400000400000");
    for (std::size_t size = 0; size < 7; ++size)
        BOOST_TEST(!read_position(std::span{octets}.first(size)));
}

BOOST_AUTO_TEST_CASE(what_was_read_is_written_exactly)
{
    std::minstd_rand chance{1};
    for (int i = 0; i < 10'000; ++i) {
        std::array<std::byte, 7> octets{};
        for (std::byte& b : octets)
            b = std::byte(chance() >> 8 & 0xFF);
        octets[0] &= std::byte{0x0F};
        BOOST_TEST(to_hex(write_position(*read_position(octets))) == to_hex(octets));
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_said_becomes_the_nearest)
{
    BOOST_TEST(to_hex(write_position({100, 200, 7})) == "0effffff7fffff");
    BOOST_TEST(to_hex(write_position({-100, -200, 8})) == "01000000800000");
    const double nowhere = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(to_hex(write_position({nowhere, nowhere, 0})) == "00000000000000");
    const auto brocken = read_position(write_position({51.7991, 10.6156, 1}));
    BOOST_TEST(std::abs(brocken->latitude - 51.7991) < 1e-5);
    BOOST_TEST(std::abs(brocken->longitude - 10.6156) < 1e-5);
}

BOOST_AUTO_TEST_SUITE_END()

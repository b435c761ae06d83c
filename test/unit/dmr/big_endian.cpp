// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/big_endian.hpp"

#include <boost/test/unit_test.hpp>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::from_hex;
using hblink::test::to_hex;

BOOST_AUTO_TEST_SUITE(big_endian)

BOOST_AUTO_TEST_CASE(the_first_octet_is_the_most_significant)
{
    const auto octets = from_hex("0123456789abcdef");
    BOOST_TEST(read_big_endian<std::uint64_t>(std::span{octets}.first<8>()) == 0x0123'4567'89AB'CDEFu);
    BOOST_TEST(read_big_endian<std::uint32_t>(std::span{octets}.first<4>()) == 0x0123'4567u);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again)
{
    std::array<std::byte, 8> octets{};
    write_big_endian(std::uint64_t{0xFEDC'BA98'7654'3210}, std::span{octets});
    BOOST_TEST(to_hex(octets) == "fedcba9876543210");
    write_big_endian(std::uint32_t{1}, std::span{octets}.first<4>());
    BOOST_TEST(to_hex(octets) == "0000000176543210");
}

BOOST_AUTO_TEST_SUITE_END()

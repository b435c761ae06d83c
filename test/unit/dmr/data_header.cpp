// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/data_header.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::to_hex;

namespace {

control_octets octets(const char* hex)
{
    control_octets out{};
    const auto bytes = hblink::test::from_hex(hex);
    BOOST_REQUIRE(bytes.size() == out.size());
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

}

BOOST_AUTO_TEST_SUITE(data_headers)

BOOST_AUTO_TEST_CASE(a_confirmed_message_to_a_radio)
{
    const data_header h = data_header_of(octets("43450c302f9be5128506"));
    BOOST_TEST(!h.group);
    BOOST_TEST(h.response_requested);
    BOOST_TEST((h.format == data_format::confirmed));
    BOOST_TEST(h.sap == 4);
    BOOST_TEST(h.blocks == 5u);
    BOOST_TEST(h.destination == 0x0C302Fu);
    BOOST_TEST((h.source == radio_id{0x9BE512}));
}

BOOST_AUTO_TEST_CASE(short_data_to_a_group_has_its_blocks_in_two_places)
{
    for (const char* hex : {"bdac00005b9be512ff00", "beac00005b9be512ff00"}) {
        const data_header h = data_header_of(octets(hex));
        BOOST_TEST(h.group);
        BOOST_TEST(!h.response_requested);
        BOOST_TEST(h.sap == 10);
        BOOST_TEST(h.blocks == 0x3Cu);
        BOOST_TEST(h.destination == 91u);
    }
}

BOOST_AUTO_TEST_CASE(unified_data_have_one_to_four_blocks)
{
    BOOST_TEST(data_header_of(octets("0003000001000002fc00")).blocks == 1u);
    BOOST_TEST(data_header_of(octets("0003000001000002ff00")).blocks == 4u);
}

BOOST_AUTO_TEST_CASE(formats_that_do_not_tell_have_no_blocks)
{
    for (const char* hex : {"3f9f000001000002ff00", "379f000001000002ff00"})
        BOOST_TEST(data_header_of(octets(hex)).blocks == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again)
{
    for (const unsigned format : {0u, 1u, 2u, 3u, 13u, 14u, 15u}) {
        const data_header h{.group = format % 2 == 0,
                            .response_requested = format % 3 == 0,
                            .format = data_format(format),
                            .sap = 9,
                            .blocks = format == 15 ? 0u : 3u,
                            .destination = 0xFEDCBA,
                            .source = radio_id{0x123456}};
        BOOST_TEST((data_header_of(octets_of(h)) == h));
        std::array<std::byte, burst_size> b{};
        write_data_header(h, b);
        BOOST_TEST((read_data_header(b) == h));
        BOOST_TEST(!read_control_block(b, data_type::csbk));
        b[0] ^= std::byte{0xFF};
        b[1] ^= std::byte{0xFF};
        b[2] ^= std::byte{0xFF};
        BOOST_TEST((!read_data_header(b) || read_data_header(b) == h));
    }
    BOOST_TEST(to_hex(octets_of({.format = data_format::unified, .blocks = 4})) == "00000000000000000300");
}

BOOST_AUTO_TEST_CASE(a_burst_without_one_is_refused)
{
    std::array<std::byte, burst_size> b{};
    BOOST_TEST(!read_data_header(b));
}

BOOST_AUTO_TEST_SUITE_END()

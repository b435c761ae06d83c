// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/link_control.hpp"

#include <boost/test/unit_test.hpp>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::to_hex;

BOOST_AUTO_TEST_SUITE(link_controls)

BOOST_AUTO_TEST_CASE(voice_is_nine_octets)
{
    const auto lc = link_control::voice(flco::unit_voice, 0x10, 0x20, 0x0C302F, radio_id{0x9BE512});
    BOOST_TEST(to_hex(lc.octets) == "0310200c302f9be512");
    BOOST_TEST((lc.opcode() == flco::unit_voice));
    BOOST_TEST(!lc.protect_flag());
    BOOST_TEST(lc.feature_set() == 0x10);
    BOOST_TEST(lc.service_options() == 0x20);
    BOOST_TEST(lc.destination() == 0x0C302Fu);
    BOOST_TEST((lc.source() == radio_id{0x9BE512}));
}

BOOST_AUTO_TEST_CASE(numbers_have_24_bits)
{
    const auto lc = link_control::voice(flco::group_voice, 0, 0, 0xFF00'0001, radio_id{0xFFFF'FFFF});
    BOOST_TEST(to_hex(lc.octets) == "000000000001ffffff");
}

BOOST_AUTO_TEST_CASE(flags_do_not_belong_to_the_opcode)
{
    link_control lc{};
    lc.octets[0] = std::byte{0xC8};
    BOOST_TEST(lc.protect_flag());
    BOOST_TEST((lc.opcode() == flco::gps));
    lc.octets[0] = std::byte{0x44};
    BOOST_TEST(!lc.protect_flag());
    BOOST_TEST((lc.opcode() == flco::talker_alias_header));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/csbk.hpp"

#include <boost/test/unit_test.hpp>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::to_hex;

BOOST_AUTO_TEST_SUITE(csbks)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again)
{
    csbk sent{.last_block = true, .protect_flag = false, .opcode = 0x3D, .feature_set = 0x10, .data = {}};
    for (std::size_t i = 0; i < sent.data.size(); ++i)
        sent.data[i] = std::byte(0xA0 + i);
    std::array<std::byte, burst_size> b{};
    write_csbk(sent, b);
    BOOST_TEST((read_csbk(b) == sent));
    BOOST_TEST(to_hex(*read_control_block(b, data_type::csbk)) == "bd10a0a1a2a3a4a5a6a7");
}

BOOST_AUTO_TEST_CASE(flags_and_opcode_share_an_octet)
{
    std::array<std::byte, burst_size> b{};
    write_csbk({.last_block = false, .protect_flag = true, .opcode = 0xFF, .feature_set = 0, .data = {}}, b);
    BOOST_TEST(to_hex(*read_control_block(b, data_type::csbk)) == "7f000000000000000000");
    const auto read = read_csbk(b);
    BOOST_TEST((!read->last_block && read->protect_flag && read->opcode == 0x3F));
}

BOOST_AUTO_TEST_CASE(a_data_header_is_none)
{
    std::array<std::byte, burst_size> b{};
    write_control_block({}, data_type::data_header, b);
    BOOST_TEST(!read_csbk(b));
}

BOOST_AUTO_TEST_SUITE_END()

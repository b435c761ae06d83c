// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/control_block.hpp"

#include "hblink/dmr/bptc.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "support/bytes.hpp"
#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using hblink::test::to_hex;

namespace {

control_octets some_octets()
{
    control_octets out{};
    const auto bytes = hblink::test::from_hex("020a0011223344556677");
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

}

BOOST_AUTO_TEST_SUITE(control_blocks)

// The CRC of nothing but zeros is 0: inverted, and then the mask.
BOOST_AUTO_TEST_CASE(the_crc_is_inverted_and_masked)
{
    BOOST_TEST(to_hex(with_crc({}, data_type::data_header)) == "000000000000000000003333");
    BOOST_TEST(to_hex(with_crc({}, data_type::csbk)) == "000000000000000000005a5a");
    control_octets one{};
    one[9] = std::byte{1};
    BOOST_TEST(to_hex(with_crc(one, data_type::data_header)) == "00000000000000000001" // 1021, and so on
                                                                "2312");
}

BOOST_AUTO_TEST_CASE(a_block_is_read_as_what_it_was_written)
{
    for (const data_type type : {data_type::data_header, data_type::csbk}) {
        std::array<std::byte, burst_size> b{};
        write_control_block(some_octets(), type, b);
        for (unsigned other = 0; other < 16; ++other) {
            const auto read = read_control_block(b, data_type(other));
            BOOST_TEST(read.has_value() == (data_type(other) == type));
            BOOST_TEST((!read || *read == some_octets()));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_block_with_a_wrong_bit_inside_is_refused)
{
    for (std::size_t bit = 0; bit < 96; ++bit) {
        auto block = with_crc(some_octets(), data_type::csbk);
        hblink::test::flip(block, bit);
        std::array<std::byte, burst_size> b{};
        encode_bptc(block, b);
        BOOST_TEST(!read_control_block(b, data_type::csbk));
    }
}

BOOST_AUTO_TEST_CASE(a_block_that_is_beyond_repair_is_refused)
{
    std::array<std::byte, burst_size> b{};
    write_control_block(some_octets(), data_type::csbk, b);
    for (std::size_t i = 0; i < 12; ++i)
        b[i] ^= std::byte{0x5A};
    BOOST_TEST(!read_control_block(b, data_type::csbk));
}

BOOST_AUTO_TEST_SUITE_END()

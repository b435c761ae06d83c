// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/golay.hpp"

#include <boost/test/unit_test.hpp>

#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using hblink::test::each_pattern;

BOOST_AUTO_TEST_SUITE(golay)

BOOST_AUTO_TEST_CASE(words_of_the_specification)
{
    BOOST_TEST(golay_20_8::encode(0x00) == 0u);
    BOOST_TEST(golay_20_8::encode(0x01) == (0x01u << 12 | 0x8EB)); // 0xC75 - x^11 is 0x475, and a parity bit
    BOOST_TEST(golay_20_8::encode(0xFF) == 1047917u);
}

BOOST_AUTO_TEST_CASE(up_to_three_wrong_bits_are_corrected)
{
    bool all = true;
    for (std::uint32_t data = 0; data < 256; ++data)
        for (unsigned count = 1; count <= 3; ++count)
            each_pattern(20, count, [&](std::uint32_t wrong) {
                const std::uint32_t word = golay_20_8::encode(data);
                all = all && golay_20_8::correct(word ^ wrong) == word;
            });
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(four_wrong_bits_are_noticed)
{
    bool any = false;
    for (std::uint32_t data = 0; data < 256; data += 51)
        each_pattern(20, 4, [&](std::uint32_t wrong) {
            any = any || golay_20_8::correct(golay_20_8::encode(data) ^ wrong).has_value();
        });
    BOOST_TEST(!any);
}

BOOST_AUTO_TEST_SUITE_END()

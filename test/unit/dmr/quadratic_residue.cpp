// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/quadratic_residue.hpp"

#include <boost/test/unit_test.hpp>

#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using hblink::test::each_pattern;

BOOST_AUTO_TEST_SUITE(quadratic_residue)

BOOST_AUTO_TEST_CASE(up_to_two_wrong_bits_are_corrected)
{
    bool all = true;
    for (std::uint32_t data = 0; data < 128; ++data) {
        const std::uint32_t word = quadratic_residue_16_7::encode(data);
        all = all && quadratic_residue_16_7::data(word) == data &&
              quadratic_residue_16_7::correct(word) == word;
        for (unsigned count = 1; count <= 2; ++count)
            each_pattern(16, count, [&](std::uint32_t wrong) {
                all = all && quadratic_residue_16_7::correct(word ^ wrong) == word;
            });
    }
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(three_wrong_bits_are_noticed)
{
    bool any = false;
    for (std::uint32_t data = 0; data < 128; ++data)
        each_pattern(16, 3, [&](std::uint32_t wrong) {
            const std::uint32_t word = quadratic_residue_16_7::encode(data);
            any = any || quadratic_residue_16_7::correct(word ^ wrong).has_value();
        });
    BOOST_TEST(!any);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/block_code.hpp"

#include <boost/test/unit_test.hpp>

using namespace hblink::dmr;

namespace {

// The Hamming code (7,4) of textbooks.
using textbook = block_code<7, 4, 1, parity_equations<4>({{0, 1, 3}, {0, 2, 3}, {1, 2, 3}})>;

}

BOOST_AUTO_TEST_SUITE(block_codes)

BOOST_AUTO_TEST_CASE(a_word_is_its_data_and_then_the_parity_of_each_equation)
{
    BOOST_TEST(textbook::encode(0b0000) == 0b0000'000u);
    BOOST_TEST(textbook::encode(0b1000) == 0b1000'110u);
    BOOST_TEST(textbook::encode(0b0001) == 0b0001'111u);
    BOOST_TEST(textbook::encode(0b1001) == 0b1001'001u);
    BOOST_TEST(textbook::data(0b1001'001) == 0b1001u);
}

BOOST_AUTO_TEST_CASE(bits_above_the_data_are_ignored)
{
    BOOST_TEST(textbook::encode(0xFFFF'FFF8) == textbook::encode(8));
}

BOOST_AUTO_TEST_CASE(a_wrong_bit_is_corrected)
{
    for (std::uint32_t data = 0; data < 16; ++data)
        for (unsigned bit = 0; bit < 7; ++bit) {
            const std::uint32_t word = textbook::encode(data);
            BOOST_TEST(textbook::syndrome(word) == 0u);
            BOOST_TEST(textbook::syndrome(word ^ 1u << bit) != 0u);
            BOOST_TEST(textbook::correct(word ^ 1u << bit).value() == word);
        }
}

// x^3 + x + 1 makes the same code in another order; with even parity it has eight bits.
BOOST_AUTO_TEST_CASE(a_cyclic_code_takes_the_remainder)
{
    using cyclic = block_code<8, 4, 1, remainder_and_even_parity<4>(0b1011, 3)>;
    for (std::uint32_t data = 0; data < 16; ++data) {
        const std::uint32_t word = cyclic::encode(data);
        std::uint32_t remainder = word >> 1;
        for (unsigned bit = 6; bit >= 3; --bit)
            if ((remainder >> bit & 1) != 0)
                remainder ^= 0b1011u << (bit - 3);
        BOOST_TEST(remainder == 0u);
        BOOST_TEST(std::popcount(word) % 2 == 0);
    }
    // Two wrong bits are noticed.
    BOOST_TEST(!cyclic::correct(0b11).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

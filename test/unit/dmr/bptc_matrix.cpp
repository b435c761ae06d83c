// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/bptc_matrix.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <set>

using namespace hblink::dmr;

BOOST_AUTO_TEST_SUITE(bptc_matrix)

BOOST_AUTO_TEST_CASE(each_place_is_another_information_bit)
{
    std::set<std::size_t> bits;
    for (std::size_t row = 0; row < bptc::rows; ++row)
        for (std::size_t column = 0; column < bptc::columns; ++column)
            bits.insert(bptc::burst_bit(row, column));
    BOOST_TEST(bits.size() == 195u);
    BOOST_TEST(*bits.begin() == 1u); // 0 is R(3)
    BOOST_TEST(*bits.rbegin() == 263u);
    BOOST_TEST((*bits.lower_bound(98) == 166u));
}

// The slow way and the quick one agree when nothing is to be corrected.
BOOST_AUTO_TEST_CASE(an_undamaged_burst_is_left_as_it_is)
{
    std::minstd_rand chance{1};
    for (int i = 0; i < 100; ++i) {
        std::array<std::byte, block_size> data{};
        for (std::byte& b : data)
            b = std::byte(chance() & 0xFF);
        std::array<std::byte, burst_size> b{};
        encode_bptc(data, b);
        const bptc_result slow = correct_bptc(b);
        BOOST_TEST((slow.good && slow.corrected == 0 && slow.data == data));
    }
}

// R(2), R(1) and R(0) are part of the words, but not of the data.
BOOST_AUTO_TEST_CASE(reserved_bits_that_are_set_do_no_harm)
{
    std::array<std::byte, burst_size> b{};
    const std::uint32_t across = hamming_15_11::encode(0b111'0000'0000);
    const std::uint32_t down = hamming_13_9::encode(0b1'0000'0000);
    for (std::size_t row = 0; row < bptc::rows; ++row)
        for (std::size_t column = 0; column < bptc::columns; ++column)
            if ((across >> (14 - column) & down >> (12 - row) & 1) != 0) {
                const std::size_t bit = bptc::burst_bit(row, column);
                b[bit / 8] |= std::byte{0x80} >> bit % 8;
            }
    const bptc_result read = decode_bptc(b);
    BOOST_TEST((read.good && read.corrected == 0 && read.data == std::array<std::byte, block_size>{}));
}

BOOST_AUTO_TEST_SUITE_END()

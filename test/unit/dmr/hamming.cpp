// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/hamming.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using codes = boost::mpl::list<hamming_15_11, hamming_13_9, hamming_16_11>;

BOOST_AUTO_TEST_SUITE(hamming)

BOOST_AUTO_TEST_CASE_TEMPLATE(any_word_with_one_wrong_bit_is_corrected, code, codes)
{
    bool all = true;
    for (std::uint32_t data = 0; data < 1u << code::data_bits; ++data) {
        const std::uint32_t word = code::encode(data);
        all = all && code::data(word) == data && code::correct(word) == word;
        for (unsigned bit = 0; bit < code::length; ++bit)
            all = all && code::correct(word ^ 1u << bit) == word;
    }
    BOOST_TEST(all);
}

// As the code is linear, what is wrong tells the same of each word.
BOOST_AUTO_TEST_CASE(two_wrong_bits_of_16_are_never_taken_for_one)
{
    hblink::test::each_pattern(16, 2,
                               [](std::uint32_t wrong) { BOOST_TEST(!hamming_16_11::correct(wrong)); });
}

BOOST_AUTO_TEST_CASE(each_word_of_15_bits_is_a_word_of_the_code_or_beside_one)
{
    for (std::uint32_t word = 0; word < 1u << 15; ++word)
        if (!hamming_15_11::correct(word))
            BOOST_ERROR("no correction for " << word);
}

BOOST_AUTO_TEST_CASE(some_words_of_13_bits_cannot_be_corrected)
{
    std::set<std::uint32_t> syndromes;
    for (unsigned bit = 0; bit < 13; ++bit)
        syndromes.insert(hamming_13_9::syndrome(1u << bit));
    BOOST_TEST(syndromes.size() == 13u); // of 15 that are not 0
    for (std::uint32_t syndrome = 1; syndrome < 16; ++syndrome)
        BOOST_TEST((hamming_13_9::wrong_bits(syndrome) != 0) == syndromes.contains(syndrome));
}

BOOST_AUTO_TEST_SUITE_END()

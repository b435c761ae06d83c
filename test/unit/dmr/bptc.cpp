// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/bptc.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using hblink::test::flip;

namespace {

using block = std::array<std::byte, block_size>;
using burst_bytes = std::array<std::byte, burst_size>;

block random_block(std::minstd_rand& chance)
{
    block out{};
    for (std::byte& b : out)
        b = std::byte(chance() & 0xFF);
    return out;
}

burst_bytes encoded(const block& data)
{
    burst_bytes b{};
    encode_bptc(data, b);
    return b;
}

bool is_information(std::size_t bit) { return bit < 98 || bit >= 166; }

// R(3) is the first bit of all, and in no row and column.
std::vector<std::size_t> protected_bits()
{
    std::vector<std::size_t> out;
    for (std::size_t bit = 1; bit < 8 * burst_size; ++bit)
        if (is_information(bit))
            out.push_back(bit);
    return out;
}

}

BOOST_AUTO_TEST_SUITE(bptc)

BOOST_AUTO_TEST_CASE(what_is_encoded_is_decoded)
{
    std::minstd_rand chance{1};
    for (int i = 0; i < 1000; ++i) {
        const block data = random_block(chance);
        const bptc_result read = decode_bptc(encoded(data));
        BOOST_TEST((read.good && read.corrected == 0 && read.data == data));
    }
}

BOOST_AUTO_TEST_CASE(only_information_bits_are_read_and_written)
{
    std::minstd_rand chance{1};
    const block data = random_block(chance);
    burst_bytes ones;
    ones.fill(std::byte{0xFF});
    encode_bptc(data, ones);
    const burst_bytes zeros = encoded(data);
    for (std::size_t bit = 0; bit < 8 * burst_size; ++bit) {
        const bool differ = ((ones[bit / 8] ^ zeros[bit / 8]) & std::byte{0x80} >> bit % 8) != std::byte{};
        BOOST_TEST(differ == !is_information(bit));
    }
    const bptc_result read = decode_bptc(ones);
    BOOST_TEST((read.good && read.corrected == 0 && read.data == data));
}

BOOST_AUTO_TEST_CASE(any_two_wrong_bits_are_corrected)
{
    std::minstd_rand chance{1};
    const block data = random_block(chance);
    const auto bits = protected_bits();
    BOOST_TEST(bits.size() == 195u);
    bool all = true;
    for (std::size_t i = 0; i < bits.size(); ++i)
        for (std::size_t j = i; j < bits.size(); ++j) {
            burst_bytes b = encoded(data);
            flip(b, bits[i]);
            if (i != j)
                flip(b, bits[j]);
            const bptc_result read = decode_bptc(b);
            all = all && read.good && read.corrected == (i == j ? 1u : 2u) && read.data == data;
        }
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(three_wrong_bits_are_corrected)
{
    std::minstd_rand chance{2};
    const auto bits = protected_bits();
    bool all = true;
    for (int i = 0; i < 20'000; ++i) {
        const block data = random_block(chance);
        burst_bytes b = encoded(data);
        for (int wrong = 0; wrong < 3; ++wrong)
            flip(b, bits[chance() % bits.size()]);
        const bptc_result read = decode_bptc(b);
        all = all && read.good && read.data == data;
    }
    BOOST_TEST(all);
}

// One error in each row, and each in a column of its own: rows alone correct them.
BOOST_AUTO_TEST_CASE(thirteen_wrong_bits_in_thirteen_rows_are_corrected)
{
    std::minstd_rand chance{3};
    const block data = random_block(chance);
    burst_bytes b = encoded(data);
    for (std::size_t row = 0; row < 13; ++row) {
        const std::size_t bit = (1 + 15 * row + row) * 181 % 196;
        flip(b, bit < 98 ? bit : bit + 68);
    }
    const bptc_result read = decode_bptc(b);
    BOOST_TEST((read.good && read.corrected == 13 && read.data == data));
}

BOOST_AUTO_TEST_CASE(noise_is_not_good)
{
    std::minstd_rand chance{4};
    int good = 0;
    for (int i = 0; i < 2000; ++i) {
        burst_bytes noise;
        for (std::byte& b : noise)
            b = std::byte(chance() & 0xFF);
        good += decode_bptc(noise).good ? 1 : 0;
    }
    BOOST_TEST(good < 20);
}

// What is called good is a word of the code, as far from what was received as it says.
BOOST_AUTO_TEST_CASE(a_good_block_encodes_to_what_was_received_but_for_the_corrected_bits)
{
    std::minstd_rand chance{5};
    const auto bits = protected_bits();
    int good = 0;
    for (int i = 0; i < 2000; ++i) {
        burst_bytes received = encoded(random_block(chance));
        for (auto wrong = chance() % 20; wrong > 0; --wrong)
            flip(received, bits[chance() % bits.size()]);
        const bptc_result read = decode_bptc(received);
        if (!read.good)
            continue;
        ++good;
        const burst_bytes again = encoded(read.data);
        unsigned different = 0;
        for (std::size_t at = 0; at < burst_size; ++at)
            different += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(again[at]) ^
                                                             std::to_integer<unsigned>(received[at])));
        BOOST_TEST(different == read.corrected);
    }
    BOOST_TEST(good > 500);
}

BOOST_AUTO_TEST_SUITE_END()

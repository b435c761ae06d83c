// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/embedded.hpp"

#include "hblink/dmr/hamming.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::to_hex;

namespace {

link_control random_link_control(std::minstd_rand& chance)
{
    link_control lc{};
    for (std::byte& b : lc.octets)
        b = std::byte(chance() & 0xFF);
    return lc;
}

void flip(fragments& f, std::size_t bit) { f[bit / 32] ^= 0x8000'0000u >> bit % 32; }

// The bit in this row and column: the matrix goes column by column.
std::size_t bit_at(std::size_t row, std::size_t column) { return 8 * column + row; }

}

BOOST_AUTO_TEST_SUITE(embedded)

BOOST_AUTO_TEST_CASE(what_is_encoded_is_decoded)
{
    std::minstd_rand chance{1};
    for (int i = 0; i < 1000; ++i) {
        const link_control lc = random_link_control(chance);
        const fragments f = encode_embedded(lc);
        BOOST_TEST((decode_embedded(f) == lc));
        for (const std::uint32_t fragment : f)
            BOOST_TEST(columns_fit(fragment));
    }
}

// Group call, options 0x20, talkgroup 91, radio 3120001: burst D has bits 0-31 of the third fragment at its
// bits 116-147. HBlink4 gets its bit 125 wrong when the options 0x10 and 0x08 differ.
BOOST_AUTO_TEST_CASE(each_service_option_makes_right_words)
{
    for (unsigned options = 0; options < 256; ++options) {
        const auto lc = link_control::voice(flco::group_voice, 0, static_cast<std::uint8_t>(options), 91,
                                            radio_id{3120001});
        fragments f = encode_embedded(lc);
        for (const std::uint32_t fragment : f)
            BOOST_TEST(columns_fit(fragment));
        f[2] ^= 0x8000'0000u >> (125 - 116);
        BOOST_TEST(!columns_fit(f[2]));
        BOOST_TEST((decode_embedded(f) == lc)); // what HBlink4 sends is understood
    }
}

BOOST_AUTO_TEST_CASE(any_two_wrong_bits_are_corrected)
{
    std::minstd_rand chance{2};
    const link_control lc = random_link_control(chance);
    bool all = true;
    for (std::size_t i = 0; i < 128; ++i)
        for (std::size_t j = i; j < 128; ++j) {
            fragments f = encode_embedded(lc);
            flip(f, i);
            if (i != j)
                flip(f, j);
            all = all && decode_embedded(f) == lc;
        }
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(three_wrong_bits_are_corrected_or_noticed)
{
    std::minstd_rand chance{3};
    const link_control lc = random_link_control(chance);
    bool all = true;
    int corrected = 0;
    for (std::size_t i = 0; i < 128; ++i)
        for (std::size_t j = i + 1; j < 128; ++j)
            for (std::size_t k = j + 1; k < 128; k += 5) {
                fragments f = encode_embedded(lc);
                flip(f, i);
                flip(f, j);
                flip(f, k);
                const auto read = decode_embedded(f);
                all = all && (!read || read == lc);
                corrected += read ? 1 : 0;
            }
    BOOST_TEST(all);
    BOOST_TEST(corrected > 50'000);
}

BOOST_AUTO_TEST_CASE(a_wrong_bit_in_each_row_is_corrected)
{
    std::minstd_rand chance{4};
    for (int i = 0; i < 1000; ++i) {
        const link_control lc = random_link_control(chance);
        fragments f = encode_embedded(lc);
        for (std::size_t row = 0; row < 8; ++row)
            flip(f, bit_at(row, chance() % 16));
        BOOST_TEST((decode_embedded(f) == lc));
    }
}

BOOST_AUTO_TEST_CASE(two_rows_with_two_wrong_bits_are_beyond_repair)
{
    std::minstd_rand chance{5};
    fragments f = encode_embedded(random_link_control(chance));
    for (const std::size_t row : {1u, 6u})
        for (const std::size_t column : {3u, 12u})
            flip(f, bit_at(row, column));
    BOOST_TEST(!decode_embedded(f));
}

// All words are right, but a bit of the checksum, the last data bit of row 2 to 6.
BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_refused)
{
    std::minstd_rand chance{6};
    const link_control lc = random_link_control(chance);
    for (std::size_t row = 2; row <= 6; ++row) {
        fragments f = encode_embedded(lc);
        const std::uint32_t word = hamming_16_11::encode(1);
        for (std::size_t column = 0; column < 16; ++column)
            if ((word >> (15 - column) & 1) != 0) {
                flip(f, bit_at(row, column));
                flip(f, bit_at(7, column));
            }
        for (const std::uint32_t fragment : f)
            BOOST_TEST(columns_fit(fragment));
        BOOST_TEST(!decode_embedded(f));
    }
}

// No sum modulo 31 is 31, but five bits may be.
BOOST_AUTO_TEST_CASE(the_checksum_is_a_remainder_by_31)
{
    link_control lc{};
    lc.octets[0] = std::byte{31};
    const fragments zero = encode_embedded(link_control{});
    const fragments f = encode_embedded(lc);
    // Row 0 has the five ones of 31, in columns 3 to 7; the checksum of both is 0.
    for (std::size_t row = 2; row <= 6; ++row)
        BOOST_TEST((f[2] >> (31 - (bit_at(row, 10) - 64)) & 1) == 0u);
    BOOST_TEST((zero == fragments{}));
    BOOST_TEST((decode_embedded(f) == lc));
}

BOOST_AUTO_TEST_CASE(fragments_of_two_link_controls_do_not_fit)
{
    const auto a = encode_embedded(link_control::voice(flco::group_voice, 0, 0, 91, radio_id{3120001}));
    const auto b = encode_embedded(link_control::voice(flco::group_voice, 0, 0, 3120, radio_id{2621234}));
    BOOST_TEST(!decode_embedded({a[0], a[1], b[2], b[3]}));
    BOOST_TEST(!decode_embedded({a[0], b[1], a[2], b[3]}));
}

BOOST_AUTO_TEST_CASE(a_fragment_is_the_bits_116_to_147)
{
    for (const std::byte before : {std::byte{0}, std::byte{0xFF}}) {
        std::array<std::byte, burst_size> b;
        b.fill(before);
        write_fragment(0x1234'5678, b);
        BOOST_TEST(read_fragment(b) == 0x1234'5678u);
        const auto middle = std::span{b}.subspan(13, 7);
        BOOST_TEST(to_hex(middle) == (before == std::byte{0} ? "00012345678000" : "fff12345678fff"));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_bit_does_not_fit_its_column)
{
    BOOST_TEST(columns_fit(0));
    BOOST_TEST(columns_fit(0xFFFF'FFFF));
    for (unsigned bit = 0; bit < 32; ++bit) {
        BOOST_TEST(!columns_fit(1u << bit));
        BOOST_TEST(!columns_fit(0xFFFF'FFFF ^ 1u << bit));
        BOOST_TEST(columns_fit(1u << bit | 1u << (bit ^ 5)));  // in the same column
        BOOST_TEST(!columns_fit(1u << bit | 1u << (bit ^ 8))); // in the next
    }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// words.json: every word of the slot type and of the EMB field.
#include "hblink/dmr/golay.hpp"
#include "hblink/dmr/quadratic_residue.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

#include "vector/vectors.hpp"

using namespace hblink::dmr;
using hblink::test::burst_bytes;

namespace {

std::vector<std::uint32_t> words(const std::string& key, std::size_t count)
{
    std::vector<std::uint32_t> out;
    for (const boost::json::value& word : hblink::test::list_of_vectors("words.json", key))
        out.push_back(word.to_number<std::uint32_t>());
    BOOST_REQUIRE(out.size() == count);
    return out;
}

// Bits of a burst as a number, the first one most significant.
std::uint32_t bits(burst b, std::size_t first, std::size_t count)
{
    std::uint32_t out = 0;
    for (std::size_t bit = first; bit < first + count; ++bit)
        out = out << 1 | (std::to_integer<std::uint32_t>(b[bit / 8]) >> (7 - bit % 8) & 1);
    return out;
}

void set_bits(writable_burst b, std::size_t first, std::size_t count, std::uint32_t value)
{
    for (std::size_t i = 0; i < count; ++i)
        if ((bits(b, first + i, 1) ^ (value >> (count - 1 - i) & 1)) != 0)
            hblink::test::flip(b, first + i);
}

}

BOOST_AUTO_TEST_SUITE(words_of_the_middle)

BOOST_AUTO_TEST_CASE(slot_types)
{
    const auto all = words("slot_type", 256);
    for (std::uint32_t data = 0; data < all.size(); ++data) {
        BOOST_TEST(golay_20_8::encode(data) == all[data]);
        BOOST_TEST(golay_20_8::correct(all[data]).value() == all[data]);
        const slot_type s{static_cast<std::uint8_t>(data >> 4), data_type(data & 15)};
        for (const std::byte before : {std::byte{0}, std::byte{0xFF}}) {
            burst_bytes b;
            b.fill(before);
            write_slot_type(s, b);
            BOOST_TEST((bits(b, 98, 10) << 10 | bits(b, 156, 10)) == all[data]);
            // Nothing else was written.
            set_bits(b, 98, 10, before == std::byte{0} ? 0 : 0x3FF);
            set_bits(b, 156, 10, before == std::byte{0} ? 0 : 0x3FF);
            BOOST_TEST(std::count(b.begin(), b.end(), before) == 33);

            set_bits(b, 98, 10, all[data] >> 10);
            set_bits(b, 156, 10, all[data] & 0x3FF);
            BOOST_TEST((read_slot_type(b) == s));
        }
    }
}

BOOST_AUTO_TEST_CASE(embedded_signallings)
{
    const auto all = words("emb", 128);
    for (std::uint32_t data = 0; data < all.size(); ++data) {
        BOOST_TEST(quadratic_residue_16_7::encode(data) == all[data]);
        BOOST_TEST(quadratic_residue_16_7::correct(all[data]).value() == all[data]);
        const embedded_signalling e{static_cast<std::uint8_t>(data >> 3), (data & 4) != 0,
                                    fragment_place(data & 3)};
        for (const std::byte before : {std::byte{0}, std::byte{0xFF}}) {
            burst_bytes b;
            b.fill(before);
            write_embedded_signalling(e, b);
            BOOST_TEST((bits(b, 108, 8) << 8 | bits(b, 148, 8)) == all[data]);
            set_bits(b, 108, 8, before == std::byte{0} ? 0 : 0xFF);
            set_bits(b, 148, 8, before == std::byte{0} ? 0 : 0xFF);
            BOOST_TEST(std::count(b.begin(), b.end(), before) == 33);

            set_bits(b, 108, 8, all[data] >> 8);
            set_bits(b, 148, 8, all[data] & 0xFF);
            BOOST_TEST((read_embedded_signalling(b) == e));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

#include "support/bytes.hpp"
#include "support/wrong_bits.hpp"

using namespace hblink::dmr;
using hblink::test::flip;
using hblink::test::to_hex;

namespace {

using burst_bytes = std::array<std::byte, burst_size>;

// Where the fields are (spec dmr-fec.md).
std::size_t slot_type_bit(std::size_t i) { return i < 10 ? 98 + i : 146 + i; }
std::size_t signalling_bit(std::size_t i) { return i < 8 ? 108 + i : 140 + i; }

}

BOOST_AUTO_TEST_SUITE(slot_types)

BOOST_AUTO_TEST_CASE(three_wrong_bits_of_a_slot_type_are_corrected_and_four_noticed)
{
    const slot_type sent{11, data_type::csbk};
    for (std::size_t first = 0; first < 20; ++first) {
        burst_bytes b{};
        write_slot_type(sent, b);
        for (std::size_t i = 0; i < 3; ++i) {
            flip(b, slot_type_bit((first + 3 * i) % 20));
            BOOST_TEST((read_slot_type(b) == sent));
        }
        flip(b, slot_type_bit((first + 9) % 20));
        BOOST_TEST(!read_slot_type(b));
    }
}

BOOST_AUTO_TEST_CASE(two_wrong_bits_of_the_signalling_are_corrected_and_three_noticed)
{
    const embedded_signalling sent{6, true, fragment_place::between};
    for (std::size_t first = 0; first < 16; ++first) {
        burst_bytes b{};
        write_embedded_signalling(sent, b);
        for (std::size_t i = 0; i < 2; ++i) {
            flip(b, signalling_bit((first + 3 * i) % 16));
            BOOST_TEST((read_embedded_signalling(b) == sent));
        }
        flip(b, signalling_bit((first + 6) % 16));
        BOOST_TEST(!read_embedded_signalling(b));
    }
}

BOOST_AUTO_TEST_CASE(colour_codes_have_four_bits)
{
    burst_bytes b{};
    write_slot_type({0x15, data_type::idle}, b);
    BOOST_TEST((read_slot_type(b) == slot_type{5, data_type::idle}));
    write_embedded_signalling({0x15, false, fragment_place::first}, b);
    BOOST_TEST((read_embedded_signalling(b) == embedded_signalling{5, false, fragment_place::first}));
}

BOOST_AUTO_TEST_CASE(the_sync_of_a_base_station_is_in_the_middle)
{
    for (const std::byte before : {std::byte{0}, std::byte{0xFF}}) {
        burst_bytes b;
        b.fill(before);
        write_data_sync(b);
        BOOST_TEST(to_hex(std::span{b}.subspan(12, 9)) ==
                   (before == std::byte{0} ? "000dff57d75df5d000" : "fffdff57d75df5dfff"));
    }
}

BOOST_AUTO_TEST_SUITE_END()

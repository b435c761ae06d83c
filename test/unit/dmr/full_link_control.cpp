// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/full_link_control.hpp"

#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "support/wrong_bits.hpp"

using namespace hblink::dmr;

namespace {

using burst_bytes = std::array<std::byte, burst_size>;

constexpr auto lc = link_control::voice(flco::group_voice, 0, 0x20, 91, radio_id{3120001});

}

BOOST_AUTO_TEST_SUITE(full_link_controls)

BOOST_AUTO_TEST_CASE(a_header_is_no_terminator)
{
    for (const data_type type : {data_type::voice_lc_header, data_type::terminator_with_lc}) {
        const burst_bytes b = lc_burst(lc, type, 7);
        for (unsigned other = 0; other < 16; ++other) {
            const auto read = read_full_link_control(b, data_type(other));
            BOOST_TEST(read.has_value() == (data_type(other) == type));
            BOOST_TEST((!read || read == lc));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_burst_says_what_it_is)
{
    for (std::uint8_t colour_code = 0; colour_code < 16; ++colour_code) {
        BOOST_TEST((read_slot_type(lc_burst(lc, data_type::voice_lc_header, colour_code)) ==
                    slot_type{colour_code, data_type::voice_lc_header}));
        BOOST_TEST((read_slot_type(terminator_burst(lc, colour_code)) ==
                    slot_type{colour_code, data_type::terminator_with_lc}));
    }
}

// A radio in simplex has another sync pattern, which must stay.
BOOST_AUTO_TEST_CASE(only_the_link_control_is_rewritten)
{
    const burst_bytes before = lc_burst(lc, data_type::voice_lc_header, 5);
    burst_bytes b = before;
    std::fill(b.begin() + 14, b.begin() + 19, std::byte{0xAA});
    const auto other = link_control::voice(flco::group_voice, 0, 0x20, 9, radio_id{3120001});
    write_full_link_control(other, data_type::voice_lc_header, b);
    BOOST_TEST((read_full_link_control(b, data_type::voice_lc_header) == other));
    BOOST_TEST((read_slot_type(b) == slot_type{5, data_type::voice_lc_header}));
    BOOST_TEST(
        (std::all_of(b.begin() + 14, b.begin() + 19, [](std::byte x) { return x == std::byte{0xAA}; })));
    write_full_link_control(lc, data_type::voice_lc_header, b);
    BOOST_TEST((std::equal(b.begin(), b.begin() + 14, before.begin())));
    BOOST_TEST((std::equal(b.begin() + 19, b.end(), before.begin() + 19)));
}

// The BPTC may be sound, and the octets in it nonsense.
BOOST_AUTO_TEST_CASE(octets_that_reed_solomon_does_not_know_are_refused)
{
    const burst_bytes good = lc_burst(lc, data_type::voice_lc_header, 1);
    const auto block = decode_bptc(good).data;
    for (std::size_t bit = 0; bit < 96; ++bit) {
        auto changed = block;
        hblink::test::flip(changed, bit);
        burst_bytes b = good;
        encode_bptc(changed, b);
        BOOST_TEST(decode_bptc(b).good);
        BOOST_TEST(!read_full_link_control(b, data_type::voice_lc_header));
    }
}

BOOST_AUTO_TEST_CASE(a_block_that_is_beyond_repair_is_refused)
{
    burst_bytes b = lc_burst(lc, data_type::voice_lc_header, 1);
    for (std::size_t i = 0; i < 12; ++i)
        b[i] ^= std::byte{0x5A};
    BOOST_TEST(!decode_bptc(b).good);
    BOOST_TEST(!read_full_link_control(b, data_type::voice_lc_header));
}

BOOST_AUTO_TEST_SUITE_END()

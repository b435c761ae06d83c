// SPDX-License-Identifier: GPL-3.0-or-later
// lc.json: each link control as a voice LC header, as a terminator and embedded in bursts B to E.
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

#include "vector/vectors.hpp"

using namespace hblink::dmr;
using hblink::test::burst_bytes;
using hblink::test::flip;
using hblink::test::to_hex;

namespace {

constexpr std::uint8_t colour_code = 1; // of all these bursts

struct vector
{
    link_control lc;
    burst_bytes header;
    burst_bytes terminator;
    std::array<burst_bytes, 4> voice;

    fragments embedded() const
    {
        fragments out{};
        std::transform(voice.begin(), voice.end(), out.begin(), [](burst b) { return read_fragment(b); });
        return out;
    }
};

std::vector<vector> all()
{
    std::vector<vector> out;
    for (const boost::json::value& entry : hblink::test::list_of_vectors("lc.json", "vectors")) {
        vector v{{hblink::test::octets<9>(entry.at("lc"))},
                 hblink::test::burst_of(entry.at("vhead")),
                 hblink::test::burst_of(entry.at("vterm")),
                 {}};
        for (std::size_t i = 0; i < v.voice.size(); ++i)
            v.voice[i] = hblink::test::burst_of(entry.at("emb").at(i));
        out.push_back(v);
    }
    return out;
}

bool is_information(std::size_t bit) { return bit < 98 || bit >= 166; }

// Reads a burst in which `count` of the bits that chance names are wrong.
std::optional<link_control> read_damaged(burst_bytes b, data_type type, int count, std::minstd_rand& chance)
{
    while (count > 0) {
        const std::size_t bit = chance() % 264;
        if (!is_information(bit))
            continue;
        flip(b, bit);
        --count;
    }
    return read_full_link_control(b, type);
}

}

BOOST_AUTO_TEST_SUITE(link_controls)

BOOST_AUTO_TEST_CASE(headers_and_terminators_are_read)
{
    for (const vector& v : all()) {
        BOOST_TEST_CONTEXT(to_hex(v.lc.octets))
        {
            BOOST_TEST((read_full_link_control(v.header, data_type::voice_lc_header) == v.lc));
            BOOST_TEST((read_full_link_control(v.terminator, data_type::terminator_with_lc) == v.lc));
            BOOST_TEST(!read_full_link_control(v.header, data_type::terminator_with_lc));
            BOOST_TEST(!read_full_link_control(v.terminator, data_type::voice_lc_header));
            BOOST_TEST((read_slot_type(v.header) == slot_type{colour_code, data_type::voice_lc_header}));
            BOOST_TEST(
                (read_slot_type(v.terminator) == slot_type{colour_code, data_type::terminator_with_lc}));
        }
    }
}

BOOST_AUTO_TEST_CASE(headers_and_terminators_are_written)
{
    for (const vector& v : all()) {
        BOOST_TEST(to_hex(lc_burst(v.lc, data_type::voice_lc_header, colour_code)) == to_hex(v.header));
        BOOST_TEST(to_hex(terminator_burst(v.lc, colour_code)) == to_hex(v.terminator));
    }
}

// In random places, or up to three anywhere (more may fall into one row and one column).
BOOST_AUTO_TEST_CASE(wrong_bits_in_headers_and_terminators_are_corrected)
{
    std::minstd_rand chance{1};
    for (const vector& v : all()) {
        for (std::size_t bit = 0; bit < 264; ++bit) {
            burst_bytes damaged = v.header;
            flip(damaged, bit);
            BOOST_TEST((read_full_link_control(damaged, data_type::voice_lc_header) == v.lc));
        }
        for (int i = 0; i < 20; ++i) {
            BOOST_TEST((read_damaged(v.header, data_type::voice_lc_header, 3, chance) == v.lc));
            BOOST_TEST((read_damaged(v.terminator, data_type::terminator_with_lc, 3, chance) == v.lc));
        }
    }
}

BOOST_AUTO_TEST_CASE(embedded_link_controls_are_read)
{
    for (const vector& v : all()) {
        BOOST_TEST_CONTEXT(to_hex(v.lc.octets))
        {
            BOOST_TEST((decode_embedded(v.embedded()) == v.lc));
            for (const std::uint32_t fragment : v.embedded())
                BOOST_TEST(columns_fit(fragment));
            for (std::size_t i = 0; i < v.voice.size(); ++i) {
                const auto place = i == 0   ? fragment_place::first
                                   : i == 3 ? fragment_place::last
                                            : fragment_place::between;
                BOOST_TEST(
                    (read_embedded_signalling(v.voice[i]) == embedded_signalling{colour_code, false, place}));
            }
        }
    }
}

// Burst D, bit 125, is the one that HBlink4 gets wrong when the options 0x10 and 0x08 differ (quirks.md).
BOOST_AUTO_TEST_CASE(embedded_link_controls_are_written)
{
    bool options_differ = false;
    for (const vector& v : all()) {
        options_differ =
            options_differ || (v.lc.service_options() >> 4 & 1) != (v.lc.service_options() >> 3 & 1);
        const fragments encoded = encode_embedded(v.lc);
        for (std::size_t i = 0; i < v.voice.size(); ++i) {
            burst_bytes b{};
            write_fragment(encoded[i], b);
            write_embedded_signalling(*read_embedded_signalling(v.voice[i]), b);
            BOOST_TEST(to_hex(b) == to_hex(v.voice[i]));
        }
    }
    BOOST_TEST(options_differ);
}

BOOST_AUTO_TEST_CASE(wrong_bits_in_embedded_link_controls_are_corrected)
{
    std::minstd_rand chance{1};
    for (const vector& v : all()) {
        for (std::size_t bit = 0; bit < 128; ++bit) {
            fragments damaged = v.embedded();
            damaged[bit / 32] ^= 0x8000'0000u >> bit % 32;
            BOOST_TEST((decode_embedded(damaged) == v.lc));
            damaged[chance() % 4] ^= 1u << chance() % 32;
            BOOST_TEST((decode_embedded(damaged) == v.lc));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

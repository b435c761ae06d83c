// SPDX-License-Identifier: GPL-3.0-or-later
// data.json: data headers and CSBKs, the block of 12 octets and the whole burst.
#include "hblink/dmr/data_header.hpp"

#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/csbk.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <boost/test/unit_test.hpp>

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
    data_type type;
    std::array<std::byte, block_size> block;
    burst_bytes burst;

    control_octets octets() const
    {
        control_octets out{};
        std::copy_n(block.begin(), out.size(), out.begin());
        return out;
    }
};

std::vector<vector> all()
{
    std::vector<vector> out;
    for (const boost::json::value& entry : hblink::test::list_of_vectors("data.json", "vectors")) {
        const auto kind = boost::json::value_to<std::string>(entry.at("kind"));
        BOOST_REQUIRE((kind == "csbk" || kind == "data_header"));
        out.push_back({kind == "csbk" ? data_type::csbk : data_type::data_header,
                       hblink::test::octets<block_size>(entry.at("block")),
                       hblink::test::burst_of(entry.at("burst"))});
    }
    return out;
}

}

BOOST_AUTO_TEST_SUITE(control_blocks)

BOOST_AUTO_TEST_CASE(are_read)
{
    for (const vector& v : all()) {
        const data_type other = v.type == data_type::csbk ? data_type::data_header : data_type::csbk;
        BOOST_TEST_CONTEXT(to_hex(v.block))
        {
            BOOST_TEST((decode_bptc(v.burst).data == v.block));
            BOOST_TEST((read_control_block(v.burst, v.type) == v.octets()));
            BOOST_TEST(!read_control_block(v.burst, other));
            BOOST_TEST((read_slot_type(v.burst) == slot_type{colour_code, v.type}));
        }
    }
}

BOOST_AUTO_TEST_CASE(are_written)
{
    for (const vector& v : all()) {
        burst_bytes b{};
        write_control_block(v.octets(), v.type, b);
        write_slot_type({colour_code, v.type}, b);
        write_data_sync(b);
        BOOST_TEST(to_hex(b) == to_hex(v.burst));
        BOOST_TEST(to_hex(with_crc(v.octets(), v.type)) == to_hex(v.block));
    }
}

BOOST_AUTO_TEST_CASE(are_read_with_a_wrong_bit)
{
    for (const vector& v : all())
        for (std::size_t bit = 0; bit < 8 * burst_size; ++bit) {
            burst_bytes damaged = v.burst;
            flip(damaged, bit);
            BOOST_TEST((read_control_block(damaged, v.type) == v.octets()));
        }
}

BOOST_AUTO_TEST_CASE(csbks_are_read_and_written)
{
    for (const vector& v : all()) {
        const auto block = read_csbk(v.burst);
        BOOST_TEST(block.has_value() == (v.type == data_type::csbk));
        if (!block)
            continue;
        burst_bytes b = v.burst;
        for (std::size_t i = 0; i < 12; ++i)
            b[i] = b[21 + i] = std::byte{0};
        write_csbk(*block, b);
        BOOST_TEST(to_hex(b) == to_hex(v.burst));
    }
}

// Octet by octet, as the specification says it.
BOOST_AUTO_TEST_CASE(data_headers_are_understood)
{
    for (const vector& v : all()) {
        const auto header = read_data_header(v.burst);
        BOOST_TEST(header.has_value() == (v.type == data_type::data_header));
        if (!header)
            continue;
        const auto octet = [&v](std::size_t i) { return std::to_integer<unsigned>(v.block[i]); };
        const auto format = unsigned(header->format);
        BOOST_TEST(header->group == (octet(0) >= 0x80));
        BOOST_TEST(header->response_requested == ((octet(0) & 0x40) == 0x40));
        BOOST_TEST(format == octet(0) % 16);
        BOOST_TEST(header->sap == octet(1) / 16);
        BOOST_TEST(header->destination == octet(2) * 65536 + octet(3) * 256 + octet(4));
        BOOST_TEST(header->source.value() == octet(5) * 65536 + octet(6) * 256 + octet(7));
        if (format == 1 || format == 2 || format == 3)
            BOOST_TEST(header->blocks == octet(8) % 128);
        else if (format == 13 || format == 14)
            BOOST_TEST(header->blocks == octet(0) / 16 % 4 * 16 + octet(1) % 16);
        else if (format == 0)
            BOOST_TEST(header->blocks == octet(8) % 4 + 1);
        BOOST_TEST((data_header_of(octets_of(*header)) == *header));
    }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// Data headers, CSBKs and positions: any octets, and bursts of noise.
#include "hblink/dmr/csbk.hpp"
#include "hblink/dmr/data_header.hpp"
#include "hblink/dmr/position.hpp"

#include <algorithm>

#include "fuzz/dmr_words.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::array<dmr::data_type, 2> types{dmr::data_type::data_header, dmr::data_type::csbk};

void check_octets(fuzz::input& in)
{
    const auto octets = fuzz::octets<10>(in);
    const dmr::data_type type = in.one_of(types);
    fuzz::burst_bytes b = fuzz::octets<dmr::burst_size>(in);
    dmr::write_control_block(octets, type, b);
    test::flip(b, 1 + in.byte() % 97u);
    require(dmr::read_control_block(b, type) == octets, "a block with a wrong bit is read");
    for (const dmr::data_type other : types)
        require(other == type || !dmr::read_control_block(b, other), "the types have different masks");

    const dmr::data_header h = dmr::data_header_of(octets);
    require(dmr::data_header_of(dmr::octets_of(h)) == h, "what is written is read again");
    require(h.blocks <= 127 && h.sap <= 15, "numbers are within their bits");
    if (type == dmr::data_type::csbk) {
        const auto block = dmr::read_csbk(b);
        require(block.has_value(), "each block is a CSBK");
        dmr::write_csbk(*block, b);
        require(dmr::read_control_block(b, type) == octets, "a CSBK has no other bits");
    } else {
        require(dmr::read_data_header(b) == h, "each block is a data header");
        dmr::write_data_header(h, b);
        require(dmr::read_data_header(b) == h, "what is written is read again");
    }
}

void check_noise(fuzz::input& in)
{
    const fuzz::burst_bytes noise = fuzz::octets<dmr::burst_size>(in);
    for (unsigned type = 0; type < 16; ++type) {
        const auto octets = dmr::read_control_block(noise, dmr::data_type(type));
        if (!octets)
            continue;
        fuzz::burst_bytes b = noise;
        dmr::write_control_block(*octets, dmr::data_type(type), b);
        require(dmr::read_control_block(b, dmr::data_type(type)) == octets, "what was read is read again");
    }
}

void check_position(fuzz::input& in)
{
    const auto octets = fuzz::octets<10>(in);
    const std::size_t size = in.below(octets.size() + 1);
    const auto p = dmr::read_position(std::span{octets}.first(size));
    require(p.has_value() == (size >= 7), "seven octets are a position");
    if (!p)
        return;
    require(p->latitude >= -90 && p->latitude < 90, "between the poles");
    require(p->longitude >= -180 && p->longitude < 180, "round the earth once");
    require(p->error <= 7, "three bits of error");
    auto again = dmr::write_position(*p);
    again[0] |= octets[0] & std::byte{0xF0};
    require(std::equal(again.begin(), again.end(), octets.begin()), "what was read is written exactly");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    switch (in.below(3)) {
    case 0:
        check_octets(in);
        break;
    case 1:
        check_noise(in);
        break;
    default:
        check_position(in);
        break;
    }
    return 0;
}

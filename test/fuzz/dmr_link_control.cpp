// SPDX-License-Identifier: GPL-3.0-or-later
// Link controls in headers, terminators and fragments, and the fields in the middle of a burst: of any bits
// that can be, and of right ones with a few wrong bits.
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>

#include "fuzz/dmr_words.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::array<dmr::data_type, 2> types{dmr::data_type::voice_lc_header,
                                              dmr::data_type::terminator_with_lc};

dmr::link_control any_link_control(fuzz::input& in) { return {fuzz::octets<9>(in)}; }

void check_fields(const dmr::link_control& lc)
{
    const auto again = dmr::link_control::voice(lc.opcode(), lc.feature_set(), lc.service_options(),
                                                lc.destination(), lc.source());
    auto without_flags = lc;
    without_flags.octets[0] &= std::byte{0x3F};
    require(again == without_flags, "a link control is its fields");
}

void check_full(fuzz::input& in)
{
    const dmr::link_control lc = any_link_control(in);
    const dmr::data_type type = in.one_of(types);
    fuzz::burst_bytes b = dmr::lc_burst(lc, type, in.byte() & 15);
    for (int i = 0; i < 3; ++i) {
        const std::size_t bit = 1 + in.byte() % 97u;
        test::flip(b, in.below(2) == 0 ? bit : bit + 165);
    }
    require(dmr::read_full_link_control(b, type) == lc, "three wrong bits are mended");
    for (const dmr::data_type other : types)
        require(other == type || !dmr::read_full_link_control(b, other), "the types have different masks");
}

void check_embedded(fuzz::input& in)
{
    const dmr::link_control lc = any_link_control(in);
    const dmr::fragments sent = dmr::encode_embedded(lc);
    require(std::all_of(sent.begin(), sent.end(), dmr::columns_fit), "columns have parity");
    dmr::fragments damaged = sent;
    const std::size_t wrong = in.below(4);
    for (std::size_t i = 0; i < wrong; ++i)
        damaged[in.below(4)] ^= 1u << in.below(32);
    const auto read = dmr::decode_embedded(damaged);
    require(wrong == 3 || read == lc, "two wrong bits are mended");
    require(!read || read == lc, "three wrong bits are mended or noticed");
}

// Bursts of noise, through all that reads them.
void check_noise(fuzz::input& in)
{
    const fuzz::burst_bytes noise = fuzz::octets<dmr::burst_size>(in);
    for (const dmr::data_type type : types)
        if (const auto lc = dmr::read_full_link_control(noise, type)) {
            fuzz::burst_bytes b = noise;
            dmr::write_full_link_control(*lc, type, b);
            require(dmr::read_full_link_control(b, type) == lc, "what was read is read again");
        }
    fuzz::burst_bytes b = noise;
    dmr::write_fragment(dmr::read_fragment(b), b);
    require(b == noise, "a fragment is put back where it was");
    if (const auto s = dmr::read_slot_type(noise)) {
        dmr::write_slot_type(*s, b);
        require(fuzz::difference(b, noise) <= 3, "three bits of a slot type are mended at most");
        require(dmr::read_slot_type(b) == s, "a slot type that was written is read");
    }
    b = noise;
    if (const auto e = dmr::read_embedded_signalling(noise)) {
        dmr::write_embedded_signalling(*e, b);
        require(fuzz::difference(b, noise) <= 2, "two bits of the EMB field are mended at most");
        require(dmr::read_embedded_signalling(b) == e, "an EMB field that was written is read");
    }
}

void check_noisy_fragments(fuzz::input& in)
{
    dmr::fragments noise{};
    for (std::uint32_t& f : noise)
        f = in.u24() << 8 | in.byte();
    const auto lc = dmr::decode_embedded(noise);
    if (!lc)
        return;
    const dmr::fragments again = dmr::encode_embedded(*lc);
    int different = 0;
    for (std::size_t i = 0; i < noise.size(); ++i)
        different += std::popcount(again[i] ^ noise[i]);
    require(different <= 9, "a bit in each row is mended at most, and a second one in one of them");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    switch (in.below(5)) {
    case 0:
        check_fields(any_link_control(in));
        break;
    case 1:
        check_full(in);
        break;
    case 2:
        check_embedded(in);
        break;
    case 3:
        check_noise(in);
        break;
    default:
        check_noisy_fragments(in);
        break;
    }
    return 0;
}

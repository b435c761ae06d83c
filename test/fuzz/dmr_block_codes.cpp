// SPDX-License-Identifier: GPL-3.0-or-later
// The codes one by one: what was damaged no more than a code can mend is mended, and what was mended is a
// word of the code, no further away than that.
#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/bptc_matrix.hpp"
#include "hblink/dmr/golay.hpp"
#include "hblink/dmr/hamming.hpp"
#include "hblink/dmr/quadratic_residue.hpp"
#include "hblink/dmr/reed_solomon.hpp"

#include <algorithm>

#include "fuzz/dmr_words.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

template <class Code>
void check_block_code(fuzz::input& in, unsigned radius)
{
    const std::uint32_t received = in.u24() & ((1u << Code::length) - 1);
    if (const auto mended = Code::correct(received)) {
        require(Code::syndrome(*mended) == 0, "what was mended is a word of the code");
        require(Code::encode(Code::data(*mended)) == *mended, "a word of the code is what encoding makes");
        require(std::popcount(*mended ^ received) <= static_cast<int>(radius),
                "no more was mended than can be");
    }
    const std::uint32_t sent = Code::encode(Code::data(received));
    std::uint32_t damaged = sent;
    for (unsigned i = 0; i < radius; ++i)
        damaged ^= 1u << in.below(Code::length);
    require(Code::correct(damaged) == sent, "a few wrong bits are mended");
}

void check_reed_solomon(fuzz::input& in)
{
    const auto received = fuzz::octets<12>(in);
    const auto fits = [](std::span<const std::byte, 12> word) {
        const std::uint32_t parity = std::to_integer<std::uint32_t>(word[9]) << 16 |
                                     std::to_integer<std::uint32_t>(word[10]) << 8 |
                                     std::to_integer<std::uint32_t>(word[11]);
        return dmr::reed_solomon_parity(word.first<9>()) == parity;
    };
    const auto mended = dmr::correct_reed_solomon(received);
    if (!mended) {
        require(!fits(received), "a word of the code needs no mending");
        return;
    }
    require(fits(*mended), "what was mended is a word of the code");
    std::size_t different = 0;
    for (std::size_t i = 0; i < received.size(); ++i)
        different += received[i] != (*mended)[i] ? 1 : 0;
    require(different <= 1, "no more than an octet was mended");
    auto damaged = *mended;
    damaged[in.below(12)] ^= std::byte{in.byte()};
    require(dmr::correct_reed_solomon(damaged) == mended, "a wrong octet is mended");
}

bool is_information(std::size_t bit) { return bit < 98 || bit >= 166; }

fuzz::burst_bytes encoded(const std::array<std::byte, dmr::block_size>& data, fuzz::burst_bytes into)
{
    dmr::encode_bptc(data, into);
    return into;
}

void check_bptc(fuzz::input& in)
{
    const auto data = fuzz::octets<dmr::block_size>(in);
    const fuzz::burst_bytes before = fuzz::octets<dmr::burst_size>(in);
    const fuzz::burst_bytes sent = encoded(data, before);
    for (std::size_t bit = 98; bit < 166; ++bit)
        require(((sent[bit / 8] ^ before[bit / 8]) & std::byte{0x80} >> bit % 8) == std::byte{},
                "other bits are not written");
    fuzz::burst_bytes damaged = sent;
    const std::size_t wrong = in.below(40);
    for (std::size_t i = 0; i < wrong; ++i) {
        const std::size_t bit = 1 + (in.byte() + 256u * (in.byte() & 1)) % 263;
        if (is_information(bit))
            test::flip(damaged, bit);
    }
    const dmr::bptc_result read = dmr::decode_bptc(damaged);
    if (wrong <= 3)
        require(read.good && read.data == data && read.corrected == fuzz::difference(sent, damaged),
                "three wrong bits are mended");
    if (read.good && read.corrected > 0)
        require(fuzz::difference(encoded(read.data, damaged), damaged) == read.corrected,
                "what was mended is as far from what was received as it says");
}

// Any burst: the quick way calls good what the other does.
void check_noise(fuzz::input& in)
{
    const fuzz::burst_bytes noise = fuzz::octets<dmr::burst_size>(in);
    const dmr::bptc_result quick = dmr::decode_bptc(noise);
    const dmr::bptc_result slow = dmr::correct_bptc(noise);
    require(quick.good == slow.good && quick.corrected == slow.corrected && quick.data == slow.data,
            "both ways agree");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    switch (in.below(8)) {
    case 0:
        check_block_code<dmr::hamming_15_11>(in, 1);
        break;
    case 1:
        check_block_code<dmr::hamming_13_9>(in, 1);
        break;
    case 2:
        check_block_code<dmr::hamming_16_11>(in, 1);
        break;
    case 3:
        check_block_code<dmr::golay_20_8>(in, 3);
        break;
    case 4:
        check_block_code<dmr::quadratic_residue_16_7>(in, 2);
        break;
    case 5:
        check_reed_solomon(in);
        break;
    case 6:
        check_bptc(in);
        break;
    default:
        check_noise(in);
        break;
    }
    return 0;
}

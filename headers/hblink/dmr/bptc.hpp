// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"

#include <array>
#include <cstddef>
#include <span>

// BPTC(196,96), the code of a data-sync burst's information bits 0-97 and 166-263 (spec dmr-fec.md; ETSI TS
// 102 361-1, B.1.1). A burst's other 68 bits are neither read nor written.
namespace hblink::dmr {

inline constexpr std::size_t block_size = 12; // bytes: 96 bits

struct bptc_result
{
    std::array<std::byte, block_size> data{};
    unsigned corrected{}; // wrong bits that were found
    bool good{};          // every row and column is a word of its code now; otherwise `data` is a guess
};

bptc_result decode_bptc(burst from) noexcept;
void encode_bptc(std::span<const std::byte, block_size> data, writable_burst to) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/hamming.hpp"

#include <cstddef>

// The inside of a BPTC(196,96): its matrix, and how wrong bits are corrected (spec dmr-fec.md; ETSI TS
// 102 361-1, B.1.1). For bptc.cpp and its tests.
namespace hblink::dmr {

namespace bptc {

inline constexpr std::size_t rows = hamming_13_9::length;
inline constexpr std::size_t columns = hamming_15_11::length;
inline constexpr std::size_t data_rows = hamming_13_9::data_bits;
inline constexpr std::size_t data_columns = hamming_15_11::data_bits;
inline constexpr std::size_t reserved_bits = 3; // row 0 begins with R(2), R(1), R(0), which are 0

// Which bit of the burst is in this row and column. Before them all, at 0 of 196, there is the unused R(3).
constexpr std::size_t burst_bit(std::size_t row, std::size_t column) noexcept
{
    const std::size_t interleaved = (1 + columns * row + column) * 181 % 196;
    return interleaved < 98 ? interleaved : interleaved + 68;
}

}

// decode_bptc for a burst with wrong bits: right for any burst, but slower.
bptc_result correct_bptc(burst from) noexcept;

}

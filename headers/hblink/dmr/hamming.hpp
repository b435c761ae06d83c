// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/block_code.hpp"

// The Hamming codes of DMR (spec dmr-fec.md, "Parity equations"; ETSI TS 102 361-1, B.3).
namespace hblink::dmr {

// Rows of a BPTC(196,96). Any word differs in at most one bit from a word of the code.
using hamming_15_11 = block_code<
    15, 11, 1,
    parity_equations<11>(
        {{0, 1, 2, 3, 5, 7, 8}, {1, 2, 3, 4, 6, 8, 9}, {2, 3, 4, 5, 7, 9, 10}, {0, 1, 2, 4, 6, 7, 10}})>;

// Columns of a BPTC(196,96).
using hamming_13_9 =
    block_code<13, 9, 1,
               parity_equations<9>(
                   {{0, 1, 3, 5, 6}, {0, 1, 2, 4, 6, 7}, {0, 1, 2, 3, 5, 7, 8}, {0, 2, 4, 5, 8}})>;

// Rows of an embedded link control. Two wrong bits are never taken for one.
using hamming_16_11 = block_code<16, 11, 1,
                                 parity_equations<11>({{0, 1, 2, 3, 5, 7, 8},
                                                       {1, 2, 3, 4, 6, 8, 9},
                                                       {2, 3, 4, 5, 7, 9, 10},
                                                       {0, 1, 2, 4, 6, 7, 10},
                                                       {0, 2, 5, 6, 8, 9, 10}})>;

}

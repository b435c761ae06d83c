// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/block_code.hpp"

namespace hblink::dmr {

// The code of the EMB field: corrects two wrong bits, and never takes three for fewer (ETSI TS 102 361-1,
// B.3.2). The generator is x^8 + x^5 + x^4 + x^3 + 1.
using quadratic_residue_16_7 = block_code<16, 7, 2, remainder_and_even_parity<7>(0x139, 8)>;

}

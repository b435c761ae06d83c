// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/block_code.hpp"

namespace hblink::dmr {

// The slot type's code: corrects three wrong bits, and never takes four for fewer (spec dmr-fec.md, "Parity
// equations"; ETSI TS 102 361-1, B.3.1).
using golay_20_8 = block_code<20, 8, 3, remainder_and_even_parity<8>(0xC75, 11)>;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// Reed-Solomon (12,9) over GF(2^8): nine octets of data, three of parity (spec dmr-fec.md, "Full LC"; ETSI TS
// 102 361-1, B.3.6). The field's polynomial is x^8 + x^4 + x^3 + x^2 + 1, the roots are the powers 1, 2, 3 of
// x.
namespace hblink::dmr {

// The three parity octets, the first one in bits 16-23.
std::uint32_t reed_solomon_parity(std::span<const std::byte, 9> data) noexcept;

// The word that was sent when at most one octet is wrong; nothing: more than one is. Two wrong octets are
// never taken for one.
std::optional<std::array<std::byte, 12>> correct_reed_solomon(std::span<const std::byte, 12> word) noexcept;

}

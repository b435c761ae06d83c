// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/link_control.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// The text about the talker that some radios send beside the voice: link controls 4 to 7, or DMRA messages
// with the same octets (spec dmr-fec.md, "Talker alias"; ETSI TS 102 361-2, 7.1.1.4).
namespace hblink::dmr {

inline constexpr std::size_t alias_part_size = 7; // octets 2-8 of the link control
inline constexpr std::size_t alias_parts = 4;     // the header, and three blocks

// The first of the octets: two bits of format, five of length, and one of 7-bit text.
enum class alias_format : std::uint8_t
{
    seven_bit = 0,
    iso_8859_1 = 1,
    utf_8 = 2,
    utf_16 = 3 // big-endian
};

// The text of these octets, header first, as far as they go: clean UTF-8 of at most 31 characters. It ends
// after as many characters as the header says, or at a NUL; what is no character in this format is left out,
// and so are control characters and spaces at both ends.
std::string decode_alias(std::span<const std::byte> octets);

// An alias that comes in parts, in any order and again and again.
class alias_assembly
{
public:
    // `data` are a part's seven octets, or the first of them: DMRGateway's DMRA has three (spec
    // real-clients.md), and what follows stays unknown. True: something new was learnt. A header that
    // contradicts the one before begins another alias.
    bool add(flco part, std::span<const std::byte> data) noexcept;

    // What is known without a gap.
    std::string text() const;

    // No part can add to the text any more.
    bool complete() const noexcept;

private:
    std::span<const std::byte> without_gap() const noexcept;

    std::array<std::byte, alias_parts * alias_part_size> octets_{};
    std::array<std::uint8_t, alias_parts> known_{}; // of each part so many octets
};

}

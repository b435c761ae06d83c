// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/slot_type.hpp"

#include "hblink/dmr/golay.hpp"
#include "hblink/dmr/quadratic_residue.hpp"

#include <array>
#include <cstddef>

namespace hblink::dmr {

namespace {

std::uint32_t value(std::byte b) noexcept { return std::to_integer<std::uint32_t>(b); }

// Puts the bits of `mask` into a byte.
void put(std::byte& b, unsigned mask, std::uint32_t bits) noexcept
{
    b = (b & ~std::byte(mask)) | (std::byte(bits & 0xFF) & std::byte(mask));
}

}

std::optional<slot_type> read_slot_type(burst from) noexcept
{
    const std::uint32_t word = (value(from[12]) & 0x3F) << 14 | value(from[13]) >> 4 << 10 |
                               (value(from[19]) & 0x0F) << 6 | value(from[20]) >> 2;
    const auto sent = golay_20_8::correct(word);
    if (!sent)
        return std::nullopt;
    const std::uint32_t data = golay_20_8::data(*sent);
    return slot_type{static_cast<std::uint8_t>(data >> 4), data_type(data & 15)};
}

void write_slot_type(slot_type s, writable_burst to) noexcept
{
    const std::uint32_t word = golay_20_8::encode(std::uint32_t{s.colour_code} << 4 | std::uint32_t(s.type));
    put(to[12], 0x3F, word >> 14);
    put(to[13], 0xF0, word >> 10 << 4);
    put(to[19], 0x0F, word >> 6);
    put(to[20], 0xFC, word << 2);
}

std::optional<embedded_signalling> read_embedded_signalling(burst from) noexcept
{
    const std::uint32_t word = (value(from[13]) & 0x0F) << 12 | value(from[14]) >> 4 << 8 |
                               (value(from[18]) & 0x0F) << 4 | value(from[19]) >> 4;
    const auto sent = quadratic_residue_16_7::correct(word);
    if (!sent)
        return std::nullopt;
    const std::uint32_t data = quadratic_residue_16_7::data(*sent);
    return embedded_signalling{static_cast<std::uint8_t>(data >> 3), (data & 4) != 0,
                               fragment_place(data & 3)};
}

void write_embedded_signalling(embedded_signalling e, writable_burst to) noexcept
{
    const std::uint32_t data =
        std::uint32_t{e.colour_code} << 3 | (e.privacy ? 4u : 0u) | std::uint32_t(e.place);
    const std::uint32_t word = quadratic_residue_16_7::encode(data);
    put(to[13], 0x0F, word >> 12);
    put(to[14], 0xF0, word >> 8 << 4);
    put(to[18], 0x0F, word >> 4);
    put(to[19], 0xF0, word << 4);
}

void write_data_sync(writable_burst to) noexcept
{
    constexpr std::array<unsigned, 5> middle{0xFF, 0x57, 0xD7, 0x5D, 0xF5};
    put(to[13], 0x0F, 0x0D);
    for (std::size_t i = 0; i < middle.size(); ++i)
        to[14 + i] = std::byte(middle[i]);
    put(to[19], 0xF0, 0xD0);
}

}

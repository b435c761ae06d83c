// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/link_control.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace hblink::core {

// Where in a superframe a voice burst's piece of the embedded link control belongs: 0..3 for the bursts B to
// E; nothing for A (it has the voice sync) and F. `place` is the low half of a DMRD's byte 15.
constexpr std::optional<std::size_t> fragment_of(dmr::frame_type frame, std::uint8_t place) noexcept
{
    if (frame != dmr::frame_type::voice || place < 1 || place > 4)
        return std::nullopt;
    return place - 1U;
}

// A call's link control in all the shapes in which bursts carry it, encoded once, to be put into burst after
// burst (spec routing.md, "Translation in the path").
class readdressing
{
public:
    readdressing() = default;
    explicit readdressing(const dmr::link_control&) noexcept;

    const dmr::link_control& link_control() const noexcept { return link_control_; }

    // For a voice header or a terminator: replaces the 196 bits of information, and leaves slot type and
    // sync as they are. Other data types are left alone.
    void write_whole(dmr::data_type, std::span<std::byte, dmr::burst_size>) const noexcept;
    // For the bursts B to E (0..3): replaces 32 bits, and leaves voice and EMB as they are.
    void write_fragment(std::size_t which, std::span<std::byte, dmr::burst_size> burst) const noexcept
    {
        std::uint64_t bits{};
        std::memcpy(&bits, burst.data() + first_byte, sizeof bits);
        bits = (bits & ~fragment_bits) | fragments_[which];
        std::memcpy(burst.data() + first_byte, &bits, sizeof bits);
    }

private:
    using payload = std::array<std::byte, dmr::burst_size>;

    // Bits 116 to 147 of a burst lie in its bytes 14 to 21: as a number in the machine's own order.
    static constexpr std::size_t first_byte = 14;
    static constexpr std::uint64_t fragment_bits =
        std::bit_cast<std::uint64_t>(std::array<std::uint8_t, 8>{0x0F, 0xFF, 0xFF, 0xFF, 0xF0, 0, 0, 0});

    dmr::link_control link_control_{};
    payload header_{};
    payload terminator_{};
    std::array<std::uint64_t, 4> fragments_{};
};

}

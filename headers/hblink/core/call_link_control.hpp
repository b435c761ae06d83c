// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/link_control.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hblink::core {

// What stands in for the service options of a call whose header was not understood (spec routing.md,
// "Translation in the path").
inline constexpr std::uint8_t default_service_options = 0x20;

constexpr dmr::flco opcode_of(dmr::call_type call) noexcept
{
    return call == dmr::call_type::group ? dmr::flco::group_voice : dmr::flco::unit_voice;
}

// Follows the link control that a transmission carries: the call's own, in its header and between its voice
// bursts, and what radios send in between, talker alias and position (ETSI TS 102 361-1, 7.1; spec
// dmr-fec.md). Knows for each voice burst whether its piece is the call's own, so that only that is
// rewritten.
class call_link_control
{
public:
    // A new call; the addresses are those of its first datagram.
    void begin(std::uint32_t destination, dmr::radio_id source, dmr::call_type) noexcept;

    // A voice header's or a terminator's payload. Nothing: its error codes do not fit.
    std::optional<dmr::link_control> read_whole(dmr::data_type, dmr::burst) noexcept;

    // A voice burst's piece, 0..3 (readdress.hpp). Answers a link control that is complete with it and that
    // the superframe before did not carry: an alias block, a position, or the call's own when it is not as
    // expected.
    std::optional<dmr::link_control> read_fragment(std::size_t which, std::uint32_t fragment) noexcept
    {
        // Pieces belong together when none is missing between them.
        const unsigned before = (1U << which) - 1U;
        if (which == 0) {
            heard_ = 1;
            differ_ = 0;
        } else {
            heard_ = heard_ == before ? static_cast<std::uint8_t>(before << 1 | 1U) : std::uint8_t{0};
        }
        if (prepared_ && fragment == own_fragments_[which]) [[likely]] {
            addresses_ = true;
            confirmed_ |= which == 3; // all parity: it fits no other link control
            return std::nullopt;
        }
        return read_other_fragment(which, fragment);
    }

    // Whether the piece read last addresses the call.
    bool addresses() const noexcept { return addresses_; }

    // The call's own, from its header; from a superframe when that was lost.
    const std::optional<dmr::link_control>& own() const noexcept { return own_; }
    bool from_header() const noexcept { return from_header_; }

private:
    std::optional<dmr::link_control> read_other_fragment(std::size_t which, std::uint32_t fragment) noexcept;
    void prepare() noexcept;
    bool is_own(std::size_t which, std::uint32_t fragment) const noexcept;
    std::optional<dmr::link_control> decode() noexcept;

    dmr::link_control expected_{}; // by the addresses of the first datagram
    std::optional<dmr::link_control> own_;
    dmr::fragments own_fragments_{}; // as they come, or as they should come
    dmr::fragments others_{};        // of the superframe in hand, where they are not as expected
    dmr::fragments last_decoded_{};
    std::uint8_t heard_{};    // of the superframe in hand: one bit for each piece, from the first one on
    std::uint8_t differ_{};   // ... that is not as expected
    bool prepared_{false};    // own_fragments_ are set
    bool confirmed_{false};   // ... from a superframe that was heard
    bool from_header_{false}; // own_ is
    bool addresses_{false};
    bool decoded_{false}; // last_decoded_ is set
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hblink::sim {

// A voice burst's time on the air (ETSI TS 102 361-1, 4.2.1).
inline constexpr std::chrono::milliseconds burst_period{60};
inline constexpr std::size_t bursts_in_superframe = 6;

struct transmission_address
{
    dmr::repeater_id repeater;
    dmr::radio_id source;
    std::uint32_t destination{}; // talkgroup, or radio id in a unit call
    dmr::slot slot{dmr::slot::one};
    dmr::stream_id stream;
    dmr::call_type call{dmr::call_type::group};
};

// What the bursts themselves say, beside who speaks to whom.
struct signalling
{
    std::uint8_t colour_code{1};
    std::uint8_t feature_set{0};
    std::uint8_t service_options{0};
    std::string_view alias{}; // ISO-8859-1, at most 27 characters; empty: none is sent
};

// One call as a repeater sends it: voice header, superframes of silence, terminator. The link control in it
// is that of its address, in the header, in the terminator, and between the voice bursts. A talker alias
// takes turns with it there, a piece in every other superframe.
class transmission
{
public:
    transmission(const transmission_address&, std::size_t superframes, const signalling& = {}) noexcept;

    // Whole superframes that last at least this long, at least one.
    static std::size_t superframes_in(std::chrono::duration<double> voice) noexcept;

    const transmission_address& address() const noexcept { return address_; }
    std::size_t bursts() const noexcept { return bursts_; } // header and terminator included

    // Burst 0 is the header, the last one the terminator.
    wire::dmrd_bytes burst(std::size_t index) const noexcept;

    // The same call as somebody hears it whom the server tells another address: what a network with
    // translation must make of it (spec routing.md, "Translation in the path").
    transmission readdressed(const transmission_address&) const noexcept;

    // The terminator comes after the superframe that is under way at `index`.
    void end_early(std::size_t index) noexcept;

private:
    static constexpr std::size_t most_alias_pieces = 4; // a header and three blocks

    void address(const transmission_address&) noexcept;
    void add_alias(std::string_view) noexcept;
    void write_voice(std::size_t index, dmr::writable_burst) const noexcept;

    transmission_address address_;
    std::size_t bursts_;
    signalling signalling_; // but the alias
    std::array<std::byte, dmr::burst_size> header_;
    std::array<std::byte, dmr::burst_size> terminator_;
    dmr::fragments own_{};
    std::array<dmr::fragments, most_alias_pieces> alias_{};
    std::size_t alias_pieces_{0};
};

}

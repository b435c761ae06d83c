// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/call_link_control.hpp"
#include "hblink/core/readdress.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hblink::core {

inline constexpr duration burst_interval = std::chrono::milliseconds{60}; // ETSI TS 102 361-1, 4.2

// What is kept of a DMRD.
struct recorded_burst
{
    std::array<std::byte, dmr::burst_size> payload;
    std::uint8_t bits; // byte 15: slot, call type, frame type, place in the superframe
    std::uint8_t bit_errors;
    std::uint8_t rssi;
    bool addresses; // it carries the call's own link control, or a piece of it

    dmr::frame_type frame() const noexcept { return dmr::frame_type((bits >> 4) & 3); }
    dmr::data_type data() const noexcept { return dmr::data_type(bits & 0x0F); } // with data_sync only
    bool is(dmr::data_type t) const noexcept { return frame() == dmr::frame_type::data_sync && data() == t; }
};

// A transmission that the echo service keeps: its bursts in the order in which they came. Where some were
// lost it is that much shorter.
class recording
{
public:
    // `call` is in the words of the repeater. What comes after `most` bursts is left out.
    recording(const addressing& call, dmr::slot, std::size_t most);

    void add(const wire::dmrd&);

    const addressing& call() const noexcept { return call_; }
    dmr::slot slot() const noexcept { return slot_; }
    std::span<const recorded_burst> bursts() const noexcept { return bursts_; }
    bool has_voice() const noexcept { return has_voice_; }

    // Of that kind, with the options of the recorded header where that was understood, for these addresses.
    dmr::link_control link_control(const addressing&) const noexcept;
    // The last one that can be read in it, else 1.
    std::uint8_t colour_code() const noexcept;

private:
    addressing call_;
    dmr::slot slot_;
    std::size_t most_;
    bool has_voice_{false};
    call_link_control link_control_;
    std::vector<recorded_burst> bursts_;
};

// A recording on its way back to the repeater that it came from, burst by burst (spec config.md, `parrot`).
//
// A group call comes back as it was, bit for bit. A unit call comes back from the radio that was called to
// the one who called, and its link control says the same. There is always a header first and a terminator
// last, whether or not they were recorded.
class playback
{
public:
    playback(recording, dmr::repeater_id to, dmr::stream_id fresh, time_point start);

    dmr::slot slot() const noexcept { return sound_.slot(); }
    const addressing& call() const noexcept { return call_; } // how it is addressed
    bool is_over() const noexcept { return next_ == length_; }
    bool is_first() const noexcept { return next_ == 0; }
    bool is_last() const noexcept { return next_ + 1 == length_; }
    // When the next burst is to be sent: 60 ms after the one before was, or should have been.
    time_point due() const noexcept { return due_; }

    // The burst that is due. Not when it is over.
    wire::dmrd_bytes next(time_point now);

private:
    wire::dmrd_bytes datagram(dmr::burst payload, const recorded_burst& as) const;
    wire::dmrd_bytes made_up(dmr::data_type) const;
    wire::dmrd_bytes recorded(const recorded_burst&) const;

    recording sound_;
    addressing call_;
    dmr::repeater_id to_;
    dmr::stream_id id_;
    time_point due_;
    dmr::link_control link_control_;
    readdressing readdressing_;
    std::uint8_t colour_code_;
    std::size_t before_{}; // 1: a header is put in front of the recorded bursts
    std::size_t length_{}; // bursts, with header and terminator
    std::size_t next_{};
};

}

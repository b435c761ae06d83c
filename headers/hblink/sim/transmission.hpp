// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <cstddef>

namespace hblink::sim {

// A voice burst's time on the air (ETSI TS 102 361-1, 4.2.1).
inline constexpr std::chrono::milliseconds burst_period{60};
inline constexpr std::size_t bursts_in_superframe = 6;

struct transmission_address
{
    dmr::repeater_id repeater;
    dmr::radio_id source;
    dmr::talkgroup destination;
    dmr::slot slot{dmr::slot::one};
    dmr::stream_id stream;
};

// One group call as a repeater sends it: voice header, superframes of silence, terminator. The payloads of
// header and terminator were captured, so the link control in them is that of the captured call.
class transmission
{
public:
    transmission(const transmission_address& a, std::size_t superframes) noexcept
        : address_{a}, bursts_{superframes * bursts_in_superframe + 2}
    {}

    // Whole superframes that last at least this long, at least one.
    static std::size_t superframes_in(std::chrono::duration<double> voice) noexcept;

    const transmission_address& address() const noexcept { return address_; }
    std::size_t bursts() const noexcept { return bursts_; } // header and terminator included

    // Burst 0 is the header, the last one the terminator.
    wire::dmrd_bytes burst(std::size_t index) const noexcept;

    // The terminator comes after the superframe that is under way at `index`.
    void end_early(std::size_t index) noexcept;

private:
    transmission_address address_;
    std::size_t bursts_;
};

}

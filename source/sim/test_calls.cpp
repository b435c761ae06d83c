// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/test_calls.hpp"

#include <algorithm>

namespace hblink::sim {

using clock = std::chrono::steady_clock;

std::optional<wire::dmrd_bytes> test_calls::next(bool heard, time_point now)
{
    if (!call_ && heard && !plan_.talkgroups.empty() && (!next_call_ || now >= *next_call_))
        begin(now);
    if (!call_ || now < began_ + burst_period * static_cast<int>(burst_))
        return std::nullopt;
    const auto burst = call_->burst(burst_++);
    if (burst_ == call_->bursts())
        call_.reset();
    return burst;
}

std::optional<wire::dmrd_bytes> test_calls::cut_short()
{
    if (!call_ || burst_ == 0)
        return std::nullopt;
    const auto terminator = call_->burst(call_->bursts() - 1);
    call_.reset();
    return terminator;
}

void test_calls::begin(time_point now)
{
    // Whoever listens must see the end of a call before the next one begins.
    constexpr std::chrono::milliseconds rest{500};
    transmission_address a;
    a.repeater = plan_.repeater;
    a.source = plan_.source;
    a.destination = plan_.talkgroups[calls_ % plan_.talkgroups.size()].value();
    a.slot = plan_.slot;
    a.stream = dmr::stream_id{plan_.first_stream.value() + static_cast<std::uint32_t>(calls_)};
    constexpr std::uint8_t service_options = 0x20; // what is assumed without a header (spec routing.md)
    call_.emplace(a, transmission::superframes_in(plan_.voice),
                  signalling{.service_options = service_options, .alias = "hblink-sim"});
    began_ = now;
    burst_ = 0;
    ++calls_;
    const clock::duration length = burst_period * static_cast<int>(call_->bursts()) + rest;
    next_call_ = now + std::max(std::chrono::duration_cast<clock::duration>(plan_.every), length);
}

}

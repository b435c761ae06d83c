// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/sim/client.hpp"
#include "hblink/sim/transmission.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hblink::sim {

// What a player says by itself.
struct call_plan
{
    std::vector<dmr::talkgroup> talkgroups; // by turns; none: it says nothing
    dmr::slot slot{dmr::slot::two};
    dmr::repeater_id repeater;
    dmr::radio_id source{1'000'001};
    std::chrono::duration<double> every{10}; // from begin to begin
    std::chrono::duration<double> voice{3};  // of one call
    dmr::stream_id first_stream{};           // the next calls count on from it
};

// One test call after another, by turns on the talkgroups, in real time. Silence, with link control for the
// radios' displays (transmission.hpp).
class test_calls
{
public:
    explicit test_calls(call_plan p) : plan_{std::move(p)} {}

    // The burst that is due next; call until there is none. `heard`: is anybody there? No call is begun
    // otherwise.
    std::optional<wire::dmrd_bytes> next(bool heard, time_point now);
    // The terminator of the call that is under way: now, not when it is due.
    std::optional<wire::dmrd_bytes> cut_short();

    const std::optional<transmission>& under_way() const noexcept { return call_; }
    std::uint64_t calls() const noexcept { return calls_; }

private:
    void begin(time_point now);

    call_plan plan_;
    std::optional<transmission> call_;
    std::size_t burst_{0}; // the next one of the call
    time_point began_{};
    std::optional<time_point> next_call_; // nothing: as soon as somebody is there
    std::uint64_t calls_{0};
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/sim/player.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/json/array.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace hblink::sim {

// Where a call goes to.
struct call_target
{
    dmr::call_type call{dmr::call_type::group};
    dmr::slot slot{dmr::slot::one};
    std::uint32_t destination{};
    friend auto operator<=>(const call_target&, const call_target&) = default;

    static call_target of(const wire::dmrd&) noexcept;
};
std::string to_string(const call_target&); // "talkgroup 91, timeslot 2", "radio 2345001, timeslot 1"

// What came in, told call by call and counted by talkgroup.
class heard_calls
{
public:
    // A call without a terminator has ended after this long.
    static constexpr std::chrono::seconds silence{2};
    static constexpr std::size_t most_at_once = 200;   // streams; what is beyond is not told, only counted
    static constexpr std::size_t most_targets = 1'000; // what is beyond is counted in one sum, `others`

    struct counters
    {
        std::uint64_t calls{};
        std::uint64_t bursts{};
        std::uint64_t missing{};      // by the sequence numbers
        std::uint64_t out_of_order{}; // later than one with a higher number, or twice
        std::uint64_t unfinished{};   // calls without a terminator
        std::uint64_t refused{};      // bursts that do not count: the player says why
    };

    explicit heard_calls(narrator n) : tell_{std::move(n)} {}

    void on(const wire::dmrd&, time_point now);
    void refuse(const wire::dmrd&); // counts it as refused, and as nothing else
    void tick(time_point now);

    counters total() const;
    const std::map<call_target, counters>& by_target() const noexcept { return by_target_; }

    std::string to_table() const; // a line for each target; "" if there is none
    boost::json::array to_json() const;

private:
    struct call
    {
        call_target target;
        dmr::radio_id source;
        dmr::repeater_id repeater;
        time_point first;
        time_point last;
        std::uint8_t sequence{};
        std::uint64_t bursts{};
        std::uint64_t missing{};
        bool ended{false}; // kept for a while: terminators come two or three times
    };

    counters& counters_of(const call_target&);
    void begin(const wire::dmrd&, time_point now);
    void count_gap(call&, std::uint8_t sequence);
    void end(const call&, bool terminated);

    narrator tell_;
    std::map<dmr::stream_id, call> calls_;
    std::map<call_target, counters> by_target_;
    counters others_;
};

}

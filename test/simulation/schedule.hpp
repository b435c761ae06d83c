// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

namespace hblink::simulation {

enum class errand : std::uint8_t
{
    client,       // a repeater's own timer: `who`, `number` as it was when the timer was set
    burst,        // the next burst of talker `who`
    stray,        // late or doubled datagram `number`
    conversation, // somebody begins to talk
    answer,       // somebody answers on talkgroup `number`, slot `who`
    reply,        // the called radio of unit call `number` says something
    churn,        // something happens to a repeater
    stranger      // somebody who does not belong here
};

struct appointment
{
    core::time_point at;
    std::uint64_t order{}; // in which they were made
    errand what{};
    std::uint32_t who{};
    std::uint32_t number{};
};

// What will happen in virtual time, which has milliseconds: a wheel of them, and a heap for what is farther
// away than one turn. Most of it is near: keep-alives and bursts.
class schedule
{
public:
    explicit schedule(core::time_point now) : next_{ms(now)} {}

    // Not in the past.
    void add(core::time_point at, errand what, std::uint32_t who = 0, std::uint32_t number = 0)
    {
        const appointment a{at, ++made_, what, who, number};
        if (ms(at) - next_ < turn)
            wheel_[place(ms(at))].push_back(a);
        else
            far_.push(a);
    }

    // The earliest one; the queue is never empty while the simulation runs.
    const appointment& next()
    {
        while (done_ == wheel_[place(next_)].size()) {
            wheel_[place(next_)].clear();
            done_ = 0;
            ++next_;
            while (!far_.empty() && ms(far_.top().at) - next_ < turn) {
                wheel_[place(ms(far_.top().at))].push_back(far_.top());
                far_.pop();
            }
        }
        return wheel_[place(next_)][done_];
    }
    appointment take()
    {
        const appointment a = next();
        ++done_;
        return a;
    }

private:
    static constexpr std::int64_t turn = 16'384;

    static std::int64_t ms(core::time_point t) { return t.time_since_epoch() / std::chrono::milliseconds{1}; }
    static std::size_t place(std::int64_t t) { return static_cast<std::size_t>(t % turn); }

    struct later
    {
        bool operator()(const appointment& a, const appointment& b) const
        {
            return a.at != b.at ? a.at > b.at : a.order > b.order;
        }
    };
    std::vector<std::vector<appointment>> wheel_ = std::vector<std::vector<appointment>>(turn);
    std::priority_queue<appointment, std::vector<appointment>, later> far_;
    std::int64_t next_;  // the millisecond in hand
    std::size_t done_{}; // of its appointments
    std::uint64_t made_{};
};

}

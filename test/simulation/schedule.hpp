// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

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
    churn,        // something happens to a repeater
    stranger      // somebody who does not belong here
};

struct appointment
{
    core::time_point at;
    std::uint64_t order{}; // of making: those of one time are kept in the order they were made
    errand what{};
    std::uint32_t who{};
    std::uint32_t number{};
};

// What will happen in virtual time.
class schedule
{
public:
    void add(core::time_point at, errand what, std::uint32_t who = 0, std::uint32_t number = 0)
    {
        queue_.push({at, ++made_, what, who, number});
    }
    bool empty() const { return queue_.empty(); }
    const appointment& next() const { return queue_.top(); }
    appointment take()
    {
        const appointment a = queue_.top();
        queue_.pop();
        return a;
    }

private:
    struct later
    {
        bool operator()(const appointment& a, const appointment& b) const
        {
            return a.at != b.at ? a.at > b.at : a.order > b.order;
        }
    };
    std::priority_queue<appointment, std::vector<appointment>, later> queue_;
    std::uint64_t made_{};
};

}

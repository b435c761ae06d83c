// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"

#include <chrono>

// The rules by which streams share a timeslot (spec routing.md), as plain questions about one slot.
namespace hblink::core {

// A stream that has been silent for longer than this may be ended by a newcomer.
inline constexpr duration fast_terminator_gap = std::chrono::milliseconds{200};

struct slot_timing
{
    duration stream_timeout{};
    duration hang_time{};
};

// The slot's stream has ended, and its hang time too: nothing is kept for anybody any more.
constexpr bool hang_time_over(const slot_state& slot, const slot_timing& timing, time_point now) noexcept
{
    return slot.phase == slot_phase::hang_time && now - slot.ended >= timing.hang_time &&
           now - slot.last_frame >= timing.stream_timeout;
}

// Whether a call may follow the one that the slot carries or carried, in its hang time: the same source
// may; the same talkgroup may; in unit calls the same pair in either direction may. A call of the other
// kind may only from the same source (quirks.md 35).
constexpr bool may_follow(const addressing& held, const addressing& newcomer) noexcept
{
    if (held.source == newcomer.source)
        return true;
    if (held.call != newcomer.call)
        return false;
    if (held.call == dmr::call_type::group)
        return held.destination == newcomer.destination;
    return held.source.value() == newcomer.destination && newcomer.source.value() == held.destination;
}

constexpr bool silent(const slot_state& slot, time_point now) noexcept
{
    return now - slot.last_frame > fast_terminator_gap;
}

enum class slot_answer : std::uint8_t
{
    yes,
    contention,
    hang_time
};

// May a repeater start to send this call on its slot? (spec routing.md, rules 1 to 5)
constexpr slot_answer may_send(const slot_state& slot, const addressing& call, const slot_timing& timing,
                               time_point now) noexcept
{
    if (slot.phase == slot_phase::idle || hang_time_over(slot, timing, now))
        return slot_answer::yes;
    if (slot.phase == slot_phase::active && !silent(slot, now))
        return slot_answer::contention;
    return may_follow(slot.call, call) ? slot_answer::yes : slot_answer::hang_time;
}

// Is the slot free for the server to send this call there? `first_frame` is when that call's own first
// frame came, refused or not: who has been talking over the slot's stream all along never gets it.
constexpr bool may_receive(const slot_state& slot, const addressing& call, time_point first_frame,
                           const slot_timing& timing, time_point now) noexcept
{
    if (slot.phase == slot_phase::idle || hang_time_over(slot, timing, now))
        return true;
    if (slot.phase == slot_phase::active && !(silent(slot, now) && first_frame > slot.last_frame))
        return false;
    return may_follow(slot.call, call);
}

}

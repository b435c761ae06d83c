// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace hblink::dmr {

// A number with a meaning of its own: a talkgroup cannot be passed where a radio id is expected.
template <class Tag, class Value = std::uint32_t>
class number
{
public:
    using value_type = Value;

    constexpr number() noexcept = default;
    constexpr explicit number(Value v) noexcept : value_{v} {}

    constexpr Value value() const noexcept { return value_; }
    friend constexpr auto operator<=>(number, number) noexcept = default;

private:
    Value value_{};
};

// A client of this server: repeater, hotspot or another server. 32 bits; it names a session.
using repeater_id = number<struct repeater_id_tag>;

// A person's radio. 24 bits (ETSI TS 102 361-1, 9.2: source address).
using radio_id = number<struct radio_id_tag>;

// A group call's destination. 24 bits, 1..16777215 on the air.
using talkgroup = number<struct talkgroup_tag>;

// One transmission, as its origin numbers it. 32 bits, not unique between origins.
using stream_id = number<struct stream_id_tag>;

inline constexpr std::uint32_t largest_24_bit = 0xFF'FFFF;

// One of the two TDMA timeslots of a repeater.
enum class slot : std::uint8_t
{
    one = 1,
    two = 2
};

// 0 or 1, for arrays with one element a slot.
constexpr std::size_t index_of(slot s) noexcept { return s == slot::one ? 0 : 1; }
constexpr slot slot_at(std::size_t index) noexcept { return index == 0 ? slot::one : slot::two; }
constexpr int number_of(slot s) noexcept { return s == slot::one ? 1 : 2; }

// How a call is addressed: to a talkgroup, or to one radio (a private call).
enum class call_type : std::uint8_t
{
    group = 0,
    unit = 1
};

}

template <class Tag, class Value>
struct std::hash<hblink::dmr::number<Tag, Value>>
{
    std::size_t operator()(hblink::dmr::number<Tag, Value> n) const noexcept
    {
        return std::hash<Value>{}(n.value());
    }
};

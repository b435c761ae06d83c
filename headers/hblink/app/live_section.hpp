// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hblink::app {

// The tables of the live page (docs/live.md), in the order in which a new browser gets them: what others
// mention comes first, names at the end.
enum class section : std::uint8_t
{
    server,
    today,
    health,
    repeaters,
    links,
    trunks,
    calls,
    slots,
    heard,
    events,
    refusals,
    samples,
    sockets,
    names
};
inline constexpr std::size_t sections = 14;
std::string_view to_string(section) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/suppression.hpp"

#include "hblink/core/link.hpp"
#include "hblink/core/trunk.hpp"

#include <cstring>

namespace hblink::observe {

namespace {

// The finaliser of SplitMix64: every bit of the input moves every bit of the result.
constexpr std::uint64_t mix(std::uint64_t x) noexcept
{
    x += 0x9E37'79B9'7F4A'7C15;
    x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9;
    x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EB;
    return x ^ (x >> 31);
}

// An IPv6 subscriber has a /64 to choose from.
std::uint64_t source_of(const wire::address& a) noexcept
{
    if (a.is_v4())
        return a.to_v4();
    std::uint64_t prefix = 0;
    std::memcpy(&prefix, a.bytes().data(), sizeof prefix);
    return mix(prefix);
}

// Beyond the ids of repeaters.
std::uint64_t source_of(const core::connection& c) noexcept
{
    const core::link* const l = core::link_of(c);
    const core::trunk* const t = core::trunk_of(c);
    const auto number = l != nullptr   ? static_cast<std::uint32_t>(l->number)
                        : t != nullptr ? static_cast<std::uint32_t>(t->number)
                                       : c.id.value();
    return static_cast<std::uint64_t>(c.kind) << 32 | number;
}

}

suppression::suppression(std::uint64_t secret)
    : secret_{secret}, by_source_{std::make_unique<std::array<place, places>>()}
{}

suppression::place& suppression::place_of(log_event e, std::uint64_t source) noexcept
{
    const auto kind = static_cast<std::uint64_t>(e) + 1;
    return (*by_source_)[mix(mix(source ^ secret_) + kind) % places];
}

bool suppression::admit(place& p, unsigned most, core::time_point now) noexcept
{
    if (p.lines == 0 || now - p.began >= window) {
        p.began = now;
        p.lines = 0;
    }
    if (p.lines >= most)
        return false;
    ++p.lines;
    return true;
}

bool suppression::admit(log_event e, const wire::address& stranger, core::time_point now)
{
    const auto kind = static_cast<std::size_t>(e);
    if (admit(place_of(e, source_of(stranger)), lines_per_stranger, now) &&
        admit(by_kind_[kind], lines_of_strangers, now))
        return true;
    ++suppressed_[kind];
    return false;
}

bool suppression::admit(log_event e, dmr::repeater_id id, core::time_point now)
{
    if (admit(place_of(e, id.value()), lines_per_repeater, now))
        return true;
    ++suppressed_[static_cast<std::size_t>(e)];
    return false;
}

bool suppression::admit(log_event e, const core::connection& c, core::time_point now)
{
    if (c.kind == core::connection_kind::repeater)
        return admit(e, c.id, now);
    if (admit(place_of(e, source_of(c)), lines_per_peer, now))
        return true;
    ++suppressed_[static_cast<std::size_t>(e)];
    return false;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/block_list.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace hblink::core {
namespace {

bool is_over(const block& b, time_point now) noexcept { return b.until && *b.until <= now; }

bool same_callsign(std::string_view a, std::string_view b) noexcept
{
    const auto upper = [](char c) { return std::toupper(static_cast<unsigned char>(c)); };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return upper(x) == upper(y); });
}

}

bool block_list::add(block b, time_point now)
{
    forget_expired(now);
    const auto same = std::find_if(all_.begin(), all_.end(), [&](const block& other) {
        return other.id == b.id && same_callsign(other.callsign, b.callsign);
    });
    if (same != all_.end())
        *same = std::move(b);
    else if (all_.size() < most)
        all_.push_back(std::move(b));
    else
        return false;
    return true;
}

bool block_list::remove(dmr::repeater_id id)
{
    return id.value() != 0 && std::erase_if(all_, [&](const block& b) { return b.id == id; }) != 0;
}

bool block_list::remove(std::string_view callsign)
{
    const auto named = [&](const block& b) { return same_callsign(b.callsign, callsign); };
    return !callsign.empty() && std::erase_if(all_, named) != 0;
}

bool block_list::forget_expired(time_point now)
{
    return std::erase_if(all_, [&](const block& b) { return is_over(b, now); }) != 0;
}

const block* block_list::find(dmr::repeater_id id, std::string_view callsign, time_point now) const noexcept
{
    const auto keeps_out = [&](const block& b) {
        if (is_over(b, now))
            return false;
        return b.id.value() != 0 ? b.id == id : !callsign.empty() && same_callsign(b.callsign, callsign);
    };
    const auto found = std::find_if(all_.begin(), all_.end(), keeps_out);
    return found == all_.end() ? nullptr : &*found;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/last_heard.hpp"

#include "hblink/app/live_rows.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace hblink::app {

std::string_view to_string(heard_end e) noexcept
{
    static constexpr std::array<std::string_view, 4> names{"terminator", "timeout", "fast_terminator",
                                                           "lost"};
    return names[static_cast<std::size_t>(e)];
}

heard_quality heard_quality::of(const core::quality_summary& q) noexcept
{
    heard_quality h{q.packets, loss_of(q), std::nullopt, q.bit_error_percent(), q.mean_rssi()};
    if (const auto jitter = q.mean_jitter())
        h.jitter_ms = std::chrono::duration<double, std::milli>{*jitter}.count();
    return h;
}

std::string heard_call::key() const
{
    const std::string radio = std::to_string(source.value()) + '@';
    switch (from) {
    case core::connection_kind::repeater:
        return radio + 'r' + std::to_string(origin.value());
    case core::connection_kind::link:
        return radio + "l:" + origin_name;
    case core::connection_kind::trunk:
        break;
    }
    return radio + "t:" + origin_name;
}

last_heard::noted last_heard::note(heard_call call)
{
    std::string key = call.key();
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
        const place p = known->second;
        if (call.alias.empty())
            call.alias = std::move(calls_[p].alias);
        calls_[p] = std::move(call);
        order_.splice(order_.end(), order_, where_[p]);
        return {p, {}};
    }
    noted n;
    if (calls_.size() < most) {
        n.place = static_cast<place>(calls_.size());
        calls_.push_back(std::move(call));
        where_.push_back(order_.insert(order_.end(), n.place));
    } else {
        n.place = order_.front();
        n.gone = calls_[n.place].key();
        by_key_.erase(n.gone);
        calls_[n.place] = std::move(call);
        order_.splice(order_.end(), order_, order_.begin());
    }
    by_key_.emplace(std::move(key), n.place);
    return n;
}

heard_call* last_heard::in_progress(place p, std::uint64_t call) noexcept
{
    if (p >= calls_.size() || calls_[p].in_progress != call)
        return nullptr;
    return &calls_[p];
}

}

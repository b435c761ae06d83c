// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/metrics.hpp"

#include <chrono>

namespace hblink::observe {
namespace {

using seconds = std::chrono::duration<double>;

stream_kind kind_of(const core::stream_started& e) noexcept
{
    if (e.echo)
        return stream_kind::echo;
    if (e.broadcast)
        return stream_kind::broadcast;
    return e.slot.call.call == dmr::call_type::unit ? stream_kind::unit : stream_kind::group;
}

}

std::string_view to_string(stream_kind k) noexcept
{
    switch (k) {
    case stream_kind::group:
        return "group";
    case stream_kind::unit:
        return "unit";
    case stream_kind::broadcast:
        return "broadcast";
    case stream_kind::data:
        return "data";
    case stream_kind::echo:
        return "echo";
    }
    return "unknown";
}

void metrics::on(const core::repeater_keep_alive& e, core::time_point)
{
    if (e.session.missed_pings != 0) // else it is heard again
        ++counts_.keep_alives_missed;
}

void metrics::on(const core::stream_started& e, core::time_point)
{
    if (e.slot.direction == core::stream_direction::rx) {
        counts_.streams.add(kind_of(e));
        counts_.targets_busy += e.busy;
    } else if (e.echo) {
        ++counts_.echo_playbacks;
    } else {
        ++counts_.targets;
    }
}

void metrics::on(const core::stream_ended& e, core::time_point)
{
    if (e.stream == nullptr) // one that the server sent
        return;
    counts_.ends.add(e.reason);
    counts_.stream_seconds.add(seconds{e.length}.count());
    const core::quality_summary q = e.stream->quality.summary();
    if (const auto sent = q.packets + q.lost; sent != 0)
        counts_.loss_ratio.add(static_cast<double>(q.lost) / static_cast<double>(sent));
    if (const auto jitter = q.mean_jitter())
        counts_.jitter_seconds.add(seconds{*jitter}.count());
}

}

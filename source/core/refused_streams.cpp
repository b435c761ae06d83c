// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/refused_streams.hpp"

#include <algorithm>

namespace hblink::core {
namespace {

constexpr std::chrono::seconds memory{10};

}

bool refused_streams::entry::alive(time_point now) const noexcept { return used && now - last < memory; }

bool refused_streams::entry::is(dmr::slot s, dmr::stream_id i, time_point now) const noexcept
{
    return id == i && slot == s && alive(now);
}

refused_streams::entry& refused_streams::find_or_make(dmr::slot s, dmr::stream_id id, time_point now,
                                                      noted& answer)
{
    for (auto& e : entries_) {
        if (e.is(s, id, now)) {
            e.last = now;
            return e;
        }
    }
    auto& oldest = *std::min_element(entries_.begin(), entries_.end(), [](const entry& a, const entry& b) {
        return a.used != b.used ? !a.used : a.last < b.last;
    });
    answer = {.first = true, .forgot = oldest.alive(now)};
    oldest = entry{.first = now, .last = now, .id = id, .slot = s, .used = true};
    return oldest;
}

refused_streams::noted refused_streams::note(dmr::slot s, dmr::stream_id id, time_point now)
{
    noted answer;
    find_or_make(s, id, now, answer);
    return answer;
}

refused_streams::noted refused_streams::note_cut(dmr::slot s, dmr::stream_id id, time_point now)
{
    noted answer;
    entry& e = find_or_make(s, id, now, answer);
    answer.first = !e.cut;
    e.cut = true;
    return answer;
}

bool refused_streams::is_cut(dmr::slot s, dmr::stream_id id, time_point now) const
{
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const entry& e) { return e.cut && e.is(s, id, now); });
}

std::optional<time_point> refused_streams::first_frame(dmr::slot s, dmr::stream_id id, time_point now) const
{
    for (const auto& e : entries_)
        if (e.is(s, id, now))
            return e.first;
    return std::nullopt;
}

}

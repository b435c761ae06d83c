// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/echo.hpp"

#include "hblink/core/connection.hpp"

#include <algorithm>

namespace hblink::core {

echo::echo(duration longest) { change_longest(longest); }

void echo::change_longest(duration longest)
{
    most_bursts_ = static_cast<std::size_t>(std::max<duration::rep>(longest / burst_interval, 1));
    room_ = std::min(most_tapes, most_bytes / (most_bursts_ * sizeof(recorded_burst)));
}

bool echo::begin(connection& of, dmr::slot slot, const addressing& call)
{
    cancel(of, slot);
    if (tapes_.size() >= room_)
        return false;
    tapes_.push_back({&of, slot, recording{call, slot, most_bursts_}});
    return true;
}

recording* echo::recording_of(const connection& of, dmr::slot slot) noexcept
{
    for (tape& t : tapes_)
        if (t.of == &of && t.slot == slot)
            return std::get_if<recording>(&t.what);
    return nullptr;
}

void echo::add(const connection& of, dmr::slot slot, const wire::dmrd& burst)
{
    if (recording* const r = recording_of(of, slot); r != nullptr)
        r->add(burst);
}

void echo::finish(const connection& of, dmr::slot slot, dmr::stream_id fresh, time_point now)
{
    for (std::size_t i = 0; i < tapes_.size(); ++i) {
        tape& t = tapes_[i];
        if (t.of != &of || t.slot != slot)
            continue;
        auto* const r = std::get_if<recording>(&t.what);
        if (r == nullptr)
            return; // it is played already
        if (!r->has_voice())
            return discard(i);
        recording sound = std::move(*r);
        t.what.emplace<playback>(std::move(sound), of.id, fresh, now + pause);
        return;
    }
}

void echo::cancel(const connection& of, dmr::slot slot)
{
    for (std::size_t i = tapes_.size(); i-- > 0;)
        if (tapes_[i].of == &of && tapes_[i].slot == slot)
            discard(i);
}

void echo::forget(const connection& of)
{
    cancel(of, dmr::slot::one);
    cancel(of, dmr::slot::two);
}

void echo::discard(std::size_t i)
{
    if (i + 1 != tapes_.size())
        tapes_[i] = std::move(tapes_.back());
    tapes_.pop_back();
}

std::optional<time_point> echo::next_due() const
{
    std::optional<time_point> next;
    for (const tape& t : tapes_)
        if (const auto* const p = std::get_if<playback>(&t.what); p && (!next || p->due() < *next))
            next = p->due();
    return next;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"
#include "hblink/observe/event_fields.hpp"

#include <utility>

// The calls on the live page: in progress, heard last, today's, and as events.
namespace hblink::app {
namespace {

using core::stream_direction;
using core::time_point;
using observe::in_seconds;
using observe::log_event;

std::uint64_t number_of(const core::slot_state& s) noexcept
{
    return app::number_of(s.serial, false, s.call.call == dmr::call_type::unit);
}

heard_end end_of(core::end_reason r) noexcept
{
    switch (r) {
    case core::end_reason::terminator:
        return heard_end::terminator;
    case core::end_reason::timeout:
        return heard_end::timeout;
    case core::end_reason::fast_terminator:
        break;
    }
    return heard_end::fast_terminator;
}

heard_call heard_of(const shown_call& call, std::uint64_t number, std::int64_t at_ms)
{
    const core::connection& from = *call.slot->owner;
    heard_call h;
    h.at_ms = at_ms;
    h.source = call.local().source;
    h.from = from.kind;
    h.number = from.number_of_kind;
    h.origin = from.id;
    h.origin_name = name_of(from);
    h.local = {call.slot->which, call.local().destination};
    h.network = call.network();
    h.call = call.local().call;
    h.broadcast = call.stream != nullptr && call.stream->broadcast;
    h.data = call.data != nullptr;
    h.in_progress = number;
    return h;
}

}

void live_state::note_call(log_event what, const running_call& call, time_point now,
                           std::optional<double> length, std::string_view reason)
{
    recent_event e = event_of(what, *call.slot->owner, now, reason);
    e.call = call.local();
    e.slot = call.slot->which;
    e.broadcast = call.stream != nullptr && call.stream->broadcast;
    e.length_s = length;
    note_event(std::move(e));
}

void live_state::begin_call(std::uint64_t number, running_call call, time_point now)
{
    if (!call.played())
        note_call(call.data != nullptr ? log_event::data_call : log_event::stream_started, call, now);
    if (calls_.size() >= most_calls) { // its end will not be noticed, so it must not be in last heard either
        ++calls_not_shown_;
        return;
    }
    if (!call.played())
        note_heard(number, call, now);
    mark(section::calls, number);
    calls_.insert_or_assign(number, call);
}

void live_state::note_heard(std::uint64_t number, running_call& call, time_point now)
{
    ++changes_to_keep_;
    for (std::size_t t = 0; t < tables_of_heard; ++t) {
        if (t == 1 && call.is_unit())
            continue;
        auto noted = heard_[t].note(heard_of(call, number, ms(now)));
        call.heard[t] = noted.place;
        mark_heard(t, noted.place);
        if (!noted.gone.empty() && watched())
            heard_gone_.emplace_back(t, std::move(noted.gone));
    }
}

void live_state::end_call(std::uint64_t number, time_point now, double length_s, heard_end reason,
                          std::optional<heard_quality> quality)
{
    const auto found = calls_.find(number);
    if (found == calls_.end())
        return;
    ++changes_to_keep_;
    if (ended_at_ != now)
        ended_now_.clear();
    ended_at_ = now;
    for (std::size_t t = 0; t < tables_of_heard; ++t) {
        const auto place = found->second.heard[t];
        heard_call* const h = place ? heard_[t].in_progress(*place, number) : nullptr;
        if (h == nullptr)
            continue; // the radio has begun another call meanwhile, or it was heard too long ago
        h->in_progress = 0;
        h->length_s = length_s;
        h->reason = reason;
        h->quality = quality;
        mark_heard(t, *place);
        if (reason == heard_end::timeout)
            ended_now_.push_back({t, *place, h->at_ms, found->second.slot->owner->identity()});
    }
    calls_.erase(found);
    mark(section::calls, number);
}

// The connection goes; the calls that it brought have just ended because of that.
void live_state::lose_calls_of(const core::connection& c, time_point now)
{
    if (ended_at_ != now)
        return;
    for (const ended_call& e : ended_now_) {
        heard_call* const h = heard_[e.table].in_progress(e.place, 0);
        if (h == nullptr || e.identity != c.identity() || h->at_ms != e.at_ms)
            continue;
        h->reason = heard_end::lost;
        mark_heard(e.table, e.place);
    }
    std::erase_if(ended_now_, [&](const ended_call& e) { return e.identity == c.identity(); });
}

void live_state::remember_loss(const core::connection& c, const core::quality_summary& q)
{
    voice_packets_ += q.packets;
    voice_lost_ += q.lost;
    mark_peer(c);
    if (c.kind != core::connection_kind::repeater)
        return;
    trend& t = trends_[c.number_of_kind];
    t.loss[t.calls++ % calls_of_a_trend] = static_cast<float>(loss_of(q).value_or(-1));
}

void live_state::on(const core::stream_started& e, time_point now)
{
    mark(e.slot);
    const bool received = e.slot.direction == stream_direction::rx;
    if (received || e.echo) {
        if (received && !e.echo)
            ++today_.calls;
        running_call call;
        call.slot = &e.slot;
        call.stream = e.slot.stream;
        call.busy = e.busy;
        call.echo = e.echo;
        begin_call(number_of(e.slot), call, now);
    } else {
        ++today_.sent_calls;
        if (e.connection.kind == core::connection_kind::trunk)
            mark(section::calls, number_of(e.slot));
    }
    mark(section::today, 0);
}

void live_state::on(const core::stream_updated& e, time_point) { mark(section::calls, number_of(e.slot)); }

void live_state::on(const core::stream_ended& e, time_point now)
{
    mark(e.slot);
    const std::uint64_t number = number_of(e.slot);
    const auto found = calls_.find(number);
    if (e.slot.direction == stream_direction::tx) {
        if (found == calls_.end())
            return;
        if (found->second.played())
            end_call(number, now, in_seconds(e.length), end_of(e.reason), std::nullopt);
        else if (e.connection.kind == core::connection_kind::trunk)
            mark(section::calls, number);
        return;
    }
    const core::quality_summary quality = e.stream->quality.summary();
    remember_loss(e.connection, quality);
    if (found == calls_.end())
        return;
    if (!found->second.echo) {
        today_.air_time_s += in_seconds(e.length);
        mark(section::today, 0);
    }
    note_call(log_event::stream_ended, found->second, now, in_seconds(e.length), core::to_string(e.reason));
    end_call(number, now, in_seconds(e.length), end_of(e.reason), heard_quality::of(quality));
}

void live_state::on(const core::hang_time_expired& e, time_point) { mark(e.slot); }

void live_state::on(const core::data_call_started& e, time_point now)
{
    mark(e.slot);
    ++today_.data_calls;
    mark(section::today, 0);
    const std::uint64_t number =
        app::number_of(++last_data_call_, true, e.data.call.call == dmr::call_type::unit);
    running_call call;
    call.slot = &e.slot;
    call.data = &e.data;
    data_calls_.insert_or_assign(&e.data, number);
    begin_call(number, call, now);
}

void live_state::on(const core::data_call_ended& e, time_point now)
{
    mark(e.slot);
    const auto found = data_calls_.find(&e.data);
    if (found == data_calls_.end())
        return;
    heard_quality quality;
    quality.packets = e.data.packets;
    end_call(found->second, now, in_seconds(e.data.last_frame - e.data.started), heard_end::timeout, quality);
    data_calls_.erase(found);
}

void live_state::on(const core::talker_heard& e, time_point)
{
    const std::uint64_t number = number_of(e.slot);
    const auto found = calls_.find(number);
    if (found == calls_.end())
        return;
    mark(section::calls, number);
    if (e.alias.empty())
        return;
    for (std::size_t t = 0; t < tables_of_heard; ++t) {
        const auto place = found->second.heard[t];
        if (heard_call* const h = place ? heard_[t].in_progress(*place, number) : nullptr; h != nullptr) {
            h->alias = e.alias;
            mark_heard(t, *place);
        }
    }
}

}

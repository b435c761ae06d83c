// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"

#include "hblink/observe/remedy.hpp"

#include <algorithm>
#include <utility>

// What happens: only marked, and kept where the core forgets it. live_flush.cpp writes it.
namespace hblink::app {
namespace {

using core::stream_direction;
using core::time_point;
using observe::log_event;

constexpr core::duration clock_was_set = std::chrono::milliseconds{500}; // less is the clock's own drift

double in_seconds(core::duration d) noexcept { return std::chrono::duration<double>{d}.count(); }

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

section section_of(core::connection_kind k) noexcept
{
    return k == core::connection_kind::repeater ? section::repeaters
           : k == core::connection_kind::link   ? section::links
                                                : section::trunks;
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

live_state::live_state(live_sources s, const moment& start)
    : sources_{std::move(s)}, at_{start}, started_{start}
{
    today_.since_ms = ms_of(sources_.midnight(start.wall));
}

// --- Marks -----------------------------------------------------------------------------------------

void live_state::mark(section s, std::uint64_t id)
{
    if (watched() && !marks_[index_of(s)].add(id))
        begin_anew();
}

void live_state::mark(const core::slot_state& s)
{
    if (s.owner->kind != core::connection_kind::trunk)
        mark(section::slots, s.owner->identity() << 1 | dmr::index_of(s.which));
}

void live_state::mark_peer(const core::connection& c) { mark(section_of(c.kind), c.number_of_kind); }

void live_state::mark_heard(std::size_t table, last_heard::place p)
{
    mark(section::heard, std::uint64_t{p} << 1 | table);
}

void live_state::came_or_went(const core::connection& c)
{
    mark_peer(c);
    if (watched())
        moved_.insert(c.identity());
}

void live_state::mark_heard_of_moved()
{
    if (moved_.empty())
        return;
    for (std::size_t t = 0; t < tables_of_heard; ++t)
        for (last_heard::place p = 0; p < heard_[t].size(); ++p) {
            const heard_call& h = heard_[t][p];
            if (moved_.contains(std::uint64_t{static_cast<unsigned>(h.from)} << 32 | h.number))
                mark_heard(t, p);
        }
    moved_.clear();
}

void live_state::begin_anew()
{
    for (std::size_t v = 0; v < web::views; ++v) {
        ++number_[v];
        drafts_[v] = {};
    }
    for (live_marks& m : marks_)
        m = {};
    work_.clear();
    work_next_ = 0;
    moved_.clear();
    heard_gone_.clear();
    mark(section::health, 0); // so that there is a difference soon
}

// --- Events for the list ---------------------------------------------------------------------------

void live_state::note_event(recent_event e)
{
    const bool unit = e.is_unit();
    const auto added = events_.add(std::move(e));
    mark(section::events, added.serial << 1 | std::uint64_t{unit});
    if (added.gone)
        mark(section::events, added.gone->serial << 1 | std::uint64_t{added.gone->is_unit()});
}

void live_state::note_operation(log_event what, const core::connection& c, time_point now, bool warning,
                                std::string_view reason, std::string_view remedy)
{
    recent_event e;
    e.at_ms = ms(now);
    e.what = what;
    e.warning = warning;
    e.from = c.kind;
    e.number = c.number_of_kind;
    e.id = c.id;
    e.name = name_of(c);
    e.reason = reason;
    e.remedy = remedy;
    note_event(std::move(e));
}

void live_state::note_call(log_event what, const running_call& call, time_point now,
                           std::optional<double> length, std::string_view reason)
{
    const core::connection& c = *call.slot->owner;
    recent_event e;
    e.at_ms = ms(now);
    e.what = what;
    e.from = c.kind;
    e.number = c.number_of_kind;
    e.id = c.id;
    e.name = name_of(c);
    e.reason = reason;
    e.call = call.local();
    e.slot = call.slot->which;
    e.broadcast = call.stream != nullptr && call.stream->broadcast;
    e.length_s = length;
    note_event(std::move(e));
}

// --- Calls -----------------------------------------------------------------------------------------

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

// --- Repeaters -------------------------------------------------------------------------------------

void live_state::on(const core::repeater_authenticated& e, time_point) { came_or_went(e.session); }

void live_state::on(const core::repeater_connected& e, time_point now)
{
    came_or_went(e.session);
    if (!e.again)
        note_operation(log_event::repeater_connected, e.session, now, false);
}

void live_state::on(const core::repeater_keep_alive& e, time_point now)
{
    mark_peer(e.session);
    if (e.session.missed_pings == 1)
        note_operation(log_event::keep_alive_missed, e.session, now, true);
    else if (e.session.missed_pings == 0)
        note_operation(log_event::keep_alive_resumed, e.session, now, false);
}

void live_state::on(const core::repeater_disconnected& e, time_point now)
{
    const bool lost = e.reason == core::disconnect_reason::timeout;
    came_or_went(e.session);
    lose_calls_of(e.session, now);
    trends_.erase(e.session.number_of_kind);
    note_operation(lost ? log_event::repeater_lost : log_event::repeater_disconnected, e.session, now, lost,
                   to_string(e.reason));
}

void live_state::on(const core::options_applied& e, time_point now)
{
    mark_peer(e.session);
    if (is_shown(e.session))
        note_operation(log_event::options_applied, e.session, now, false);
}

void live_state::on(const core::options_deferred& e, time_point) { mark_peer(e.session); }

// --- Links and trunks ------------------------------------------------------------------------------

void live_state::on(const core::link_connecting& e, time_point) { came_or_went(e.link); }

void live_state::on(const core::link_connected& e, time_point now)
{
    came_or_went(e.link);
    note_operation(log_event::link_up, e.link, now, false);
}

void live_state::on(const core::link_disconnected& e, time_point now)
{
    came_or_went(e.link);
    lose_calls_of(e.link, now);
    note_operation(log_event::link_down, e.link, now, true, to_string(e.reason), observe::remedy(e.reason));
}

void live_state::on(const core::link_failed& e, time_point now)
{
    mark_peer(e.link);
    if (e.link.attempts <= 1) // the next attempts fail as this one has
        note_operation(log_event::link_failed, e.link, now, true, to_string(e.reason),
                       observe::remedy(e.reason));
}

void live_state::on(const core::trunk_opened& e, time_point now)
{
    came_or_went(e.trunk);
    note_operation(log_event::trunk_open, e.trunk, now, false);
}

void live_state::on(const core::trunk_closed& e, time_point now)
{
    came_or_went(e.trunk);
    lose_calls_of(e.trunk, now);
    note_operation(log_event::trunk_closed, e.trunk, now, false);
}

void live_state::on(const core::trunk_peer_found& e, time_point now)
{
    mark_peer(e.trunk);
    note_operation(log_event::trunk_peer, e.trunk, now, false);
}

void live_state::on(const core::trunk_failed& e, time_point now)
{
    mark_peer(e.trunk);
    note_operation(log_event::trunk_failed, e.trunk, now, true, to_string(e.reason),
                   observe::remedy(e.reason));
}

// --- Time ------------------------------------------------------------------------------------------

void live_state::look(const moment& now)
{
    const auto wall = at_.wall_of(now.steady);
    if (now.wall - wall > clock_was_set || wall - now.wall > clock_was_set) {
        at_ = now;
        begin_anew(); // all times are others now
    }
    start_day(now.steady);
    if (!watched())
        return;
    look_at_peers();
    look_at_refusals();
}

void live_state::start_day(time_point now)
{
    const std::int64_t midnight = ms_of(sources_.midnight(at_.wall_of(now)));
    if (midnight == today_.since_ms)
        return;
    today_ = {.since_ms = midnight};
    ++changes_to_keep_;
    mark(section::today, 0);
}

// Their counters change without an event, and they may be removed without one.
void live_state::look_at_peers()
{
    using key = std::pair<int, std::uint32_t>;
    std::map<key, std::uint64_t> now;
    const auto add = [&](const core::connection& c, std::uint64_t sum) {
        const key k{static_cast<int>(c.kind), c.number_of_kind};
        const auto before = peer_figures_.find(k);
        if (before == peer_figures_.end() || before->second != sum)
            mark_peer(c);
        now.emplace(k, sum);
    };
    sources_.router.for_each_link([&](const core::link& l) {
        const core::link_counters& c = l.counts;
        add(l, c.received + c.not_up + c.wrong_source + c.unknown + c.looped + c.too_fast +
                   (std::uint64_t{l.login.missed_pongs()} << 56));
    });
    sources_.router.for_each_trunk([&](const core::trunk& t) {
        const core::trunk_counters& c = t.counts;
        std::uint64_t sum =
            c.received + c.sent + c.looped + c.too_fast + c.no_room + (std::uint64_t{t.streams()} << 48);
        for (const std::uint64_t r : c.refused)
            sum += r;
        add(t, sum);
    });
    for (const auto& [k, sum] : peer_figures_)
        if (!now.contains(k))
            mark(section_of(static_cast<core::connection_kind>(k.first)), k.second);
    peer_figures_ = std::move(now);
}

// In a flood of them those that are seen last come first, and the others a little later.
void live_state::look_at_refusals()
{
    refusals_told_.resize(observe::refusal_book::most);
    std::size_t told = 0;
    sources_.refusals.for_each([&](const observe::refusal& r) {
        if (told == most_refusals_told || refusals_told_[r.place] == r.changed)
            return;
        refusals_told_[r.place] = r.changed;
        mark(section::refusals, r.place);
        ++told;
    });
}

void live_state::set_health(std::string row)
{
    health_ = std::move(row);
    mark(section::health, 0);
}

void live_state::add_sample(const page_sample& s)
{
    json_text to;
    to.begin_object();
    app::add_sample(to, s);
    to.end_object();
    samples_.push_back(to.take());
    mark(section::samples, ++last_sample_);
    if (samples_.size() > most_samples) {
        mark(section::samples, last_sample_ - most_samples);
        samples_.pop_front();
    }
}

void live_state::set_sockets(std::vector<page_socket> now)
{
    for (std::size_t i = 0; i < std::max(now.size(), sockets_.size()); ++i)
        if (i >= now.size() || i >= sockets_.size() || !(now[i] == sockets_[i]))
            mark(section::sockets, i);
    sockets_ = std::move(now);
}

void live_state::restore(std::size_t table, heard_call h) { heard_[table].note(std::move(h)); }

}

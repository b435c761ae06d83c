// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"

#include <algorithm>
#include <utility>

// What happens is only marked, and kept where the core forgets it (live_calls.cpp, live_connections.cpp);
// live_flush.cpp writes it.
namespace hblink::app {
namespace {

using core::time_point;

constexpr core::duration clock_was_set = std::chrono::milliseconds{500}; // less is the clock's own drift

section section_of(core::connection_kind k) noexcept
{
    return k == core::connection_kind::repeater ? section::repeaters
           : k == core::connection_kind::link   ? section::links
                                                : section::trunks;
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
    ++restarts_;
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

recent_event live_state::event_of(observe::log_event what, const core::connection& c, time_point now,
                                  std::string_view reason) const
{
    recent_event e;
    e.at_ms = ms(now);
    e.what = what;
    e.from = c.kind;
    e.number = c.number_of_kind;
    e.id = c.id;
    e.name = name_of(c);
    e.reason = reason;
    return e;
}

void live_state::note_event(recent_event e)
{
    const bool unit = e.is_unit();
    const auto added = events_.add(std::move(e));
    mark(section::events, added.serial << 1 | std::uint64_t{unit});
    if (added.gone)
        mark(section::events, added.gone->serial << 1 | std::uint64_t{added.gone->is_unit()});
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

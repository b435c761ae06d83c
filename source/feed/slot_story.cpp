// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/slot_story.hpp"

#include "hblink/core/data_calls.hpp"
#include "hblink/core/stream.hpp"

#include <boost/container_hash/hash.hpp>

namespace hblink::feed {
namespace {

using core::connection_kind;

bool is_assumed(const core::slot_state& s) noexcept { return s.direction == core::stream_direction::tx; }

shown_call call_of(const core::connection& owner, const core::slot_state& slot)
{
    shown_call c{.owner = owner_of(owner),
                 .origin = {},
                 .slot = slot.which,
                 .call = slot.call,
                 .stream = slot.id,
                 .assumed = is_assumed(slot),
                 .started = slot.started};
    if (c.assumed)
        c.call.source = slot.sent_source; // after SRC=
    else if (slot.stream != nullptr)
        c.origin = slot.stream->origin;
    return c;
}

std::uint32_t number_of(const core::connection& c) noexcept
{
    if (const core::link* const l = core::link_of(c); l != nullptr)
        return static_cast<std::uint32_t>(l->number);
    if (const core::trunk* const t = core::trunk_of(c); t != nullptr)
        return static_cast<std::uint32_t>(t->number);
    return c.id.value();
}

}

// --- What the dashboard has ------------------------------------------------------------------------

std::size_t slot_story::place_hash::operator()(const place& p) const noexcept
{
    std::size_t seed = 0;
    boost::hash_combine(seed, static_cast<unsigned>(p.kind));
    boost::hash_combine(seed, p.owner);
    boost::hash_combine(seed, p.where);
    return seed;
}

slot_story::place slot_story::slot_of(const core::connection& c, dmr::slot s) noexcept
{
    return {c.kind, number_of(c), dmr::index_of(s)};
}

slot_story::place slot_story::stream_of(const core::connection& c, dmr::stream_id s) noexcept
{
    constexpr std::uint64_t beyond_slots = std::uint64_t{1} << 32;
    return {c.kind, number_of(c), beyond_slots | s.value()};
}

slot_story::place slot_story::place_of(const core::connection& c, const core::slot_state& slot) noexcept
{
    return c.kind == connection_kind::trunk ? stream_of(c, slot.id) : slot_of(c, slot.which);
}

// Is the stream that the slot carries the call that the dashboard has?
bool slot_story::is_shown(const told& t, const core::slot_state& slot) noexcept
{
    return t.phase == phase::running && t.data == nullptr && t.serial == slot.serial &&
           t.call.stream == slot.id && t.call.assumed == is_assumed(slot);
}

void slot_story::end(std::string& out, told& t, core::end_reason reason, core::duration hang_time,
                     const moment& m)
{
    write_end(out, t.call, {reason, m.now - t.call.started, hang_time}, m.wall_now);
    t.phase = t.call.owner.kind == connection_kind::trunk ? phase::idle : phase::hang_time;
    t.data = nullptr;
}

void slot_story::make_idle(std::string& out, told& t, const moment& m)
{
    if (t.phase == phase::running)
        end(out, t, core::end_reason::timeout, t.call.data ? core::duration{} : m.hang_time, m);
    if (t.phase == phase::hang_time)
        write_hang_time_expired(out, t.call.owner, t.call.slot, m.wall_now);
    t.phase = phase::idle;
}

// --- Voice -----------------------------------------------------------------------------------------

// The dashboard knows one call of each stream id on a trunk.
void slot_story::make_way(std::string& out, const core::stream_started& e, const moment& m)
{
    if (e.connection.kind != connection_kind::trunk)
        return;
    for (const dmr::slot s : {dmr::slot::one, dmr::slot::two})
        if (const auto found = told_.find(slot_of(e.connection, s));
            found != told_.end() && found->second.call.stream == e.slot.id)
            make_idle(out, found->second, m);
}

void slot_story::on(std::string& out, const core::stream_started& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    make_way(out, e, m);
    told& t = told_[place_of(e.connection, e.slot)];
    if (t.phase == phase::running)
        end(out, t, core::end_reason::fast_terminator, t.call.data ? core::duration{} : m.hang_time, m);
    t.call = call_of(e.connection, e.slot);
    t.serial = e.slot.serial;
    t.phase = phase::running;
    write_start(out, t.call, m.wall_now);
}

// Of repeaters only (spec events.md, 4.6): nothing visible depends on it.
void slot_story::on(std::string& out, const core::stream_updated& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    if (e.connection.kind != connection_kind::repeater)
        return;
    const auto found = told_.find(slot_of(e.connection, e.slot.which));
    if (found == told_.end() || !is_shown(found->second, e.slot))
        return;
    shown_call& c = found->second.call;
    c.packets = e.packets;
    write_update(out, c, m.now - c.started, m.wall_now);
}

void slot_story::on(std::string& out, const core::stream_ended& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    if (e.connection.kind == connection_kind::trunk)
        return end_on_trunk(out, e, m);
    told& t = told_[slot_of(e.connection, e.slot.which)];
    if (t.phase == phase::idle) {
        // Its start was before this connection. A dashboard that lives longer than its connections has a row
        // of it among the last heard, which only the end makes inactive.
        t.call = call_of(e.connection, e.slot);
        t.serial = e.slot.serial;
        t.phase = phase::running;
    }
    if (!is_shown(t, e.slot))
        return;
    t.call.packets = e.packets;
    end(out, t, e.reason, m.hang_time, m);
}

void slot_story::end_on_trunk(std::string& out, const core::stream_ended& e, const moment& m)
{
    const auto found = told_.find(stream_of(e.connection, e.slot.id));
    if (found != told_.end() && !is_shown(found->second, e.slot))
        return; // another one of the same stream id has taken its place
    if (found == told_.end() && e.slot.started >= *since_)
        return; // the same, and that one has ended, too
    told t;
    t.call = found == told_.end() ? call_of(e.connection, e.slot) : found->second.call;
    t.call.packets = e.packets;
    end(out, t, e.reason, m.hang_time, m);
    if (found != told_.end())
        told_.erase(found);
}

void slot_story::on(std::string& out, const core::hang_time_expired& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    const auto found = told_.find(place_of(e.connection, e.slot));
    if (found != told_.end() && !found->second.call.data)
        make_idle(out, found->second, m);
}

// --- Data ------------------------------------------------------------------------------------------

bool slot_story::has_call_of(const core::connection& trunk, dmr::stream_id stream) const
{
    for (const dmr::slot s : {dmr::slot::one, dmr::slot::two})
        if (const auto found = told_.find(slot_of(trunk, s)); found != told_.end() &&
                                                              found->second.phase == phase::running &&
                                                              found->second.call.stream == stream)
            return true;
    return told_.contains(stream_of(trunk, stream));
}

bool slot_story::on(std::string& out, const core::data_call_started& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    told& t = told_[slot_of(e.connection, e.slot.which)];
    const bool too_soon = t.last_data && m.now - *t.last_data < between_data_calls;
    if (e.slot.phase != core::slot_phase::idle || t.phase != phase::idle || too_soon)
        return false;
    if (e.connection.kind == connection_kind::trunk && has_call_of(e.connection, e.data.id))
        return false;
    t.call = {.owner = owner_of(e.connection),
              .origin = e.data.origin,
              .slot = e.slot.which,
              .call = e.data.call,
              .stream = e.data.id,
              .data = true,
              .started = e.data.started};
    t.phase = phase::running;
    t.data = &e.data;
    t.last_data = m.now;
    write_start(out, t.call, m.wall_now);
    return true;
}

void slot_story::on(std::string& out, const core::data_call_ended& e, const moment& m)
{
    since_ = since_.value_or(m.now);
    const auto found = told_.find(slot_of(e.connection, e.slot.which));
    if (found == told_.end() || found->second.data != &e.data)
        return;
    found->second.call.packets = e.data.packets;
    make_idle(out, found->second, m);
}

// The streams of a trunk have ended by then.
void slot_story::forget(std::string& out, const core::connection& who, const moment& m)
{
    for (const dmr::slot slot : {dmr::slot::one, dmr::slot::two}) {
        const auto found = told_.find(slot_of(who, slot));
        if (found == told_.end())
            continue;
        make_idle(out, found->second, m);
        told_.erase(found);
    }
}

}

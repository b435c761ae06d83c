// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/slot_story.hpp"

#include "hblink/core/data_calls.hpp"
#include "hblink/core/session.hpp"

namespace hblink::feed {
namespace {

bool is_assumed(const core::slot_state& s) noexcept { return s.direction == core::stream_direction::tx; }

shown_call call_of(dmr::repeater_id repeater, const core::slot_state& slot)
{
    shown_call c{.repeater = repeater,
                 .slot = slot.which,
                 .call = slot.call,
                 .stream = slot.id,
                 .assumed = is_assumed(slot),
                 .started = slot.started};
    if (c.assumed)
        c.call.source = slot.sent_source; // after SRC=
    return c;
}

}

// Is the stream that the slot carries the call that the dashboard has?
bool slot_story::is_shown(const told& t, const core::slot_state& slot) noexcept
{
    return t.phase == phase::running && !t.call.data && t.call.stream == slot.id &&
           t.call.assumed == is_assumed(slot);
}

void slot_story::end(std::string& out, told& t, core::end_reason reason, core::duration hang_time,
                     const moment& m)
{
    write_end(out, t.call, {reason, m.now - t.call.started, hang_time}, m.wall_now);
    t.phase = phase::hang_time;
    t.data = nullptr;
}

void slot_story::make_idle(std::string& out, told& t, const moment& m)
{
    if (t.phase == phase::running)
        end(out, t, core::end_reason::timeout, t.call.data ? core::duration{} : m.hang_time, m);
    if (t.phase == phase::hang_time)
        write_hang_time_expired(out, t.call.repeater, t.call.slot, m.wall_now);
    t.phase = phase::idle;
}

void slot_story::on(std::string& out, const core::stream_started& e, const moment& m)
{
    told& t = told_[key(e.connection.id, e.slot.which)];
    if (t.phase == phase::running)
        end(out, t, core::end_reason::fast_terminator, t.call.data ? core::duration{} : m.hang_time, m);
    t.call = call_of(e.connection.id, e.slot);
    t.phase = phase::running;
    write_start(out, t.call, m.wall_now);
}

void slot_story::on(std::string& out, const core::stream_updated& e, const moment& m)
{
    const auto found = told_.find(key(e.connection.id, e.slot.which));
    if (found == told_.end() || !is_shown(found->second, e.slot))
        return;
    shown_call& c = found->second.call;
    c.packets = e.packets;
    write_update(out, c, m.now - c.started, m.wall_now);
}

void slot_story::on(std::string& out, const core::stream_ended& e, const moment& m)
{
    told& t = told_[key(e.connection.id, e.slot.which)];
    if (t.phase == phase::idle) {
        // Its start was before this connection. A dashboard that lives longer than its connections has a row
        // of it among the last heard, which only the end makes inactive.
        t.call = call_of(e.connection.id, e.slot);
        t.phase = phase::running;
    }
    if (!is_shown(t, e.slot))
        return;
    t.call.packets = e.packets;
    end(out, t, e.reason, m.hang_time, m);
}

void slot_story::on(std::string& out, const core::hang_time_expired& e, const moment& m)
{
    const auto found = told_.find(key(e.connection.id, e.slot.which));
    if (found != told_.end() && !found->second.call.data)
        make_idle(out, found->second, m);
}

bool slot_story::on(std::string& out, const core::data_call_started& e, const moment& m)
{
    told& t = told_[key(e.connection.id, e.slot.which)];
    const bool too_soon = t.last_data && m.now - *t.last_data < between_data_calls;
    if (e.slot.phase != core::slot_phase::idle || t.phase != phase::idle || too_soon)
        return false;
    t.call = {.repeater = e.connection.id,
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
    const auto found = told_.find(key(e.connection.id, e.slot.which));
    if (found == told_.end() || found->second.data != &e.data)
        return;
    found->second.call.packets = e.data.packets;
    make_idle(out, found->second, m);
}

void slot_story::forget(std::string& out, dmr::repeater_id repeater, const moment& m)
{
    for (const dmr::slot slot : {dmr::slot::one, dmr::slot::two}) {
        const auto found = told_.find(key(repeater, slot));
        if (found == told_.end())
            continue;
        make_idle(out, found->second, m);
        told_.erase(found);
    }
}

}

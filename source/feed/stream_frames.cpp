// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/stream_frames.hpp"

#include <string_view>

namespace hblink::feed {
namespace {

std::string_view name_of(dmr::call_type t) noexcept
{
    return t == dmr::call_type::group ? "group" : "private";
}

void add_slot(frame& f, dmr::slot s) { f.add_number("slot", static_cast<std::uint64_t>(dmr::number_of(s))); }

void add_addresses(frame& f, const shown_call& c)
{
    add_slot(f, c.slot);
    f.add_number("src_id", c.call.source.value());
    f.add_number("dst_id", c.call.destination);
}

void add_owner(frame& f, const shown_owner& o)
{
    switch (o.kind) {
    case core::connection_kind::repeater:
        f.add_number("repeater_id", o.repeater.value());
        return;
    case core::connection_kind::link:
        f.add_text("connection_type", "outbound");
        break;
    case core::connection_kind::trunk:
        f.add_text("connection_type", "openbridge");
        break;
    }
    f.add_text("connection_name", o.name);
}

void add_kind(frame& f, const shown_call& c)
{
    f.add_text("call_type", name_of(c.call.call));
    f.add_flag("is_assumed", c.assumed);
    f.add_flag("is_data", c.data);
    add_owner(f, c.owner);
}

}

shown_owner owner_of(const core::connection& c)
{
    shown_owner o{.kind = c.kind, .repeater = c.id, .name = {}};
    if (const core::link* const l = core::link_of(c); l != nullptr)
        o.name = l->settings.name;
    else if (const core::trunk* const t = core::trunk_of(c); t != nullptr)
        o.name = t->settings.name;
    return o;
}

void write_start(std::string& out, const shown_call& c, wall_time at)
{
    frame f{out, "stream_start", at};
    add_addresses(f, c);
    f.add_hex("stream_id", c.stream.value());
    add_kind(f, c);
    if (c.owner.kind != core::connection_kind::repeater && !c.assumed)
        f.add_number("remote_repeater_id", c.origin.value());
    f.finish();
}

void write_update(std::string& out, const shown_call& c, core::duration so_far, wall_time at)
{
    frame f{out, "stream_update", at};
    add_owner(f, c.owner);
    add_addresses(f, c);
    f.add_duration("duration", so_far);
    f.add_number("packets", c.packets);
    f.add_text("call_type", name_of(c.call.call));
    f.finish();
}

void write_end(std::string& out, const shown_call& c, const call_end& end, wall_time at)
{
    frame f{out, "stream_end", at};
    add_addresses(f, c);
    f.add_hex("stream_id", c.stream.value());
    f.add_duration("duration", end.length);
    f.add_number("packet_count", c.packets);
    f.add_text("end_reason", core::to_string(end.reason));
    f.add_duration("hang_time", end.hang_time);
    add_kind(f, c);
    f.finish();
}

void write_hang_time_expired(std::string& out, const shown_owner& owner, dmr::slot slot, wall_time at)
{
    frame f{out, "hang_time_expired", at};
    add_owner(f, owner);
    add_slot(f, slot);
    f.finish();
}

}

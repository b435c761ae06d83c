// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/peer_frames.hpp"

namespace hblink::feed {
namespace {

using core::link_failure;

void add_link(frame& f, const core::link& l)
{
    f.add_text("connection_name", l.settings.name);
    f.add_number("radio_id", l.settings.radio_id.value());
    f.add_text("remote_address", l.settings.address);
    f.add_number("remote_port", l.settings.port);
}

void write_whole(std::string& out, std::string_view type, const core::link& l, wall_time at,
                 const list_bounds& most)
{
    frame f{out, type, at};
    add_link(f, l);
    f.add_talkgroups("slot1_talkgroups", l.wanted[0], most.talkgroups);
    f.add_talkgroups("slot2_talkgroups", l.wanted[1], most.talkgroups);
    f.finish();
}

// HBlink4's words, where it has any: the page shows them on the link's card.
std::string_view text_of(link_failure why) noexcept
{
    switch (why) {
    case link_failure::no_address:
        return "DNS resolution failed";
    case link_failure::no_socket:
        return "Failed to create UDP endpoint";
    case link_failure::itself:
        return "The address is one of this server itself";
    case link_failure::no_answer:
        return "No answer to the login";
    case link_failure::refused:
        return "Connection rejected by server (MSTNAK)";
    case link_failure::closed:
        return "Server initiated disconnect";
    case link_failure::pongs_missed:
        return "Connection timeout (3 missed pongs)";
    case link_failure::removed:
        return "Removed from the configuration";
    case link_failure::shutdown:
        return "Server shutdown";
    }
    return "Unknown";
}

bool is_error(link_failure why) noexcept
{
    switch (why) {
    case link_failure::no_address:
    case link_failure::no_socket:
    case link_failure::itself:
    case link_failure::no_answer:
    case link_failure::refused:
        return true;
    case link_failure::closed:
    case link_failure::pongs_missed:
    case link_failure::removed:
    case link_failure::shutdown:
        break;
    }
    return false;
}

}

void write_connecting(std::string& out, const core::link& l, const time_of_day& time, const list_bounds& most)
{
    write_whole(out, "outbound_connecting", l, time.now(), most);
}

void write_connected(std::string& out, const core::link& l, const time_of_day& time, const list_bounds& most)
{
    write_whole(out, "outbound_connected", l, time.at(l.changed_at), most);
}

void write_failed(std::string& out, const core::link& l, link_failure why, std::string_view detail,
                  const time_of_day& time)
{
    const bool error = is_error(why);
    std::string text{text_of(why)};
    if (!detail.empty())
        (text += ": ") += detail;
    frame f{out, error ? "outbound_error" : "outbound_disconnected", time.now()};
    add_link(f, l);
    f.add_text(error ? "error_message" : "reason", text);
    f.finish();
}

void write_state(std::string& out, const core::link& l, const time_of_day& time, const list_bounds& most)
{
    if (l.up())
        write_connected(out, l, time, most);
    else if (l.open || !l.last_failure)
        write_connecting(out, l, time, most);
    else
        write_failed(out, l, *l.last_failure, {}, time);
}

void write_connected(std::string& out, const core::trunk& t, const time_of_day& time)
{
    frame f{out, "openbridge_connected", time.at(t.opened_at)};
    f.add_text("connection_name", t.settings.name);
    f.add_number("network_id", t.settings.network_id);
    f.add_text("remote_address", t.settings.target_address);
    f.add_number("remote_port", t.settings.target_port);
    f.add_flag("preserve_source_peer", t.settings.preserve_source_peer);
    f.add_slots("talkgroups", t.settings.talkgroup_slots, list_bounds::at_most);
    f.finish();
}

void write_disconnected(std::string& out, const core::trunk& t, const time_of_day& time)
{
    frame f{out, "openbridge_disconnected", time.now()};
    f.add_text("connection_name", t.settings.name);
    f.finish();
}

}

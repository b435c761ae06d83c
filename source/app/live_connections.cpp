// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"
#include "hblink/observe/remedy.hpp"

#include <utility>

// Repeaters, links and trunks on the live page: they come, go and fail.
namespace hblink::app {

using core::time_point;
using observe::log_event;

void live_state::note_operation(log_event what, const core::connection& c, time_point now, bool warning,
                                std::string_view reason, std::string_view remedy)
{
    recent_event e = event_of(what, c, now, reason);
    e.warning = warning;
    e.remedy = remedy;
    note_event(std::move(e));
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

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/log_event.hpp"

namespace hblink::observe {

namespace {

struct words
{
    std::string_view name;
    std::string_view phrase;
};

constexpr words words_of(log_event e) noexcept
{
    switch (e) {
    case log_event::server_starting:
        return {"server_starting", "Server starting"};
    case log_event::server_started:
        return {"server_started", "Server started"};
    case log_event::listening:
        return {"listening", "Listening"};
    case log_event::listen_failed:
        return {"listen_failed", "Cannot listen"};
    case log_event::configuration_warning:
        return {"configuration_warning", "Configuration warning"};
    case log_event::configuration_error:
        return {"configuration_error", "Configuration error"};
    case log_event::statistics:
        return {"statistics", "Statistics"};
    case log_event::reloaded:
        return {"reloaded", "Configuration reloaded"};
    case log_event::reload_refused:
        return {"reload_refused", "Configuration not reloaded"};
    case log_event::stop_requested:
        return {"stop_requested", "Stopping"};
    case log_event::stop_overrun:
        return {"stop_overrun", "Task did not stop in time"};
    case log_event::stop_forced:
        return {"stop_forced", "Stopping at once"};
    case log_event::goodbye_incomplete:
        return {"goodbye_incomplete", "Not everyone was told of the stop"};
    case log_event::server_failed:
        return {"server_failed", "Server failed"};
    case log_event::stopped:
        return {"stopped", "Server stopped"};
    case log_event::names_loaded:
        return {"names_loaded", "Names loaded"};
    case log_event::names_failed:
        return {"names_failed", "Names could not be loaded"};
    case log_event::service_notification_failed:
        return {"service_notification_failed", "Service manager could not be told"};
    case log_event::login_refused:
        return {"login_refused", "Login refused"};
    case log_event::rule_skipped:
        return {"rule_skipped", "Access rule skipped"};
    case log_event::repeater_authenticated:
        return {"repeater_authenticated", "Repeater authenticated"};
    case log_event::repeater_connected:
        return {"repeater_connected", "Repeater connected"};
    case log_event::keep_alive_missed:
        return {"keep_alive_missed", "Keep-alive missed"};
    case log_event::keep_alive_resumed:
        return {"keep_alive_resumed", "Keep-alive resumed"};
    case log_event::repeater_disconnected:
        return {"repeater_disconnected", "Repeater disconnected"};
    case log_event::repeater_lost:
        return {"repeater_lost", "Repeater lost"};
    case log_event::options_applied:
        return {"options_applied", "Options applied"};
    case log_event::options_deferred:
        return {"options_deferred", "Options deferred"};
    case log_event::stream_started:
        return {"stream_started", "Stream started"};
    case log_event::stream_ended:
        return {"stream_ended", "Stream ended"};
    case log_event::hang_time_expired:
        return {"hang_time_expired", "Hang time expired"};
    case log_event::call_refused:
        return {"call_refused", "Call refused"};
    case log_event::data_call:
        return {"data_call", "Data call"};
    case log_event::talker_heard:
        return {"talker_heard", "Talker heard"};
    case log_event::link_control_doubted:
        return {"link_control_doubted", "Link control doubted"};
    case log_event::link_connecting:
        return {"link_connecting", "Link connecting"};
    case log_event::link_up:
        return {"link_up", "Link up"};
    case log_event::link_down:
        return {"link_down", "Link down"};
    case log_event::link_failed:
        return {"link_failed", "Link does not come up"};
    case log_event::trunk_open:
        return {"trunk_open", "Trunk open"};
    case log_event::trunk_closed:
        return {"trunk_closed", "Trunk closed"};
    case log_event::trunk_peer:
        return {"trunk_peer", "Trunk knows its peer"};
    case log_event::trunk_failed:
        return {"trunk_failed", "Trunk in trouble"};
    case log_event::trunk_frames_refused:
        return {"trunk_frames_refused", "Frames on a trunk refused"};
    case log_event::datagram_refused:
        return {"datagram_refused", "Datagram refused"};
    case log_event::stranger_refused:
        return {"stranger_refused", "Message without a session refused"};
    case log_event::datagram_failed:
        return {"datagram_failed", "Datagram could not be handled"};
    case log_event::feed_connected:
        return {"feed_connected", "Dashboard connected"};
    case log_event::feed_lost:
        return {"feed_lost", "Dashboard lost"};
    case log_event::feed_unreachable:
        return {"feed_unreachable", "Dashboard cannot be reached"};
    case log_event::feed_overflowed:
        return {"feed_overflowed", "Dashboard does not read"};
    case log_event::feed_nonsense:
        return {"feed_nonsense", "Dashboard sends nonsense"};
    case log_event::control_listening:
        return {"control_listening", "Listening for commands"};
    case log_event::control_unavailable:
        return {"control_unavailable", "Cannot listen for commands"};
    case log_event::command_executed:
        return {"command_executed", "Command"};
    case log_event::control_nonsense:
        return {"control_nonsense", "No command came"};
    case log_event::blocks_unreadable:
        return {"blocks_unreadable", "Blocks cannot be read"};
    case log_event::blocks_not_saved:
        return {"blocks_not_saved", "Blocks cannot be saved"};
    case log_event::http_listening:
        return {"http_listening", "HTTP listening"};
    case log_event::http_listen_failed:
        return {"http_listen_failed", "Cannot listen for HTTP"};
    case log_event::http_limit_lowered:
        return {"http_limit_lowered", "Fewer HTTP connections than configured"};
    case log_event::http_full:
        return {"http_full", "Too many HTTP connections"};
    case log_event::http_accept_failed:
        return {"http_accept_failed", "HTTP connection cannot be accepted"};
    case log_event::http_trouble:
        return {"http_trouble", "HTTP client in trouble"};
    case log_event::http_failed:
        return {"http_failed", "HTTP request failed"};
    case log_event::lines_suppressed:
        return {"lines_suppressed", "Log lines suppressed"};
    case log_event::last_heard_unreadable:
        return {"last_heard_unreadable", "Last heard cannot be read"};
    case log_event::last_heard_not_saved:
        return {"last_heard_not_saved", "Last heard cannot be saved"};
    case log_event::log_lines_lost:
        return {"log_lines_lost", "Log lines lost"};
    case log_event::log_file_failed:
        return {"log_file_failed", "Log file cannot be written"};
    }
    return {"unknown", "Unknown"};
}

}

std::string_view to_string(log_event e) noexcept { return words_of(e).name; }

std::string_view phrase(log_event e) noexcept { return words_of(e).phrase; }

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hblink::observe {

// Everything that the log may tell. The names are stable: operators' filters rely on them. docs/logging.md
// lists each with its level and fields; a test holds that page against the code.
enum class log_event : std::uint8_t
{
    // the server
    server_starting,
    server_started,
    listening,
    listen_failed,
    configuration_warning,
    configuration_error,
    statistics,
    reloaded,
    reload_refused,
    stop_requested,
    stop_overrun,
    stop_forced,
    goodbye_incomplete,
    server_failed,
    stopped,
    // names and the service manager
    names_loaded,
    names_failed,
    service_notification_failed,
    // sessions
    login_refused,
    rule_skipped,
    repeater_authenticated,
    repeater_connected,
    keep_alive_missed,
    keep_alive_resumed,
    repeater_disconnected,
    repeater_lost,
    options_applied,
    options_deferred,
    // streams
    stream_started,
    stream_ended,
    hang_time_expired,
    call_refused,
    data_call,
    talker_heard,
    link_control_doubted,
    // links and trunks
    link_connecting,
    link_up,
    link_down,
    link_failed,
    trunk_open,
    trunk_closed,
    trunk_peer,
    trunk_failed,
    trunk_frames_refused,
    // strangers
    datagram_refused,
    stranger_refused,
    datagram_failed,
    // the event feed
    feed_connected,
    feed_lost,
    feed_unreachable,
    feed_overflowed,
    feed_nonsense,
    // the control socket
    control_listening,
    control_unavailable,
    command_executed,
    control_nonsense,
    blocks_unreadable,
    blocks_not_saved,
    // the web server
    http_listening,
    http_listen_failed,
    http_limit_lowered,
    http_full,
    http_accept_failed,
    http_trouble,
    http_failed,
    last_heard_unreadable,
    last_heard_not_saved,
    // the log itself
    lines_suppressed,
    log_lines_lost,
    log_file_failed
};
inline constexpr std::size_t log_events = static_cast<std::size_t>(log_event::log_file_failed) + 1;

// "repeater_lost": in the JSON format, and in docs/logging.md.
std::string_view to_string(log_event) noexcept;

// "Repeater lost": the beginning of a line in the text format.
std::string_view phrase(log_event) noexcept;

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/server_log.hpp"

#include <boost/container/static_vector.hpp>

#include <string>

namespace hblink::observe {

namespace {

using config::log_level;

std::string_view remedy(const std::error_code& error) noexcept
{
    if (error == std::errc::address_in_use)
        return "another program, or another hblinkd, has this port: stop it (ss -ulpn shows it) or change "
               "the port";
    if (error == std::errc::address_not_available)
        return "no interface of this machine has this address: change bind_ipv4 or bind_ipv6";
    if (error == std::errc::permission_denied)
        return "ports below 1024 need a privilege: choose a higher one";
    if (error == std::errc::address_family_not_supported)
        return "this machine has no IPv6: set global.disable_ipv6";
    return "check bind_ipv4, port_ipv4, bind_ipv6 and port_ipv6";
}

std::string joined(std::span<const std::string_view> words)
{
    std::string text;
    for (const std::string_view w : words)
        (text += text.empty() ? "" : " ") += w;
    return text;
}

// The name of a counter of refused bursts in the statistics.
std::string_view name_of(core::drop_reason r) noexcept
{
    switch (r) {
    case core::drop_reason::contention:
        return "dropped_contention";
    case core::drop_reason::hang_time:
        return "dropped_hang_time";
    case core::drop_reason::not_permitted:
        return "dropped_not_permitted";
    case core::drop_reason::echo:
        return "dropped_echo";
    case core::drop_reason::not_connected:
        return "dropped_not_connected";
    case core::drop_reason::changed_call:
        return "dropped_changed_call";
    case core::drop_reason::network_side:
        return "dropped_network_side";
    case core::drop_reason::unit_calls_off:
        return "dropped_unit_calls_off";
    case core::drop_reason::too_long:
        return "dropped_too_long";
    case core::drop_reason::looped:
        return "dropped_looped";
    case core::drop_reason::too_fast:
        return "dropped_too_fast";
    case core::drop_reason::no_room:
        return "dropped_no_room";
    }
    return "dropped";
}

}

void server_log::starting(std::string_view version, std::string_view configuration_file)
{
    log_.write(log_level::info, log_event::server_starting,
               {{"version", version}, {"configuration", configuration_file}});
}

void server_log::started(std::string_view version)
{
    log_.write(log_level::info, log_event::server_started, {{"version", version}});
}

void server_log::listening(const wire::endpoint& e, std::size_t receive_buffer)
{
    log_.write(log_level::info, log_event::listening,
               {{"address", e.to_string()}, {"receive_buffer_kib", receive_buffer / 1024}});
}

void server_log::listen_failed(const wire::endpoint& e, const std::error_code& error, bool fatal)
{
    log_.write(fatal ? log_level::critical : log_level::error, log_event::listen_failed,
               {{"address", e.to_string()},
                {"error", error.message()},
                {"remedy", remedy(error)},
                {"action", fatal ? "the server ends" : "the server goes on without this address"}});
}

void server_log::configuration_warning(std::string_view pointer, std::string_view message)
{
    log_.write(log_level::warning, log_event::configuration_warning,
               {{"pointer", pointer}, {"message", message}});
}

void server_log::configuration_error(std::string_view pointer, std::string_view message)
{
    log_.write(log_level::error, log_event::configuration_error,
               {{"pointer", pointer}, {"message", message}});
}

void server_log::statistics(const totals& t, core::time_point now)
{
    boost::container::static_vector<field, 40> f;
    const auto add = [&f](std::string_view name, std::uint64_t n) { f.push_back({name, n}); };
    const auto& c = t.core;
    const auto& before = last_.core;
    if (has_last_)
        f.push_back({"interval_s", std::chrono::duration<double>{now - last_at_}.count()});
    add("repeaters", t.repeaters);
    add("streams", t.streams);
    add("datagrams", c.datagrams - before.datagrams);
    add("bursts", c.bursts - before.bursts);
    add("forwarded", c.forwarded - before.forwarded);
    add("calls", c.streams - before.streams);
    add("late_entries", c.late_entries - before.late_entries);
    add("terminators", c.terminators - before.terminators);
    add("data_bursts", c.data_bursts - before.data_bursts);
    add("data_forwarded", c.data_forwarded - before.data_forwarded);
    add("echo_bursts", c.echo_bursts - before.echo_bursts);
    for (std::size_t i = 0; i < core::drop_reasons; ++i)
        add(name_of(core::drop_reason(i)), c.dropped[i] - before.dropped[i]);
    add("logins", c.logins - before.logins);
    add("logins_refused", c.logins_refused - before.logins_refused);
    add("strangers", c.strangers - before.strangers);
    add("challenges", c.challenges - before.challenges);
    add("digests", c.digests - before.digests);
    add("replies_withheld", c.replies_withheld - before.replies_withheld);
    add("refused_streams_forgotten", c.refused_streams_forgotten - before.refused_streams_forgotten);
    add("malformed", c.malformed - before.malformed);
    add("unknown", c.unknown - before.unknown);
    add("quiet", c.quiet - before.quiet);
    add("sent", t.network.sent - last_.network.sent);
    add("send_dropped", t.network.send_dropped - last_.network.send_dropped);
    add("send_failed", t.network.send_failed - last_.network.send_failed);
    add("receive_dropped", t.network.receive_dropped - last_.network.receive_dropped);
    add("turned_away", t.network.turned_away - last_.network.turned_away);
    add("log_lines_lost", t.log_lines_lost - last_.log_lines_lost);
    log_.write(log_level::info, log_event::statistics, f);
    last_ = t;
    last_at_ = now;
    has_last_ = true;
}

void server_log::reloaded(std::string_view by, std::string_view file,
                          std::span<const std::string_view> changed,
                          std::span<const std::string_view> by_restart, std::size_t sessions_ended)
{
    const auto level = by_restart.empty() ? log_level::info : log_level::warning;
    if (!log_.enabled(level))
        return;
    const std::string done = joined(changed);
    const std::string due = joined(by_restart);
    boost::container::static_vector<field, 5> f{{"by", by}, {"configuration", file}, {"changed", done}};
    if (!due.empty())
        f.push_back({"needs_restart", due});
    f.push_back({"sessions_ended", sessions_ended});
    log_.write(level, log_event::reloaded, f);
}

void server_log::reload_refused(std::string_view by, std::string_view file, std::size_t errors)
{
    log_.write(log_level::error, log_event::reload_refused,
               {{"by", by},
                {"configuration", file},
                {"errors", errors},
                {"action", "the running configuration stays in force"},
                {"remedy", "correct what the configuration_error lines name, then reload once more"}});
}

void server_log::stop_requested(std::string_view signal)
{
    log_.write(log_level::info, log_event::stop_requested, {{"signal", signal}});
}

void server_log::stop_overrun(std::string_view task)
{
    log_.write(log_level::warning, log_event::stop_overrun, {{"task", task}, {"action", "cut off"}});
}

void server_log::stop_forced(std::string_view signal, int status)
{
    log_.write(log_level::warning, log_event::stop_forced, {{"signal", signal}, {"status", status}});
}

void server_log::goodbye_incomplete(std::size_t untold)
{
    log_.write(log_level::warning, log_event::goodbye_incomplete,
               {{"untold", untold}, {"action", "those repeaters notice when their keep-alive fails"}});
}

void server_log::server_failed(std::string_view error)
{
    log_.write(log_level::critical, log_event::server_failed,
               {{"error", error}, {"action", "the server ends; please report this line"}});
}

void server_log::stopped(std::size_t repeaters_told, int status)
{
    log_.write(log_level::info, log_event::stopped, {{"told", repeaters_told}, {"status", status}});
}

void server_log::names_loaded(const observe::names_loaded& n)
{
    boost::container::static_vector<field, 7> f{{"names", n.names},
                                                {"path", n.path},
                                                {"rows", n.rows},
                                                {"skipped", n.skipped},
                                                {"memory_kib", n.memory / 1024}};
    if (n.line != 0)
        f.push_back({"line", n.line});
    if (!n.problem.empty())
        f.push_back({"message", n.problem});
    log_.write(log_level::info, log_event::names_loaded, f);
}

void server_log::names_failed(std::string_view names, std::string_view path, std::string_view error,
                              std::string_view remedy)
{
    log_.write(log_level::warning, log_event::names_failed,
               {{"names", names},
                {"path", path},
                {"error", error},
                {"remedy", remedy},
                {"action", "the names known so far stay"}});
}

void server_log::service_notification_failed(std::string_view socket, std::string_view error)
{
    log_.write(log_level::warning, log_event::service_notification_failed,
               {{"path", socket},
                {"error", error},
                {"action", "the server goes on; the service manager may take it for dead"}});
}

}

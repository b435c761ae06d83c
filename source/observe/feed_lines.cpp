// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/feed_lines.hpp"

namespace hblink::observe {

namespace {

using config::log_level;

std::string_view remedy(const std::error_code& error) noexcept
{
    if (error == std::errc::permission_denied)
        return "let the server's user write to the socket: run both programs as one user or group";
    return "check the section dashboard, and whether the dashboard runs";
}

}

void feed_lines::connected(std::string_view dashboard)
{
    log_.write(log_level::info, log_event::feed_connected, {{"dashboard", dashboard}});
}

void feed_lines::lost(std::string_view dashboard, std::string_view why)
{
    log_.write(log_level::warning, log_event::feed_lost,
               {{"dashboard", dashboard}, {"reason", why}, {"action", "tried again every 10 s"}});
}

void feed_lines::unreachable(std::string_view dashboard, const std::error_code& error, bool ordinary)
{
    log_.write(ordinary ? log_level::debug : log_level::warning, log_event::feed_unreachable,
               {{"dashboard", dashboard},
                {"error", error.message()},
                {"remedy", remedy(error)},
                {"action", "tried again every 10 s"}});
}

void feed_lines::overflowed(std::string_view dashboard)
{
    log_.write(log_level::warning, log_event::feed_overflowed,
               {{"dashboard", dashboard}, {"action", "its events are dropped; the connection is made anew"}});
}

void feed_lines::nonsense(std::string_view dashboard, std::string_view what)
{
    log_.write(log_level::warning, log_event::feed_nonsense,
               {{"dashboard", dashboard},
                {"reason", what},
                {"remedy", "see what listens there: it may be another program"}});
}

}

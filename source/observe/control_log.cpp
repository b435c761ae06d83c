// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/control_log.hpp"

#include "hblink/observe/event_fields.hpp"

namespace hblink::observe {
namespace {

using config::log_level;

std::string_view remedy(const std::error_code& error) noexcept
{
    if (error == std::errc::address_in_use)
        return "another hblinkd answers there: stop it, or set control.socket to another path";
    if (error == std::errc::filename_too_long)
        return "the path of a socket has at most 107 characters: set control.socket to a shorter one";
    return "let the server's user write into the state directory, or set control.socket to a path where it "
           "may";
}

}

void control_log::listening(std::string_view path)
{
    log_.write(log_level::info, log_event::control_listening, {{"path", path}});
}

void control_log::unavailable(std::string_view path, const std::error_code& error)
{
    log_.write(log_level::warning, log_event::control_unavailable,
               {{"path", path},
                {"error", error.message()},
                {"remedy", remedy(error)},
                {"action", "the server goes on without it: hblinkd status and other commands do not work"}});
}

void control_log::executed(const command& c)
{
    fields f{{"command", c.name}};
    add_text(f, "arguments", c.arguments);
    add_text(f, "text", c.text);
    f.push_back({"user", c.user});
    f.push_back({"process", c.process});
    f.push_back({"outcome", c.outcome});
    log_.write(log_level::info, log_event::command_executed, f);
}

void control_log::nonsense(std::uint32_t user, std::int32_t process, std::string_view why,
                           core::time_point now)
{
    if (lines_in_window_ == 0 || now - window_began_ >= window) {
        window_began_ = now;
        lines_in_window_ = 0;
    }
    if (lines_in_window_ == lines_of_nonsense) {
        ++left_out_;
        return;
    }
    ++lines_in_window_;
    fields f{{"reason", why}, {"user", user}, {"process", process}};
    if (left_out_ != 0)
        f.push_back({"lines", left_out_});
    left_out_ = 0;
    log_.write(log_level::warning, log_event::control_nonsense, f);
}

void control_log::blocks_unreadable(std::string_view path, std::string_view error, bool moved)
{
    log_.write(log_level::warning, log_event::blocks_unreadable,
               {{"path", path},
                {"error", error},
                {"action", moved ? "it was moved aside; nobody is blocked" : "nobody is blocked"}});
}

void control_log::blocks_not_saved(std::string_view path, std::string_view error)
{
    log_.write(log_level::warning, log_event::blocks_not_saved,
               {{"path", path},
                {"error", error},
                {"action", "what was changed holds until the server is restarted"},
                {"remedy", "let the server's user write into the state directory, then give the command "
                           "again"}});
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/page_log.hpp"

namespace hblink::observe {

using config::log_level;

void page_log::unreadable(std::string_view path, std::string_view error, bool moved)
{
    log_.write(log_level::warning, log_event::last_heard_unreadable,
               {{"path", path},
                {"error", error},
                {"action", moved ? "it was moved aside; the list begins anew" : "the list begins anew"}});
}

void page_log::not_saved(std::string_view path, std::string_view error)
{
    log_.write(log_level::warning, log_event::last_heard_not_saved,
               {{"path", path},
                {"error", error},
                {"action", "it is tried again every minute; a restart forgets who was heard"},
                {"remedy", "let the server's user write into the state directory"}});
}

}

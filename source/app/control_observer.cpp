// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/control_observer.hpp"

#include <chrono>
#include <string>

namespace hblink::app {

void control_observer::listening(const std::filesystem::path& path) { lines_.listening(path.native()); }

void control_observer::unavailable(const std::filesystem::path& path, const std::error_code& error)
{
    lines_.unavailable(path.native(), error);
}

void control_observer::executed(const control::request& r, const control::peer& who, std::string_view outcome)
{
    const std::string arguments = control::arguments_of(r);
    lines_.executed({control::name_of(r), arguments, control::reason_of(r), who.user, who.process, outcome});
}

void control_observer::refused(const control::peer& who, std::string_view why)
{
    lines_.nonsense(who.user, who.process, why, std::chrono::steady_clock::now());
}

}

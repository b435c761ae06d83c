// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/log.hpp"

#include <string_view>
#include <system_error>

namespace hblink::observe {

// The lines about the event feed. `dashboard` is where it listens: "unix:/tmp/hblink4.sock", "[::1]:8765".
class feed_lines
{
public:
    explicit feed_lines(observe::log& l) noexcept : log_{l} {}

    void connected(std::string_view dashboard);
    void lost(std::string_view dashboard, std::string_view why);
    // ordinary: nobody listens there, or not yet.
    void unreachable(std::string_view dashboard, const std::error_code&, bool ordinary);
    void overflowed(std::string_view dashboard);
    void nonsense(std::string_view dashboard, std::string_view what);

private:
    observe::log& log_;
};

}

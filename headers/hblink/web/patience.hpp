// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace hblink::web {

// How long the web server waits. Tests are less patient.
struct patience
{
    using duration = std::chrono::steady_clock::duration;

    duration header{std::chrono::seconds{10}};  // for a whole request, from its first byte or the connection
    duration idle{std::chrono::seconds{75}};    // for the next request; longer than Prometheus' interval
    duration answer{std::chrono::seconds{30}};  // for a whole answer, or one piece of it, to be taken
    duration farewell{std::chrono::seconds{2}}; // for the peer's end, after a refusal
    duration browser_silence{std::chrono::seconds{15}}; // then a browser is asked whether it is there
    duration pong{std::chrono::seconds{15}};            // for its answer
    duration no_descriptor{std::chrono::seconds{1}};    // after accept failed
    duration between_reports{std::chrono::seconds{60}};
    duration look{std::chrono::milliseconds{250}}; // how often it is looked for who is late
};

}

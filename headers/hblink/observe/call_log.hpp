// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/observe/log.hpp"
#include "hblink/observe/suppression.hpp"

namespace hblink::observe {

// Makes the log lines of calls. The streams that the server sends to repeaters have no lines of their own:
// one call to a thousand repeaters is one line, which has their number.
class call_log
{
public:
    call_log(observe::log& l, observe::suppression& s) : log_{l}, suppression_{s} {}

    void on(const core::stream_started&, core::time_point);
    void on(const core::stream_ended&, core::time_point);
    void on(const core::hang_time_expired&, core::time_point);
    void on(const core::data_call_ended&, core::time_point);
    void on(const core::call_refused&, core::time_point);
    void on(const core::talker_heard&, core::time_point);
    void on(const core::link_control_doubted&, core::time_point);

private:
    bool wanted(config::log_level, log_event, const core::connection&, core::time_point);

    observe::log& log_;
    observe::suppression& suppression_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/today.hpp"

#include <ctime>

namespace hblink::app {

std::chrono::system_clock::time_point local_midnight(std::chrono::system_clock::time_point t)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(t);
    std::tm parts{};
    if (::localtime_r(&seconds, &parts) == nullptr)
        return t;
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    parts.tm_isdst = -1; // the clock may be put forward or back on this day
    return std::chrono::system_clock::from_time_t(std::mktime(&parts));
}

void write_today(json_text& to, const today_counts& t)
{
    to.begin_object();
    to.member("since_ms", t.since_ms).member("calls", t.calls).member("data_calls", t.data_calls);
    to.member("sent_calls", t.sent_calls).member("air_time_s", t.air_time_s);
    to.end_object();
}

}

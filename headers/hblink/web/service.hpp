// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/counters.hpp"
#include "hblink/web/live_fan.hpp"
#include "hblink/web/patience.hpp"
#include "hblink/web/reports.hpp"
#include "hblink/web/site.hpp"
#include "hblink/web/turns.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <utility>

namespace hblink::web {

// What the connections of a server share.
struct service
{
    service(const asio::any_io_executor& executor, config::http_settings s, observer& o, web::patience p)
        : site{std::move(s)},
          turns{executor},
          reports{o, p.between_reports},
          patience{p},
          live{executor, turns, counters}
    {}

    web::site site;
    web::turns turns;
    web::reports reports;
    web::patience patience;
    web::counters counters;
    live_fan live;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/counters.hpp"
#include "hblink/web/patience.hpp"
#include "hblink/web/reports.hpp"
#include "hblink/web/site.hpp"
#include "hblink/web/turns.hpp"

namespace hblink::web {

// What the connections of a server share.
struct service
{
    web::site site;
    web::turns turns;
    web::reports reports;
    web::patience patience;
    web::counters counters;
};

}

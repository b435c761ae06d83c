// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/live_state.hpp"
#include "hblink/control/server.hpp"
#include "hblink/feed/counters.hpp"
#include "hblink/observe/measurements.hpp"
#include "hblink/observe/refusal_book.hpp"
#include "hblink/web/counters.hpp"

namespace hblink::app {

// The figures of what runs beside the voice, as the metrics want them.
observe::feed_figures figures_of(const feed::counters&);
observe::http_figures figures_of(const web::counters&, const live_state&);
observe::control_figures figures_of(const control::counters&, const observe::refusal_book&);

}

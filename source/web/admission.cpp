// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/admission.hpp"

#include "hblink/web/service.hpp"

#include <chrono>

namespace hblink::web {

admission admit(site::decision& d, service& s)
{
    web::counters& c = s.counters;
    if (d.instead.status == 101 && s.live.source() == nullptr) {
        d.instead = text(503, "there is no live page\n");
    } else if (d.instead.status == 101 && !s.live.has_room()) {
        ++c.browsers_refused[counters::full];
        s.reports.trouble(trouble::browsers_full, d.request.client, std::chrono::steady_clock::now());
        return admission::later;
    } else if (d.instead.status == 403) {
        ++c.browsers_refused[counters::foreign];
        s.reports.trouble(trouble::foreign_page, d.request.client, std::chrono::steady_clock::now());
    } else if (d.instead.status == 400 || d.instead.status == 426) {
        ++c.browsers_refused[counters::malformed_upgrade];
    }
    return d.instead.status == 101 ? admission::granted : admission::refused;
}

}

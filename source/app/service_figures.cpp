// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/service_figures.hpp"

#include "hblink/feed/frame_queue.hpp"

namespace hblink::app {

observe::feed_figures figures_of(const feed::counters& c)
{
    return {.connected = c.connected,
            .connects = c.connects,
            .failures = c.failures,
            .overflows = c.overflows,
            .snapshots = c.snapshots,
            .events = c.events_sent,
            .bytes = c.bytes_sent,
            .dropped = c.events_dropped,
            .hidden = c.data_events_hidden,
            .queue = {c.queue_bytes, feed::frame_queue::usual_most}};
}

observe::http_figures figures_of(const web::counters& c, const live_state& page)
{
    return {.connections = {c.connections, c.limit},
            .accepted = c.accepted,
            .refused = c.refused_full,
            .answers = c.answers,
            .timeouts = c.timeouts,
            .malformed = c.malformed,
            .unauthorized = c.unauthorized,
            .faults = c.faults,
            .accept_failures = c.accept_failures,
            .bytes = c.bytes_sent,
            .browsers = {c.browsers, c.browsers_limit},
            .browsers_accepted = c.browsers_accepted,
            .browsers_refused = c.browsers_refused,
            .browsers_dropped = c.browsers_dropped,
            .browsers_silent = c.browsers_silent,
            .live_messages = c.live_messages,
            .live_bytes = c.live_bytes,
            .page_calls = {page.calls_shown(), live_state::most_calls},
            .calls_not_shown = page.calls_not_shown(),
            .live_restarts = page.restarts()};
}

observe::control_figures figures_of(const control::counters& c, const observe::refusal_book& refusals)
{
    return {.connections = {c.connections, c.most},
            .requests = c.requests,
            .failed = c.failed,
            .refused = c.refused,
            .refusals = {refusals.size(), observe::refusal_book::most}};
}

}

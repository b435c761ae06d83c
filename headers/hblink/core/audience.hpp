// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/session_table.hpp"
#include "hblink/core/slots.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/user_cache.hpp"

#include <vector>

namespace hblink::core {

// Who shall hear a call (spec routing.md, "Targets of a group stream" and "Unit (private) calls"). Costs in
// proportion to those.
class audience
{
public:
    audience(const session_table& t, const subscriptions& s, const user_cache& u, slots& l)
        : sessions_{t}, subscriptions_{s}, users_{u}, slots_{l}
    {}

    // Puts the targets of a stream that begins into it, and takes their slots. Answers how many would get it
    // but are busy.
    unsigned choose(stream&, const session& origin, time_point now);

    // The targets of a data call: `network` is its slot and talkgroup, or its slot and the called radio.
    // Their slots are not looked at: that is done burst by burst.
    void choose_for_data(std::vector<target>&, const session& origin, const channel& network,
                         const addressing& local, time_point now) const;

private:
    unsigned choose_group(stream&, const session& origin, time_point now);
    bool take(const target&, stream&, time_point now);
    unsigned choose_unit(stream&, const session& origin, time_point now);
    session* whereabouts(const session& origin, dmr::radio_id, time_point now) const;

    const session_table& sessions_;
    const subscriptions& subscriptions_;
    const user_cache& users_;
    slots& slots_;
};

}

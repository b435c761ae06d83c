// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/link_table.hpp"
#include "hblink/core/session_table.hpp"
#include "hblink/core/slots.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunk_table.hpp"
#include "hblink/core/user_cache.hpp"

#include <vector>

namespace hblink::core {

// Everybody whom calls come from and go to.
struct connections
{
    session_table sessions;
    link_table links;
    trunk_table trunks;
};

// Who shall hear a call (spec routing.md, "Targets of a group stream" and "Unit (private) calls"; spec
// links.md for links and trunks). Costs in proportion to those.
class audience
{
public:
    audience(const connections& c, const subscriptions& s, const user_cache& u, slots& l)
        : connections_{c}, subscriptions_{s}, users_{u}, slots_{l}
    {}

    // Puts the targets of a stream that begins into it, and takes their slots. Answers how many would get it
    // but are busy.
    unsigned choose(stream&, const connection& origin, time_point now);

    // The targets of a data call: `network` is its slot and talkgroup, or its slot and the called radio.
    // Their slots are not looked at: that is done burst by burst.
    void choose_for_data(std::vector<target>&, const connection& origin, const channel& network,
                         const addressing& local, time_point now) const;

private:
    unsigned choose_group(stream&, const connection& origin, time_point now);
    trunk* carrier_for(const connection& origin, std::uint32_t talkgroup) const noexcept;
    unsigned take_trunk(trunk&, stream&, time_point now);
    bool take(const target&, stream&, time_point now);
    unsigned choose_unit(stream&, const connection& origin, time_point now);
    connection* whereabouts(const connection& origin, dmr::radio_id, time_point now) const;

    const connections& connections_;
    const subscriptions& subscriptions_;
    const user_cache& users_;
    slots& slots_;
};

}

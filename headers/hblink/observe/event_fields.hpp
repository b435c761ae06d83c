// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/link.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/observe/field.hpp"

#include <boost/container/static_vector.hpp>

#include <chrono>
#include <string>
#include <string_view>

// What the lines of many events have in common.
namespace hblink::observe {

using fields = boost::container::static_vector<field, 32>; // of one line

inline double in_seconds(core::duration d) noexcept { return std::chrono::duration<double>{d}.count(); }

inline void add_text(fields& f, std::string_view name, std::string_view text)
{
    if (!text.empty())
        f.push_back({name, text});
}

// Whose call it is: a repeater by its id, a link and a trunk by their names and the ids that the peer knows.
inline void add_connection(fields& f, const core::connection& c)
{
    if (const core::link* const l = core::link_of(c); l != nullptr) {
        f.push_back({"link", l->settings.name});
        f.push_back({"radio_id", l->settings.radio_id});
    } else if (const core::trunk* const t = core::trunk_of(c); t != nullptr) {
        f.push_back({"trunk", t->settings.name});
        f.push_back({"network_id", t->settings.network_id});
    } else {
        f.push_back({"repeater", c.id});
        add_text(f, "callsign", core::callsign_of(c));
    }
}

// `address` belongs to the caller, because fields are views.
inline void add_repeater(fields& f, const core::session& s, const std::string& address)
{
    f.push_back({"repeater", s.id});
    add_text(f, "callsign", s.station.callsign());
    f.push_back({"address", address});
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
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

// `address` belongs to the caller, because fields are views.
inline void add_repeater(fields& f, const core::session& s, const std::string& address)
{
    f.push_back({"repeater", s.id});
    add_text(f, "callsign", s.station.callsign());
    f.push_back({"address", address});
}

}

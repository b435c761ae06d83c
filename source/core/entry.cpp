// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/entry.hpp"

#include <algorithm>

namespace hblink::core {

bool entry::is_reserved(dmr::repeater_id id) const noexcept
{
    return std::any_of(settings_.links.begin(), settings_.links.end(),
                       [&](const config::link_settings& l) { return l.enabled && l.radio_id == id; });
}

bool entry::keeps_out(login_refused& why, std::optional<std::string_view> callsign,
                      time_point now) const noexcept
{
    if (const block* b = blocks_.find(why.id, callsign.value_or(std::string_view{}), now)) {
        why.reason = refusal_reason::blocked;
        why.rule_text = b->reason;
        return true;
    }
    const auto* const listed =
        callsign ? settings_.access.blacklisted(why.id, *callsign) : settings_.access.blacklisted(why.id);
    if (listed == nullptr)
        return false;
    why.reason = refusal_reason::blacklisted;
    why.rule = listed->name;
    why.rule_text = listed->reason;
    return true;
}

std::optional<config::proof> entry::proof_of(dmr::repeater_id id, const config::proof& once) const
{
    for (const config::proof& p : settings_.access.may_be_proven(id))
        if (*p.passphrase == *once.passphrase)
            return p;
    return std::nullopt;
}

}

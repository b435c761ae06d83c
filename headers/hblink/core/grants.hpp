// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/options.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/session_table.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hblink::core {

// What repeaters get: what their access rule gives, and what they ask for by RPTO within that (spec
// routing.md, "RPTO: options"). A call that is running keeps its targets and its addressing; the next one
// goes by what is in force then.
class grants
{
public:
    grants(const config::settings&, session_table&, subscriptions&, event_sink&);

    // An RPTO of a connected session. Replaces what an earlier one said, at once or, beyond
    // limits.options_per_minute, when the minute has passed.
    void ask(session&, std::string_view text, time_point now);
    // `session::rule` is another one: it gives its own talkgroups, or what the last RPTO gets under it.
    void rule_changed(session&, time_point now);
    // Applies options that had to wait. Every second.
    void apply_deferred(time_point now);
    // The session goes.
    void forget(session&);

private:
    using words = std::vector<std::string_view>;

    void apply(session&, time_point now);
    void give_what_the_rule_gives(session&);
    std::array<dmr::talkgroup_set, 2> give_talkgroups(session&, const config::options&);
    void set_talkgroups(session&, std::array<dmr::talkgroup_set, 2>);
    words give_keys(session&, const config::options&);
    words translate(session&, const config::options&, words& cut) const;

    const config::settings& settings_;
    session_table& sessions_;
    subscriptions& subscriptions_;
    event_sink& events_;
    boost::unordered_flat_set<std::uint32_t> deferred_; // ids of the sessions whose options wait
};

}

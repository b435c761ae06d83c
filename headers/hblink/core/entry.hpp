// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/block_list.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/time.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace hblink::core {

// Who may be in, and by which rule: the configuration's access rules, and on top of them those whom the
// operator has blocked.
class entry
{
public:
    explicit entry(const config::settings& s) noexcept : settings_{s} {}

    block_list& blocks() noexcept { return blocks_; }
    const block_list& blocks() const noexcept { return blocks_; }

    // The id is that of one of our own outbound links.
    bool is_reserved(dmr::repeater_id) const noexcept;

    // Blocked or blacklisted, whatever the passphrase: says so in `why`, which has the id. Without a
    // callsign: RPTC has not come.
    bool keeps_out(login_refused& why, std::optional<std::string_view> callsign,
                   time_point now) const noexcept;

    // The rule for a session that has proven a passphrase. Nothing: says in `why` for which reason. `skipped`
    // is called with each rule that would match if its passphrase had been proven.
    template <class F>
    std::shared_ptr<const config::access_rule> rule_for(const session& s, login_refused& why, time_point now,
                                                        F&& skipped) const
    {
        if (keeps_out(why, s.station.callsign(), now))
            return nullptr;
        config::admission found = settings_.access.admit(s.id, s.station.callsign(), s.proof);
        for (const auto& rule : found.skipped)
            skipped(rule.name);
        if (!found.rule) {
            why.reason = found.skipped.empty() ? refusal_reason::no_rule : refusal_reason::rule_not_proven;
            why.rule = found.skipped.empty() ? std::string_view{} : found.skipped.front().name;
        }
        return std::move(found.rule);
    }

    // What a passphrase that was proven once would prove today; nothing: nothing that this id may prove.
    std::optional<config::proof> proof_of(dmr::repeater_id, const config::proof& once) const;

private:
    const config::settings& settings_;
    block_list blocks_;
};

}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/block_list.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

// `hblinkd explain`: what the rules make of a repeater, and why (docs/access-rules.md).
namespace hblink::app {

// Something that keeps the repeater out, whatever it proves.
struct obstacle
{
    std::string reason;
    std::string change; // what to change about it
};

struct rule_match
{
    std::string rule;
    std::string because;     // "id 312000", "id range 312000-312099", "callsign pattern N0*"
    bool by_callsign{false}; // by that alone
};

// What the repeater gets, and under which condition.
struct possible_rule
{
    std::shared_ptr<const config::access_rule> rule;
    std::string when; // "" = certainly; otherwise which callsign it must give
};

// What comes of one passphrase that the repeater may prove. Its text is nowhere in here.
struct passphrase_outcome
{
    std::vector<std::string> passphrase_of; // the rules whose passphrase it is
    std::vector<possible_rule> applies;     // the first whose condition holds
    std::vector<std::string> skipped;       // rules that match the callsign and have another passphrase
    std::string refused;                    // "" or who is refused who has proven it, and why
};

struct explanation
{
    dmr::repeater_id id;
    std::string callsign; // "" = not given
    std::vector<obstacle> obstacles;
    std::vector<rule_match> matches; // in the order of the file
    std::string deciding;            // the rule whose passphrase alone may be proven; "" = none decides
    std::vector<passphrase_outcome> outcomes;
    std::vector<std::string> notes;

    bool may_get_in() const noexcept; // with the right passphrase, and the right callsign if none was given
};

// The callsign is as the repeater gives it, or "" for any.
explanation explain(const config::settings&, const core::block_list&, core::time_point now, dmr::repeater_id,
                    std::string_view callsign);

// For people, with a line feed at the end.
std::string to_text(const explanation&);
// One JSON object (docs/access-rules.md lists its fields), with a line feed at the end.
std::string to_json(const explanation&);

// The command. It reads the configuration, and whom the operator has blocked from the state directory; no
// server need run. Exit status 0, or 2 when the configuration cannot be used.
int explain(const std::filesystem::path& configuration, dmr::repeater_id, std::string_view callsign,
            bool json, std::ostream& out, std::ostream& err);

}

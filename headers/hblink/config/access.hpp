// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Who may log in, with what passphrase, and what he gets (spec config.md, "blacklist.patterns[],
// repeater_configurations" and "Which rule applies").
namespace hblink::config {

// Letters, digits and `*`; matches a whole callsign, whatever the case.
class callsign_pattern
{
public:
    explicit callsign_pattern(std::string_view pattern);
    bool matches(std::string_view callsign) const noexcept;
    std::string_view text() const noexcept { return pattern_; }

    friend bool operator==(const callsign_pattern&, const callsign_pattern&) = default;

private:
    std::string pattern_; // upper case
};

// The `match` of a pattern: any of them matching is a match.
struct match_rule
{
    std::vector<dmr::repeater_id> ids;                                    // sorted
    std::vector<std::pair<dmr::repeater_id, dmr::repeater_id>> id_ranges; // inclusive
    std::vector<callsign_pattern> callsigns;

    bool matches_id(dmr::repeater_id) const noexcept;
    bool matches_callsign(std::string_view callsign) const noexcept;

    friend bool operator==(const match_rule&, const match_rule&) = default;
};

struct blacklist_rule
{
    std::string name;
    std::string description;
    match_rule match;
    std::string reason;

    friend bool operator==(const blacklist_rule&, const blacklist_rule&) = default;
};

enum class rewrite_id : std::uint8_t
{
    automatic,
    yes,
    no
};

// Shared by the rules and by the sessions that proved it, across a reload; compare the texts.
using passphrase = std::shared_ptr<const std::string>;

// What a repeater gets that is let in by this rule.
struct access_rule
{
    std::string name; // "default" for the default
    std::string description;
    match_rule match; // empty for the default
    config::passphrase passphrase;
    std::array<dmr::talkgroup_set, 2> talkgroups{dmr::talkgroup_set::everything(),
                                                 dmr::talkgroup_set::everything()}; // by slot
    rewrite_id rewrite_repeater_id{rewrite_id::automatic};
    bool trust{false};
    bool default_unit_calls{false};

    // A repeater with the same options gets the same from both.
    bool gives_the_same(const access_rule& other) const noexcept
    {
        return talkgroups == other.talkgroups && trust == other.trust &&
               default_unit_calls == other.default_unit_calls;
    }
};

// How a passphrase came to be proven at RPTK; the default rule wants to know.
enum class proof_source : std::uint8_t
{
    rule,     // an id rule or a catch-all decided
    callsign, // one of the callsign patterns', with no rule to decide
    fallback  // the default's own
};

struct proof
{
    config::passphrase passphrase;
    proof_source source{proof_source::fallback};
};

// A rule that matched by callsign only and whose passphrase was not the one proven.
struct skipped_rule
{
    std::string_view name;
};

struct admission
{
    std::shared_ptr<const access_rule> rule; // null: nothing is left, refuse
    std::vector<skipped_rule> skipped;       // names live as long as the access_rules
};

// What stands in for the callsign before RPTC has come (quirks.md 4).
inline constexpr std::string_view unknown_callsign = "UNKNOWN";
inline constexpr std::size_t most_proofs = 32;

struct access_rules
{
    std::vector<blacklist_rule> blacklist;
    std::vector<std::shared_ptr<const access_rule>> rules; // in file order
    std::shared_ptr<const access_rule> fallback;           // `default`; null = refuse
    bool callsign_rules_need_passphrase{true};             // false: as HBlink4
    std::string section{"/repeater_configurations"};       // where the rules stand in the file, for messages

    // Fills what may_be_proven answers from; call after a change of the members above.
    void prepare();

    // The blacklist rule that names this id, or null. The callsign counts as UNKNOWN.
    const blacklist_rule* blacklisted(dmr::repeater_id) const noexcept;
    // The same with the callsign known.
    const blacklist_rule* blacklisted(dmr::repeater_id, std::string_view callsign) const noexcept;

    // At RPTK: the passphrases that this id may prove, at most most_proofs, none for a blacklisted id.
    // The first rule in file order that matches by id or by UNKNOWN decides; only if there is none, the
    // default's and those of the callsign rules may be proven (the default's is tried first).
    // Does not allocate: the answer refers to the rules.
    std::span<const proof> may_be_proven(dmr::repeater_id) const noexcept;

    // The rule whose passphrase is the only one that this id may prove; null when no rule decides.
    const access_rule* deciding(dmr::repeater_id) const noexcept;

    // At RPTC: the rule that applies.
    admission admit(dmr::repeater_id, std::string_view callsign, const proof&) const;

private:
    std::size_t deciding_place(dmr::repeater_id) const noexcept; // in `rules`; its size: none

    std::vector<proof> by_rule_;   // one for each of `rules`, same order
    std::vector<proof> undecided_; // when no rule decides
};

}

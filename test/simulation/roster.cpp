// SPDX-License-Identifier: GPL-3.0-or-later
#include "roster.hpp"

#include <memory>
#include <utility>

namespace hblink::simulation {
namespace {

dmr::talkgroup_set to_core(const ranges& set)
{
    dmr::talkgroup_set out;
    for (const range& r : set)
        out.add(dmr::talkgroup_range{dmr::talkgroup{r.first}, dmr::talkgroup{r.last}});
    return out;
}

config::access_rule rule_for(const roster& r, membership m, std::string name, std::string passphrase)
{
    config::access_rule rule;
    rule.name = std::move(name);
    rule.passphrase = std::make_shared<const std::string>(std::move(passphrase));
    for (const std::size_t slot : {0U, 1U})
        rule.talkgroups[slot] = to_core(r.talkgroups_of(m)[slot]);
    rule.trust = m == membership::trusted;
    rule.default_unit_calls = r.takes_part(m);
    return rule;
}

}

membership roster::membership_of(std::uint32_t place) const
{
    if (scene_.crowded)
        return static_cast<membership>(place % 3);
    if (place % 50 == 7)
        return membership::trusted;
    return place % 20 == 3 ? membership::club : membership::ordinary;
}

std::string roster::passphrase_of(std::uint32_t place) const
{
    if (mistyped_its_passphrase(place))
        return "pasphrase";
    switch (membership_of(place)) {
    case membership::trusted:
        return "trusted";
    case membership::club:
        return "club";
    case membership::ordinary:
        break;
    }
    return "secret";
}

const std::array<ranges, 2>& roster::talkgroups_of(membership m) const
{
    static const std::array<ranges, 2> all{everything(), everything()};
    static const std::array<ranges, 2> of_the_club{ranges{{91, 93}, {262, 262}}, ranges{{3100, 3163}}};
    static const std::array<ranges, 2> of_the_trusted{ranges{{91, 91}}, ranges{{310, 310}, {3100, 3115}}};
    static const std::array<ranges, 2> of_the_small_club{ranges{{91, 92}}, ranges{{92, 93}, {310, 310}}};
    switch (m) {
    case membership::trusted:
        return of_the_trusted;
    case membership::club:
        return scene_.crowded ? of_the_small_club : of_the_club;
    case membership::ordinary:
        break;
    }
    return all;
}

config::settings roster::settings() const
{
    auto club = std::make_shared<config::access_rule>(rule_for(*this, membership::club, "club", "club"));
    auto trusted =
        std::make_shared<config::access_rule>(rule_for(*this, membership::trusted, "trusted", "trusted"));
    config::blacklist_rule by_id{.name = "by id", .description = {}, .match = {}, .reason = "noise"};
    config::blacklist_rule by_callsign{
        .name = "by callsign", .description = {}, .match = {}, .reason = "noise"};
    by_callsign.match.callsigns.emplace_back("B4D*");
    for (std::uint32_t place = 0; place < size_; ++place) {
        const dmr::repeater_id id{id_of(place)};
        if (id_is_blacklisted(place))
            by_id.match.ids.push_back(id);
        if (membership_of(place) == membership::club)
            club->match.ids.push_back(id);
        if (membership_of(place) == membership::trusted)
            trusted->match.ids.push_back(id);
    }
    config::settings s;
    s.access.blacklist = {by_id, by_callsign};
    s.access.rules = {club, trusted};
    s.access.fallback =
        std::make_shared<config::access_rule>(rule_for(*this, membership::ordinary, "default", "secret"));
    s.access.prepare();
    s.limits.max_repeaters = size_ + 1; // never full
    s.forward_data_calls = house_.forward_data_calls;
    s.timing.max_call = house_.max_call;
    s.timing.user_cache_timeout = house_.user_timeout;
    s.parrot.enabled = house_.parrot;
    s.parrot.talkgroups = {dmr::talkgroup{parrot_talkgroup}};
    s.parrot.radio_ids = {dmr::radio_id{parrot_radio}};
    s.parrot.longest = longest_recording;
    return s;
}

core::path path_of(std::uint32_t host, std::uint16_t port)
{
    return {core::port_id{0}, wire::address::v4(0xC000'0201), {wire::address::v4(host), port}};
}

}

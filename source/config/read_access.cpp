// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/read_access.hpp"

#include <algorithm>

namespace hblink::config {

namespace {

constexpr bounds ids{0, 4294967295};
constexpr bounds talkgroups{1, dmr::largest_24_bit};

std::optional<dmr::repeater_id> read_id(const item& one)
{
    const auto value = one.whole(ids);
    return value ? std::optional{dmr::repeater_id{static_cast<std::uint32_t>(*value)}} : std::nullopt;
}

void read_id_range(const item& one, match_rule& to)
{
    std::vector<dmr::repeater_id> ends;
    std::size_t elements = 0;
    one.list([&](const item& end) {
        ++elements;
        if (const auto id = read_id(end))
            ends.push_back(*id);
    });
    if (!one.value().is_array() || ends.size() != elements)
        return; // reported
    if (elements != 2)
        one.error("must be a pair [first, last], has " + std::to_string(elements) + " elements");
    else if (ends[0] > ends[1])
        one.error("is reversed: " + std::to_string(ends[0].value()) + " is above " +
                  std::to_string(ends[1].value()));
    else
        to.id_ranges.emplace_back(ends[0], ends[1]);
}

void read_callsign(const item& one, match_rule& to)
{
    const auto pattern = one.text({.may_be_empty = false, .longest = 64});
    if (!pattern)
        return;
    const bool good = std::all_of(pattern->begin(), pattern->end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '*';
    });
    if (good)
        to.callsigns.emplace_back(*pattern);
    else
        one.error("may have letters, digits and * only, is " + in_quotes(*pattern));
}

enum class lists : std::uint8_t
{
    may_be_missing,
    at_least_one
};

void read_match(section& pattern, match_rule& to, lists wanted)
{
    const auto read = [&](section& match) {
        const std::size_t errors_before = match.context().errors.size();
        match.each("ids", [&](const item& one) {
            if (const auto id = read_id(one))
                to.ids.push_back(*id);
        });
        match.each("id_ranges", [&](const item& one) { read_id_range(one, to); });
        match.each("callsigns", [&](const item& one) { read_callsign(one, to); });

        const bool any = match.has("ids") || match.has("id_ranges") || match.has("callsigns");
        if (!any && wanted == lists::at_least_one)
            match.context().error(match.pointer(), "needs at least one of ids, id_ranges and callsigns");
        else if (to.ids.empty() && to.id_ranges.empty() && to.callsigns.empty() &&
                 match.context().errors.size() == errors_before)
            match.context().warning(match.pointer(), "matches nobody: there is nothing in its lists");
    };
    pattern.inside("match", read, presence::required);
    std::sort(to.ids.begin(), to.ids.end());
}

void read_blacklist(section& root, std::vector<blacklist_rule>& to)
{
    root.inside("blacklist", [&](section& blacklist) {
        blacklist.each("patterns", [&](const item& one) {
            read_object(one, [&](section& pattern) {
                blacklist_rule rule;
                rule.name = "pattern " + std::to_string(to.size() + 1);
                pattern.text("name", rule.name);
                pattern.text("description", rule.description);
                pattern.text("reason", rule.reason);
                read_match(pattern, rule.match, lists::may_be_missing);
                to.push_back(std::move(rule));
            });
        });
    });
}

// Absent or null = all, [] = none.
void read_talkgroups(section& config, std::string_view key, dmr::talkgroup_set& to)
{
    const auto found = config.find(key);
    if (!found || found->value().is_null())
        return;
    std::vector<dmr::talkgroup> listed;
    found->list([&](const item& one) {
        if (const auto t = one.whole(talkgroups))
            listed.emplace_back(static_cast<std::uint32_t>(*t));
    });
    std::sort(listed.begin(), listed.end()); // a set of sorted ranges grows fastest at its end
    to = {};
    for (const dmr::talkgroup t : listed)
        to.add(t);
}

void read_rewrite(section& config, rewrite_id& to)
{
    const auto found = config.find("rewrite_repeater_id");
    if (!found)
        return;
    if (const bool* flag = found->value().if_bool())
        to = *flag ? rewrite_id::yes : rewrite_id::no;
    else if (found->value().is_string() && found->value().get_string() == "auto")
        to = rewrite_id::automatic;
    else
        found->error("must be \"auto\", true or false");
}

// What stands in a pattern's `config` and directly in `default`.
void read_grant(section& config, access_rule& to)
{
    std::string text;
    config.text("passphrase", text, {.may_be_empty = false, .secret = true, .longest = 1024},
                presence::required);
    if (text.starts_with(' ') || text.ends_with(' '))
        config.context().warning(config.pointer("passphrase"), "begins or ends with a space: is that meant?");
    to.passphrase = std::make_shared<const std::string>(std::move(text));
    read_talkgroups(config, "slot1_talkgroups", to.talkgroups[0]);
    read_talkgroups(config, "slot2_talkgroups", to.talkgroups[1]);
    read_rewrite(config, to.rewrite_repeater_id);
    config.flag("trust", to.trust);
    config.flag("default_unit_calls", to.default_unit_calls);
}

void read_rule(const item& from, access_rules& to)
{
    access_rule rule;
    rule.name = "pattern " + std::to_string(to.rules.size() + 1);
    read_object(from, [&](section& pattern) {
        pattern.text("name", rule.name);
        pattern.text("description", rule.description);
        read_match(pattern, rule.match, lists::at_least_one);
        pattern.inside(
            "config", [&](section& config) { read_grant(config, rule); }, presence::required);
    });
    if (!rule.passphrase)
        rule.passphrase = std::make_shared<const std::string>(); // an error was reported
    to.rules.push_back(std::make_shared<const access_rule>(std::move(rule)));
}

void read_default(section& configurations, access_rules& to)
{
    configurations.inside("default", [&](section& config) {
        access_rule rule;
        rule.name = "default";
        std::string label; // messages call it "default", whatever it is called here
        config.text("name", label);
        config.text("description", rule.description);
        read_grant(config, rule);
        to.fallback = std::make_shared<const access_rule>(std::move(rule));
    });
}

}

void read_access(section& root, settings& to)
{
    read_blacklist(root, to.access.blacklist);

    const auto configurations = root.find("repeater_configurations");
    const auto repeaters = root.find("repeaters");
    if (configurations && repeaters)
        repeaters->error("means the same as repeater_configurations: keep one of them");
    const auto& present = configurations ? configurations : repeaters;
    if (present) {
        to.access.section = present->pointer();
        read_object(*present, [&](section& rules) {
            rules.each("patterns", [&](const item& one) { read_rule(one, to.access); });
            read_default(rules, to.access);
        });
    }

    root.inside("access", [&](section& access) {
        access.flag("callsign_rules_need_passphrase", to.access.callsign_rules_need_passphrase);
    });
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
// An explanation in words, and as JSON.
#include "hblink/app/explain.hpp"
#include "hblink/config/diagnostic.hpp"
#include "hblink/observe/compact.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace hblink::app {
namespace {

namespace json = boost::json;

const char* word_of(config::rewrite_id r) noexcept
{
    switch (r) {
    case config::rewrite_id::automatic:
        return "auto";
    case config::rewrite_id::yes:
        return "yes";
    case config::rewrite_id::no:
        return "no";
    }
    return "auto";
}

const char* yes_or_no(bool b) noexcept { return b ? "yes" : "no"; }

std::string list_of(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names)
        (list += list.empty() ? "" : ", ") += config::in_quotes(name);
    return list;
}

void append_rule(std::string& text, const possible_rule& p)
{
    const config::access_rule& r = *p.rule;
    text += "    gets rule " + config::in_quotes(r.name);
    if (!p.when.empty())
        text += ", with " + p.when;
    text += "\n      talkgroups of slot 1: " + observe::compact(r.talkgroups[0]) +
            "\n      talkgroups of slot 2: " + observe::compact(r.talkgroups[1]) +
            "\n      trust: " + yes_or_no(r.trust) +
            "\n      private calls unless its options say otherwise: " + yes_or_no(r.default_unit_calls) +
            "\n      rewrite_repeater_id: " + word_of(r.rewrite_repeater_id) + '\n';
}

void append_outcome(std::string& text, const passphrase_outcome& o)
{
    text += "  with the passphrase of " + list_of(o.passphrase_of) + ":\n";
    for (const auto& p : o.applies)
        append_rule(text, p);
    if (!o.skipped.empty())
        text += "    cannot get " + list_of(o.skipped) +
                " by its callsign: that needs the rule's own passphrase\n";
    if (!o.refused.empty())
        text += "    refused: " + o.refused + '\n';
}

json::array texts(const std::vector<std::string>& list)
{
    json::array a;
    for (const auto& text : list)
        a.emplace_back(text);
    return a;
}

json::object as_json(const possible_rule& p)
{
    const config::access_rule& r = *p.rule;
    return {{"rule", r.name},
            {"when", p.when},
            {"slot1", observe::compact(r.talkgroups[0])},
            {"slot2", observe::compact(r.talkgroups[1])},
            {"trust", r.trust},
            {"default_unit_calls", r.default_unit_calls},
            {"rewrite_repeater_id", word_of(r.rewrite_repeater_id)}};
}

json::object as_json(const passphrase_outcome& o)
{
    json::array applies;
    for (const auto& p : o.applies)
        applies.emplace_back(as_json(p));
    return {{"passphrase_of", texts(o.passphrase_of)},
            {"applies", std::move(applies)},
            {"skipped", texts(o.skipped)},
            {"refused", o.refused}};
}

}

std::string to_text(const explanation& e)
{
    std::string text = "Repeater " + std::to_string(e.id.value());
    if (!e.callsign.empty())
        text += ", callsign " + config::in_quotes(e.callsign);
    text += e.may_get_in() ? " may log in.\n" : " is refused.\n";
    for (const auto& o : e.obstacles)
        text += "  refused: " + o.reason + "\n    to change that: " + o.change + '\n';
    text += e.matches.empty() ? "Rules that match: none\n" : "Rules that match:\n";
    for (const auto& m : e.matches)
        text += "  " + config::in_quotes(m.rule) + ": " + m.because + '\n';
    if (!e.outcomes.empty()) {
        text += e.deciding.empty()
                    ? "It may prove any of these passphrases:\n"
                    : "Rule " + config::in_quotes(e.deciding) + " decides which passphrase it needs:\n";
        for (const auto& o : e.outcomes)
            append_outcome(text, o);
    }
    for (const auto& note : e.notes)
        text += "Note: " + note + '\n';
    return text;
}

std::string to_json(const explanation& e)
{
    json::array obstacles;
    for (const auto& o : e.obstacles)
        obstacles.push_back({{"reason", o.reason}, {"change", o.change}});
    json::array matches;
    for (const auto& m : e.matches)
        matches.push_back({{"rule", m.rule}, {"because", m.because}, {"by_callsign", m.by_callsign}});
    json::array outcomes;
    for (const auto& o : e.outcomes)
        outcomes.emplace_back(as_json(o));
    const json::object all{{"id", e.id.value()},
                           {"callsign", e.callsign.empty() ? json::value{} : json::value{e.callsign}},
                           {"may_log_in", e.may_get_in()},
                           {"obstacles", std::move(obstacles)},
                           {"matches", std::move(matches)},
                           {"deciding", e.deciding.empty() ? json::value{} : json::value{e.deciding}},
                           {"passphrases", std::move(outcomes)},
                           {"notes", texts(e.notes)}};
    return json::serialize(all) + '\n';
}

}

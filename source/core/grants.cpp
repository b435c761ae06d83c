// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/grants.hpp"

#include <memory>
#include <string>
#include <utility>

namespace hblink::core {
namespace {

constexpr std::chrono::minutes options_window{1};

}

grants::grants(const config::settings& settings, session_table& sessions, subscriptions& subscriptions,
               event_sink& events)
    : settings_{settings}, sessions_{sessions}, subscriptions_{subscriptions}, events_{events}
{}

// --- When ------------------------------------------------------------------------------------------

void grants::ask(session& s, std::string_view text, time_point now)
{
    s.options = std::make_unique<std::string>(text);
    if (now - s.options_window >= options_window) {
        s.options_window = now;
        s.options_in_window = 0;
    }
    if (++s.options_in_window <= settings_.limits.options_per_minute) {
        apply(s, now);
    } else if (!s.options_pending) {
        s.options_pending = true;
        deferred_.insert(s.id.value());
        events_.on(options_deferred{s}, now);
    }
}

void grants::apply_deferred(time_point now)
{
    std::vector<session*> due;
    for (const std::uint32_t id : deferred_)
        if (session* const s = sessions_.find(dmr::repeater_id{id});
            now - s->options_window >= options_window)
            due.push_back(s);
    for (session* const s : due) {
        s->options_window = now;
        s->options_in_window = 1;
        apply(*s, now);
    }
}

void grants::rule_changed(session& s, time_point now)
{
    if (s.options_set)
        apply(s, now);
    else
        give_what_the_rule_gives(s);
}

void grants::forget(session& s)
{
    deferred_.erase(s.id.value());
    subscriptions_.set_unit_calls(s, false);
    if (!s.subscribed)
        return;
    for (const std::size_t i : {0U, 1U})
        subscriptions_.remove(s, dmr::slot_at(i), s.talkgroups[i]);
    s.subscribed = false;
}

// --- What ------------------------------------------------------------------------------------------

void grants::give_what_the_rule_gives(session& s)
{
    subscriptions_.set_unit_calls(s, s.rule->default_unit_calls);
    set_talkgroups(s, s.rule->talkgroups);
}

void grants::apply(session& s, time_point now)
{
    s.options_set = true;
    s.options_pending = false;
    deferred_.erase(s.id.value());

    const auto wanted =
        config::parse_options(*s.options, {settings_.limits.talkgroups_per_slot, settings_.dmrplus_options});
    auto rejected = give_talkgroups(s, wanted);
    const words untrusted = give_keys(s, wanted);
    words cut = wanted.cut;
    words lost;
    words ignored;
    s.translation.reset();
    if (s.rule->trust)
        lost = translate(s, wanted, cut);
    else
        for (const auto& entry : wanted.translations)
            ignored.push_back(entry.text);

    events_.on(options_applied{.session = s,
                               .text = *s.options,
                               .rejected = std::move(rejected),
                               .bad_entries = wanted.bad_entries,
                               .unknown_keys = wanted.unknown_keys,
                               .untrusted_keys = untrusted,
                               .translations_ignored = ignored,
                               .translations_lost = lost,
                               .cut = cut},
               now);
}

// Answers what the repeater asked for and does not get.
std::array<dmr::talkgroup_set, 2> grants::give_talkgroups(session& s, const config::options& wanted)
{
    std::array<dmr::talkgroup_set, 2> granted = s.rule->talkgroups;
    std::array<dmr::talkgroup_set, 2> rejected;
    for (const std::size_t i : {0U, 1U}) {
        if (!wanted.talkgroups[i])
            continue;
        const auto& allowed = s.rule->talkgroups[i];
        granted[i] = s.rule->trust ? *wanted.talkgroups[i] : intersection(*wanted.talkgroups[i], allowed);
        if (!s.rule->trust)
            rejected[i] = difference(*wanted.talkgroups[i], allowed);
    }
    set_talkgroups(s, std::move(granted));
    return rejected;
}

void grants::set_talkgroups(session& s, std::array<dmr::talkgroup_set, 2> talkgroups)
{
    for (const std::size_t i : {0U, 1U}) {
        if (s.subscribed && s.talkgroups[i] == talkgroups[i])
            continue;
        if (s.subscribed)
            subscriptions_.remove(s, dmr::slot_at(i), s.talkgroups[i]);
        subscriptions_.add(s, dmr::slot_at(i), talkgroups[i]);
        s.talkgroups[i] = std::move(talkgroups[i]);
    }
    s.subscribed = true;
}

// SRC and UNIT count only with `trust`; answers those that do not.
grants::words grants::give_keys(session& s, const config::options& wanted)
{
    words untrusted;
    s.source_override = {};
    bool unit_calls = s.rule->default_unit_calls;
    if (s.rule->trust) {
        s.source_override = wanted.source.value_or(dmr::radio_id{});
        unit_calls = wanted.unit_calls.value_or(unit_calls);
    } else {
        if (wanted.source)
            untrusted.emplace_back("SRC");
        if (wanted.unit_calls)
            untrusted.emplace_back("UNIT");
    }
    subscriptions_.set_unit_calls(s, unit_calls);
    return untrusted;
}

// Answers the entries that lost a collision; those beyond the limit are added to `cut`.
grants::words grants::translate(session& s, const config::options& wanted, words& cut) const
{
    std::vector<remap> remaps;
    words texts;
    std::uint64_t size = 0;
    for (const auto& entry : wanted.translations) {
        const auto& range = entry.remap.network;
        const std::uint64_t more = range.last.value() - range.first.value() + 1;
        if (size + more > settings_.limits.translations_per_repeater) {
            cut.push_back(entry.text);
            continue;
        }
        size += more;
        remaps.push_back(entry.remap);
        texts.push_back(entry.text);
    }
    auto settled = settle(remaps);
    if (settled.translation.size() != 0)
        s.translation = std::make_unique<const translation>(std::move(settled.translation));
    words lost;
    for (const std::size_t place : settled.lost)
        lost.push_back(texts[place]);
    return lost;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/event_log.hpp"

#include "hblink/observe/compact.hpp"
#include "hblink/observe/event_fields.hpp"
#include "hblink/observe/remedy.hpp"

#include <chrono>
#include <string>

namespace hblink::observe {

namespace {

using config::log_level;
std::string_view rule_name(const core::session& s) noexcept
{
    return s.rule ? std::string_view{s.rule->name} : std::string_view{};
}

// Something that its operator asked for was not granted.
bool has_complaint(const core::options_applied& e) noexcept
{
    return !e.rejected[0].empty() || !e.rejected[1].empty() || !e.bad_entries.empty() ||
           !e.untrusted_keys.empty() || !e.translations_ignored.empty() || !e.translations_lost.empty() ||
           !e.cut.empty();
}

std::string_view to_string(wire::message_error e) noexcept
{
    switch (e) {
    case wire::message_error::empty:
        return "empty";
    case wire::message_error::too_short:
        return "too_short";
    case wire::message_error::unknown:
        return "unknown";
    case wire::message_error::quiet:
        return "quiet";
    }
    return "unknown";
}

}

event_log::event_log(observe::log& l, std::uint64_t secret)
    : log_{l}, suppression_{secret}, calls_{l, suppression_}, peers_{l}
{}

void event_log::tell_of_suppressed()
{
    suppression_.take_suppressed([this](log_event e, std::uint64_t number) {
        log_.write(log_level::warning, log_event::lines_suppressed,
                   {{"suppressed", to_string(e)}, {"lines", number}});
    });
}

void event_log::tell_of_fault(const core::path& from, std::string_view error, core::time_point now)
{
    if (!wanted(log_level::error, log_event::datagram_failed, from.remote.address, now))
        return;
    log_.write(log_level::error, log_event::datagram_failed,
               {{"address", from.remote.to_string()},
                {"error", error},
                {"action", "it was dropped; report this line"}});
}

template <class Source>
bool event_log::wanted(log_level l, log_event e, const Source& source, core::time_point now)
{
    return log_.enabled(l) && suppression_.admit(e, source, now);
}

void event_log::on(const core::login_refused& e, core::time_point now)
{
    if (!wanted(log_level::warning, log_event::login_refused, e.path.remote.address, now))
        return;
    const std::string address = e.path.remote.to_string();
    fields f{{"repeater", e.id}};
    add_text(f, "callsign", e.callsign);
    f.push_back({"address", address});
    f.push_back({"reason", to_string(e.reason)});
    add_text(f, "rule", e.rule);
    add_text(f, "rule_reason", e.rule_text);
    add_text(f, "remedy", remedy(e.reason));
    log_.write(log_level::warning, log_event::login_refused, f);
}

void event_log::on(const core::rule_skipped& e, core::time_point now)
{
    if (!wanted(log_level::warning, log_event::rule_skipped, e.session.id, now))
        return;
    const std::string address = e.session.path.remote.to_string();
    fields f;
    add_repeater(f, e.session, address);
    f.push_back({"rule", e.rule});
    f.push_back({"remedy",
                 "the rule names this callsign but has another passphrase than the one used: enter the "
                 "rule's passphrase as Password in the hotspot"});
    log_.write(log_level::warning, log_event::rule_skipped, f);
}

void event_log::on(const core::repeater_authenticated& e, core::time_point now)
{
    if (!wanted(log_level::debug, log_event::repeater_authenticated, e.session.id, now))
        return;
    log_.write(log_level::debug, log_event::repeater_authenticated,
               {{"repeater", e.session.id}, {"address", e.session.path.remote.to_string()}});
}

void event_log::on(const core::repeater_connected& e, core::time_point now)
{
    const auto level = e.again ? log_level::debug : log_level::info;
    const auto& s = e.session;
    if (!wanted(level, log_event::repeater_connected, s.id, now))
        return;
    const std::string address = s.path.remote.to_string();
    const std::string slot1 = compact(s.talkgroups[0]);
    const std::string slot2 = compact(s.talkgroups[1]);
    fields f;
    add_repeater(f, s, address);
    f.push_back({"type", config::to_string(s.type)});
    add_text(f, "rule", rule_name(s));
    f.push_back({"slot1", slot1});
    f.push_back({"slot2", slot2});
    add_text(f, "location", s.station[wire::station_field::location]);
    add_text(f, "software", s.station[wire::station_field::software_id]);
    add_text(f, "package", s.station[wire::station_field::package_id]);
    if (e.again)
        f.push_back({"again", true});
    log_.write(level, log_event::repeater_connected, f);
}

void event_log::on(const core::repeater_keep_alive& e, core::time_point now)
{
    const bool missed = e.session.missed_pings != 0;
    const auto level = missed ? log_level::warning : log_level::info;
    const auto event = missed ? log_event::keep_alive_missed : log_event::keep_alive_resumed;
    if (!wanted(level, event, e.session.id, now))
        return;
    const std::string address = e.session.path.remote.to_string();
    fields f;
    add_repeater(f, e.session, address);
    if (missed)
        f.push_back({"missed", e.session.missed_pings});
    f.push_back({"silent_s", in_seconds(e.silent_for)});
    log_.write(level, event, f);
}

void event_log::on(const core::repeater_disconnected& e, core::time_point now)
{
    const auto& s = e.session;
    const bool lost = e.reason == core::disconnect_reason::timeout;
    const bool unwanted = lost || e.reason == core::disconnect_reason::not_allowed;
    const auto level = unwanted ? log_level::warning : log_level::info;
    const auto event = lost ? log_event::repeater_lost : log_event::repeater_disconnected;
    if (!wanted(level, event, s.id, now))
        return;
    const std::string address = s.path.remote.to_string();
    fields f;
    add_repeater(f, s, address);
    f.push_back({"connected_s", in_seconds(now - s.connected_at)});
    if (lost) {
        f.push_back({"silent_s", in_seconds(now - s.last_heard)});
        f.push_back({"action", "removed"});
    } else {
        f.push_back({"reason", to_string(e.reason)});
        if (!e.operators_text.empty())
            f.push_back({"text", e.operators_text});
    }
    log_.write(level, event, f);
}

void event_log::on(const core::options_applied& e, core::time_point now)
{
    const auto& s = e.session;
    const auto level = has_complaint(e) ? log_level::warning : log_level::info;
    if (!wanted(level, log_event::options_applied, s.id, now))
        return;
    const std::string address = s.path.remote.to_string();
    const std::string options = without_secrets(e.text);
    const std::string slot1 = compact(s.talkgroups[0]);
    const std::string slot2 = compact(s.talkgroups[1]);
    const std::string rejected1 = e.rejected[0].empty() ? "" : compact(e.rejected[0]);
    const std::string rejected2 = e.rejected[1].empty() ? "" : compact(e.rejected[1]);
    const std::string bad = compact(e.bad_entries);
    const std::string unknown = compact(e.unknown_keys);
    const std::string untrusted = compact(e.untrusted_keys);
    const std::string translations = s.translation ? compact(*s.translation) : "";
    const std::string translations_ignored = compact(e.translations_ignored);
    const std::string translations_lost = compact(e.translations_lost);
    const std::string cut = compact(e.cut);
    fields f;
    add_repeater(f, s, address);
    add_text(f, "rule", rule_name(s));
    f.push_back({"options", options});
    f.push_back({"slot1", slot1});
    f.push_back({"slot2", slot2});
    add_text(f, "translations", translations);
    if (s.source_override.value() != 0)
        f.push_back({"source_override", s.source_override});
    if (s.unit_calls)
        f.push_back({"unit_calls", true});
    add_text(f, "rejected1", rejected1);
    add_text(f, "rejected2", rejected2);
    add_text(f, "bad", bad);
    add_text(f, "untrusted", untrusted);
    add_text(f, "ignored", unknown);
    add_text(f, "translations_ignored", translations_ignored);
    add_text(f, "translations_lost", translations_lost);
    add_text(f, "cut", cut);
    log_.write(level, log_event::options_applied, f);
}

void event_log::on(const core::options_deferred& e, core::time_point now)
{
    if (!wanted(log_level::warning, log_event::options_deferred, e.session.id, now))
        return;
    const std::string address = e.session.path.remote.to_string();
    fields f;
    add_repeater(f, e.session, address);
    f.push_back({"action", "the last options are applied when the minute has passed"});
    log_.write(log_level::warning, log_event::options_deferred, f);
}

void event_log::on(const core::datagram_refused& e, core::time_point now)
{
    if (!wanted(log_level::info, log_event::datagram_refused, e.path.remote.address, now))
        return;
    const std::string address = e.path.remote.to_string();
    const std::string beginning = first_bytes(e.datagram);
    log_.write(log_level::info, log_event::datagram_refused,
               {{"address", address},
                {"reason", to_string(e.error)},
                {"size", e.datagram.size()},
                {"bytes", beginning}});
}

void event_log::on(const core::stranger_refused& e, core::time_point now)
{
    // The container's own health check is no news.
    const auto level = e.id == wire::health_check_id ? log_level::debug : log_level::info;
    if (!wanted(level, log_event::stranger_refused, e.path.remote.address, now))
        return;
    const std::string address = e.path.remote.to_string();
    log_.write(level, log_event::stranger_refused,
               {{"repeater", e.id},
                {"address", address},
                {"message", e.message},
                {"reason", core::to_string(e.reason)},
                {"action", e.answered ? "told to log in again" : "not answered"}});
}

}

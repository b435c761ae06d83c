// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/logins.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace hblink::core {
namespace {

bool contains_word(std::string_view text, std::string_view lower_case)
{
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    };
    return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same) != text.end();
}

// `rewrite_repeater_id: "auto"`: hblink3 as a client drops what does not carry its own id; HBlink4 and
// hblinkd show the id as the origin (spec real-clients.md).
bool wants_own_id(const session& s)
{
    switch (s.rule->rewrite_repeater_id) {
    case config::rewrite_id::yes:
        return true;
    case config::rewrite_id::no:
        return false;
    case config::rewrite_id::automatic:
        break;
    }
    if (s.type != config::connection_type::network)
        return false;
    for (const auto field : {wire::station_field::software_id, wire::station_field::package_id})
        for (const auto word : {"hblink4", "hblinkd"})
            if (contains_word(s.station[field], word))
                return false;
    return true;
}

}

logins::logins(const config::settings& settings, session_table& sessions, subscriptions& subscriptions,
               calls& calls, egress& egress, event_sink& events, random_source& random, counters& counters)
    : settings_{settings},
      sessions_{sessions},
      calls_{calls},
      egress_{egress},
      events_{events},
      counters_{counters},
      entry_{settings},
      grants_{settings, sessions, subscriptions, events},
      challenge_{random},
      limit_{settings.limits.replies_per_second, settings.limits.replies_burst, settings.limits.exempt,
             random}
{}

// --- Answers ---------------------------------------------------------------------------------------

void logins::send(const path& to, wire::bytes datagram)
{
    const path* const target = &to;
    egress_.send(std::span{&target, 1}, datagram);
}

// A MSTNAK must not throw somebody else's connected session off the air: clients do not look at the id
// (spec hbp.md).
bool logins::may_refuse(const path& to, dmr::repeater_id about) const
{
    const session* const s = sessions_.find(about);
    const bool own = s != nullptr && s->path.remote == to.remote && s->state == session_state::connected;
    return own || !sessions_.has_connected(to.remote);
}

// MSTNAK, if it may be sent; says whether it was. Only strangers are limited.
bool logins::send_refusal(const path& to, dmr::repeater_id about, time_point now)
{
    if (!may_refuse(to, about))
        return false;
    const session* const s = sessions_.find(about);
    const bool own = s != nullptr && s->path.remote == to.remote;
    if (!own && !limit_.take(reply_limit::kind::refusal, to.remote.address, now)) {
        ++counters_.replies_withheld;
        return false;
    }
    send(to, wire::write_refusal(about));
    return true;
}

void logins::refuse(const path& to, const login_refused& why, time_point now)
{
    ++counters_.logins_refused;
    send_refusal(to, why.id, now);
    events_.on(why, now);
}

// A message about a session that its sender does not own: "I don't know you, log in again".
void logins::stranger(const path& from, dmr::repeater_id id, std::string_view message, const session* s,
                      time_point now)
{
    ++counters_.strangers;
    const bool answered = send_refusal(from, id, now);
    auto reason = stranger_reason::no_session;
    if (s != nullptr)
        reason =
            s->path.remote == from.remote ? stranger_reason::not_connected : stranger_reason::other_endpoint;
    events_.on(stranger_refused{from, id, message, reason, answered}, now);
}

// --- Login -----------------------------------------------------------------------------------------

// What can be said without a passphrase. True: refused.
bool logins::refuse_early(const path& from, dmr::repeater_id id, const session* existing, time_point now)
{
    refusal_reason reason{};
    if (entry_.is_reserved(id))
        reason = refusal_reason::id_reserved;
    else if (existing == nullptr && sessions_.size() >= settings_.limits.max_repeaters)
        reason = refusal_reason::server_full;
    else
        return false;
    refuse(from, login_refused{.id = id, .path = from, .reason = reason}, now);
    return true;
}

void logins::on(const path& from, const wire::login_request& request, time_point now)
{
    session* const existing = sessions_.find(request.id);
    if (refuse_early(from, request.id, existing, now))
        return;
    if (!limit_.take(reply_limit::kind::challenge, from.remote.address, now)) {
        ++counters_.replies_withheld;
        return;
    }
    if (existing != nullptr && existing->path.remote == from.remote)
        existing->challenged = true;
    ++counters_.challenges;
    send(from, wire::write_challenge(challenge_.salt(request.id, from.remote, now)));
}

// Tries what this id may prove. The salts of two epochs are good, because one may have passed meanwhile.
logins::proven logins::prove(const path& from, const wire::challenge_answer& answer, time_point now)
{
    const auto candidates = settings_.access.may_be_proven(answer.id);
    for (const auto asked_at : {now, now - challenge::epoch}) {
        const wire::salt salt = challenge_.salt(answer.id, from.remote, asked_at);
        for (const auto& candidate : candidates) {
            ++counters_.digests;
            if (challenge_.proves(answer.proof, salt, *candidate.passphrase))
                return {&candidate, true};
        }
    }
    return {nullptr, !candidates.empty()};
}

void logins::on(const path& from, const wire::challenge_answer& answer, time_point now)
{
    session* const existing = sessions_.find(answer.id);
    const bool own = existing != nullptr && existing->path.remote == from.remote;
    if (own && !existing->challenged && wire::equal(answer.proof, existing->digest))
        return send(from, wire::write_acknowledgement(answer.id)); // a retransmission
    if (refuse_early(from, answer.id, existing, now))
        return;
    login_refused why{.id = answer.id, .path = from};
    if (!limit_.available(reply_limit::kind::guess, from.remote.address, now)) {
        ++counters_.replies_withheld;
        why.reason = refusal_reason::too_many_guesses;
        return events_.on(why, now);
    }
    const bool connected = existing != nullptr && existing->state == session_state::connected;
    const bool unwanted = entry_.keeps_out(why, std::nullopt, now);
    const proven outcome = unwanted ? proven{} : prove(from, answer, now);
    if (unwanted) {
        // `why` says it
    } else if (!outcome.candidates)
        why.reason = refusal_reason::no_rule;
    else if (outcome.proof == nullptr)
        explain_wrong_passphrase(why);
    else if (connected && *existing->proof.passphrase != *outcome.proof->passphrase)
        why.reason = refusal_reason::already_connected;
    else
        return log_in(from, answer, *outcome.proof, existing, now);

    // Each wrong guess costs its source a token, whoever it says it is.
    limit_.take(reply_limit::kind::guess, from.remote.address, now);
    ++counters_.logins_refused;
    // A connected client asks for a challenge before it answers one: this answer is forged, and a MSTNAK
    // would throw the client off the air.
    const bool forged = own && connected && !existing->challenged;
    if (!forged && may_refuse(from, answer.id))
        send(from, wire::write_refusal(answer.id));
    events_.on(why, now);
}

void logins::explain_wrong_passphrase(login_refused& why) const
{
    why.reason = refusal_reason::wrong_passphrase;
    if (const auto* deciding = settings_.access.deciding(why.id); deciding != nullptr)
        why.rule = deciding->name;
    else if (settings_.access.fallback)
        why.rule = settings_.access.fallback->name;
}

void logins::log_in(const path& from, const wire::challenge_answer& answer, const config::proof& proof,
                    session* existing, time_point now)
{
    bool shown = false;
    time_point connected_at{};
    if (existing != nullptr) {
        const path before = existing->path;
        const bool moved = before.remote != from.remote;
        shown = existing->shown && !moved;
        connected_at = existing->connected_at;
        calls_.forget(*existing, now);
        if (existing->shown && moved)
            events_.on(repeater_disconnected{*existing, disconnect_reason::reconnect_different_port}, now);
        if (moved)
            send_refusal(before, answer.id, now);
        remove(*existing);
    }
    session& s = sessions_.create(answer.id, from);
    s.shown = shown;
    s.connected_at = connected_at; // until the new login is complete
    s.last_heard = now;
    std::copy(answer.proof.begin(), answer.proof.end(), s.digest.begin());
    s.proof = proof;
    unfinished_.insert(answer.id.value());
    send(from, wire::write_acknowledgement(answer.id));
    events_.on(repeater_authenticated{s}, now);
}

// --- Description -----------------------------------------------------------------------------------

void logins::on(const path& from, const wire::description_report& report, time_point now)
{
    session* const s = sessions_.find(report.id);
    if (s == nullptr || s->path.remote != from.remote) {
        stranger(from, report.id, "RPTC", s, now);
        return;
    }
    if (!admit(*s, wire::station::read(report.fields), now))
        return;
    const bool again = s->state == session_state::connected;
    if (!again) {
        ++counters_.logins;
        s->state = session_state::connected;
        ++connected_by_type_[static_cast<std::size_t>(s->type)];
        s->connected_at = now;
        unfinished_.erase(report.id.value());
    }
    refresh(*s, now);
    send(from, wire::write_acknowledgement(report.id));
    s->shown = true;
    events_.on(repeater_connected{*s, again}, now);
}

// Holds the description against the rules, now that the callsign is known. False: refused and removed.
bool logins::admit(session& s, wire::station&& station, time_point now)
{
    s.station = std::move(station);
    login_refused why{.id = s.id, .path = s.path, .callsign = s.station.callsign()};
    auto rule = entry_.rule_for(s, why, now, [&](std::string_view skipped) {
        events_.on(rule_skipped{s, skipped}, now);
    });
    if (rule) {
        detect_type(s);
        apply_rule(s, std::move(rule), now);
        return true;
    }
    refuse(s.path, why, now);
    disconnect(s, disconnect_reason::not_allowed, now);
    return false;
}

// Answers whether it is another one than before.
bool logins::detect_type(session& s)
{
    const auto before = s.type;
    s.type = settings_.connection_types.detect(s.station[wire::station_field::package_id],
                                               s.station[wire::station_field::software_id],
                                               s.station[wire::station_field::slots]);
    s.relays = s.type == config::connection_type::network; // loop protection (spec links.md)
    if (s.state == session_state::connected) {
        --connected_by_type_[static_cast<std::size_t>(before)];
        ++connected_by_type_[static_cast<std::size_t>(s.type)];
    }
    return s.type != before;
}

void logins::apply_rule(session& s, std::shared_ptr<const config::access_rule> rule, time_point now)
{
    const bool same = s.rule == rule && s.state == session_state::connected;
    s.rule = std::move(rule);
    s.rewrite_id = wants_own_id(s);
    if (!same)
        grants_.rule_changed(s, now);
}

// --- Options ---------------------------------------------------------------------------------------

void logins::on(const path& from, const wire::options_request& request, time_point now)
{
    session* const s = connected(from, request.id, "RPTO", now);
    if (s == nullptr)
        return;
    grants_.ask(*s, request.text, now);
    send(from, wire::write_acknowledgement(request.id));
}

// --- Keep-alive, alias, goodbye --------------------------------------------------------------------

session* logins::connected(const path& from, dmr::repeater_id id, std::string_view message, time_point now)
{
    session* const s = sessions_.find(id);
    const bool own = s != nullptr && s->path.remote == from.remote;
    if (own && s->state == session_state::connected) {
        heard(*s, from, now);
        return s;
    }
    stranger(from, id, message, s, now);
    return nullptr;
}

void logins::resume(session& s, duration silent_for, time_point now)
{
    s.missed_pings = 0;
    events_.on(repeater_keep_alive{s, silent_for}, now);
}

void logins::on(const path& from, const wire::keep_alive& ping, time_point now)
{
    if (connected(from, ping.id, "RPTPING", now) != nullptr)
        send(from, wire::write_pong(ping.id));
}

// Whose alias or position it is: two of three layouts name the repeater, one does not (spec
// real-clients.md). Null: nobody's, or more than one could have sent it.
session* logins::speaker(const path& from, wire::bytes body) const
{
    std::uint32_t first_four = 0;
    for (const std::byte b : body.first(4))
        first_four = first_four << 8 | std::to_integer<std::uint32_t>(b);
    session* only = nullptr;
    std::size_t connected = 0;
    for (session* s = sessions_.at(from.remote); s != nullptr; s = s->next_at_endpoint) {
        if (s->state != session_state::connected)
            continue;
        if (s->id.value() == first_four)
            return s;
        only = s;
        ++connected;
    }
    return connected == 1 ? only : nullptr;
}

void logins::on(const path& from, const wire::talker_alias& alias, time_point now)
{
    session* const s = speaker(from, alias.body);
    if (s == nullptr)
        return;
    refresh(*s, now);
    send(from, wire::write_acknowledgement(s->id));
    if (const auto block = read_talker_alias(alias.body, s->id))
        calls_.on_talker(*s, *block, now);
}

void logins::on(const path& from, const wire::position& position, time_point now)
{
    session* const s = speaker(from, position.body);
    if (s == nullptr)
        return;
    refresh(*s, now);
    if (const auto block = read_position(position.body, s->id))
        calls_.on_talker(*s, *block, now);
}

void logins::on(const path& from, const wire::goodbye& goodbye, time_point now)
{
    session* const s = sessions_.find(goodbye.id);
    if (s != nullptr && s->path.remote == from.remote)
        disconnect(*s, disconnect_reason::goodbye, now);
}

void logins::disconnect(session& s, disconnect_reason reason, time_point now, std::string_view text)
{
    calls_.forget(s, now);
    if (s.shown)
        events_.on(repeater_disconnected{s, reason, text}, now);
    remove(s);
}

// Its streams have ended before (calls::forget).
void logins::remove(session& s)
{
    unfinished_.erase(s.id.value());
    if (s.state == session_state::connected)
        --connected_by_type_[static_cast<std::size_t>(s.type)];
    grants_.forget(s);
    sessions_.remove(s);
}

// --- The operator's hand ---------------------------------------------------------------------------

bool logins::kick(dmr::repeater_id id, std::string_view text, time_point now)
{
    session* const s = sessions_.find(id);
    if (s == nullptr)
        return false;
    send_refusal(s->path, id, now);
    disconnect(*s, disconnect_reason::kicked, now, text);
    return true;
}

std::optional<std::size_t> logins::block(core::block b, time_point now)
{
    const dmr::repeater_id id = b.id;
    const std::string text = b.reason;
    if (!entry_.blocks().add(std::move(b), now))
        return std::nullopt;
    std::size_t ended = 0;
    const auto end_if_blocked = [&](session& s) {
        if (entry_.blocks().find(s.id, s.station.callsign(), now) == nullptr)
            return;
        send_refusal(s.path, s.id, now);
        disconnect(s, disconnect_reason::blocked, now, text);
        ++ended;
    };
    if (id.value() == 0)
        sessions_.for_each(end_if_blocked);
    else if (session* const s = sessions_.find(id))
        end_if_blocked(*s);
    return ended;
}

void logins::settings_changed()
{
    const config::limit_settings& l = settings_.limits;
    limit_.change(l.replies_per_second, l.replies_burst, l.exempt);
}

void logins::reconsider(reconsideration& r, std::size_t most, time_point now)
{
    const auto next = sessions_.for_some(r.place, most, [&](session& s) {
        if (!reconsider(s, r.options_anew, now))
            ++r.ended;
    });
    r.done = !next;
    r.place = next.value_or(0);
}

// False: it is not allowed any more, and has gone.
bool logins::reconsider(session& s, bool options_anew, time_point now)
{
    login_refused why{.id = s.id, .path = s.path, .callsign = s.station.callsign()};
    auto proof = entry_.proof_of(s.id, s.proof);
    const bool reserved = entry_.is_reserved(s.id);
    if (proof)
        s.proof = std::move(*proof);
    else
        why.reason = refusal_reason::wrong_passphrase;
    if (proof && !reserved) {
        if (s.state == session_state::configuring)
            return true; // the rest is decided when its description comes
        if (auto rule = entry_.rule_for(s, why, now, [](std::string_view) {})) {
            const bool other_type = detect_type(s);
            const bool same = s.rule->gives_the_same(*rule) && !(options_anew && s.options_set);
            s.rule = std::move(rule);
            s.rewrite_id = wants_own_id(s);
            if (!same)
                grants_.rule_changed(s, now);
            if (other_type || !same)
                events_.on(repeater_connected{s, true}, now);
            return true;
        }
    }
    send_refusal(s.path, s.id, now);
    disconnect(s, disconnect_reason::not_allowed, now);
    return false;
}

// --- Periodic --------------------------------------------------------------------------------------

void logins::check_keep_alive(time_point now)
{
    sessions_.for_each([&](session& s) {
        const duration silent_for = now - s.last_heard;
        if (s.state != session_state::connected || silent_for <= settings_.timing.keep_alive_limit)
            return;
        ++s.missed_pings;
        events_.on(repeater_keep_alive{s, silent_for}, now);
        if (s.missed_pings < settings_.timing.max_missed)
            return;
        send_refusal(s.path, s.id, now);
        disconnect(s, disconnect_reason::timeout, now);
    });
}

void logins::check_unfinished(time_point now)
{
    std::vector<session*> overdue;
    for (const std::uint32_t id : unfinished_) {
        session* const s = sessions_.find(dmr::repeater_id{id});
        if (now - s->last_heard >= settings_.limits.login_time)
            overdue.push_back(s);
    }
    for (session* const s : overdue) {
        ++counters_.logins_refused;
        const login_refused why{.id = s->id, .path = s->path, .reason = refusal_reason::login_unfinished};
        events_.on(why, now);
        disconnect(*s, disconnect_reason::timeout, now);
    }
    grants_.apply_deferred(now);
}

std::size_t logins::say_goodbye()
{
    std::size_t told = 0;
    sessions_.for_each([&](session& s) {
        if (s.state != session_state::connected)
            return;
        egress_.send_persistently(s.path, wire::write_server_goodbye(s.id));
        ++told;
    });
    return told;
}

}

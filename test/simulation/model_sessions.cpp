// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec hbp.md, "Session of a repeater".
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

// The defaults of the configuration.
constexpr auto keep_alive_limit = 30s;
constexpr std::uint32_t max_missed = 3;
constexpr auto login_time = 25s;

}

model::model(const roster& r) : roster_{r}, members_(r.size())
{
    for (auto& of_slot : subscribers_)
        of_slot.resize(popular_talkgroups);
}

void model::begin(time_point now, bool datagram)
{
    now_ = now;
    counters_.datagrams += datagram ? 1 : 0;
    expected_.replies.clear();
    expected_.events.clear();
    expected_.closings.clear();
    expected_.heard = nullptr;
    expected_.data_to.clear();
    expected_.played.clear();
}

// Searched from the end: who has come last often goes first (it logs in, and then says what it wants).
void model::forget(std::vector<std::uint32_t>& places, std::uint32_t place)
{
    const auto found = std::find(places.rbegin(), places.rend(), place);
    if (found == places.rend())
        return;
    *found = places.back();
    places.pop_back();
}

// --- Who is who --------------------------------------------------------------------------------------

member* model::find(std::uint32_t id)
{
    const std::uint32_t place = roster::place_of_id(id);
    if (place >= members_.size() || members_[place].state == login_state::none)
        return nullptr;
    return &members_[place];
}

bool model::is_own(const sender& from, std::uint32_t id) const
{
    const std::uint32_t place = roster::place_of_id(id);
    return place < members_.size() && members_[place].state != login_state::none &&
           roster::host_of(place) == from.host && members_[place].port == from.port;
}

const member* model::connected_at(const sender& from) const
{
    const std::uint32_t place = roster::place_of_host(from.host);
    if (place >= members_.size())
        return nullptr;
    const member& m = members_[place];
    return m.state == login_state::connected && m.port == from.port ? &m : nullptr;
}

// "No MSTNAK goes to an endpoint that owns a connected session, except about that session itself."
bool model::may_refuse(const sender& to, std::uint32_t id) const
{
    const member* const m = connected_at(to);
    return m == nullptr || id_of(*m) == id;
}

void model::answer_with(answer what, const sender& to, std::uint32_t id)
{
    expected_.replies.push_back({what, to.host, to.port, id});
}

bool model::refuse(const sender& to, std::uint32_t id)
{
    if (!may_refuse(to, id))
        return false;
    answer_with(answer::refusal, to, id);
    return true;
}

void model::refuse_login(const sender& to, std::uint32_t id, core::refusal_reason reason)
{
    ++counters_.logins_refused;
    refuse(to, id);
    expected_.events.push_back({.what = kind::login_refused, .repeater = id, .reason = number_of(reason)});
}

void model::stranger(const sender& from, std::uint32_t id)
{
    ++counters_.strangers;
    auto reason = core::stranger_reason::no_session;
    if (is_own(from, id))
        reason = core::stranger_reason::not_connected;
    else if (find(id) != nullptr)
        reason = core::stranger_reason::other_endpoint;
    const bool answered = refuse(from, id);
    expected_.events.push_back({.what = kind::stranger_refused,
                                .repeater = id,
                                .reason = number_of(reason),
                                .first = answered ? 1U : 0U});
}

// The connected repeater that this is, refreshed; or null, and the sender is told.
member* model::speak(const sender& from, std::uint32_t id)
{
    member* const m = find(id);
    if (m == nullptr || !is_own(from, id) || m->state != login_state::connected) {
        stranger(from, id);
        return nullptr;
    }
    refresh(*m);
    return m;
}

void model::refresh(member& m)
{
    m.last_heard = now_;
    if (m.missed == 0)
        return;
    m.missed = 0;
    report(kind::keep_alive, m);
}

void model::report(kind what, const member& m, std::uint8_t reason, std::uint64_t first)
{
    expected_.events.push_back({.what = what, .repeater = id_of(m), .reason = reason, .first = first});
}

// --- Login -------------------------------------------------------------------------------------------

void model::login_request(const sender& from, std::uint32_t id)
{
    if (is_own(from, id))
        find(id)->challenged = true;
    ++counters_.challenges;
    answer_with(answer::challenge, from, 0);
}

void model::challenge_answer(const sender& from, std::uint32_t id, const proof& p)
{
    const member* const existing = find(id);
    const bool own = is_own(from, id);
    if (own && !existing->challenged && existing->digest == p.digest)
        return answer_with(answer::acknowledgement, from, id); // a retransmission
    const std::int64_t minute = now_.time_since_epoch() / 1min;
    const bool fresh = p.challenged == from && (p.minute == minute || p.minute == minute - 1);
    const std::uint32_t place = roster::place_of_id(id);
    const bool blacklisted = place < members_.size() && roster_.id_is_blacklisted(place);
    if (fresh && p.right_passphrase && !blacklisted)
        return enter(from, id, p);

    ++counters_.logins_refused;
    // Nobody who is connected answers a challenge that he has not asked for: it is forged.
    const bool forged = own && existing->state == login_state::connected && !existing->challenged;
    if (!forged)
        refuse(from, id);
    expected_.events.push_back({.what = kind::login_refused,
                                .repeater = id,
                                .reason = number_of(blacklisted ? core::refusal_reason::blacklisted
                                                                : core::refusal_reason::wrong_passphrase)});
}

void model::enter(const sender& from, std::uint32_t id, const proof& p)
{
    const std::uint32_t place = roster::place_of_id(id);
    member& m = members_[place];
    bool shown = false;
    if (m.state != login_state::none) {
        const bool moved = m.port != from.port;
        if (m.shown && moved)
            report(kind::disconnected, m, number_of(core::disconnect_reason::reconnect_different_port));
        if (moved)
            refuse({from.host, m.port}, id);
        shown = m.shown && !moved;
        leave(m);
    }
    most_sessions_ = std::max(most_sessions_, ++sessions_);
    m.state = login_state::configuring;
    m.port = from.port;
    m.shown = shown;
    m.digest = p.digest;
    m.last_heard = now_;
    configuring_.push_back(place);
    answer_with(answer::acknowledgement, from, id);
    report(kind::authenticated, m);
}

void model::description(const sender& from, std::uint32_t id)
{
    if (!is_own(from, id))
        return stranger(from, id);
    member& m = *find(id);
    const std::uint32_t place = place_of(m);
    if (roster_.callsign_is_blacklisted(place)) {
        refuse_login(from, id, core::refusal_reason::blacklisted);
        if (m.shown)
            report(kind::disconnected, m, number_of(core::disconnect_reason::not_allowed));
        return leave(m);
    }
    const bool again = m.state == login_state::connected;
    if (!again) {
        ++counters_.logins;
        m.state = login_state::connected;
        forget(configuring_, place);
        subscribe(place, roster_.talkgroups_of(roster_.membership_of(place)));
        m.unit_calls = roster_.takes_part(roster_.membership_of(place));
    }
    refresh(m);
    answer_with(answer::acknowledgement, from, id);
    m.shown = true;
    report(kind::connected, m, 0, again ? 1 : 0);
}

// --- Keep-alive, alias, goodbye ------------------------------------------------------------------------

void model::keep_alive(const sender& from, std::uint32_t id)
{
    if (speak(from, id) != nullptr)
        answer_with(answer::pong, from, id);
}

void model::goodbye(const sender& from, std::uint32_t id)
{
    if (!is_own(from, id))
        return;
    member& m = *find(id);
    if (m.shown)
        report(kind::disconnected, m, number_of(core::disconnect_reason::goodbye));
    leave(m);
}

void model::alias(const sender& from)
{
    const member* const m = connected_at(from);
    if (m == nullptr)
        return;
    refresh(members_[place_of(*m)]);
    answer_with(answer::acknowledgement, from, id_of(*m));
}

void model::position(const sender& from)
{
    if (const member* const m = connected_at(from); m != nullptr)
        refresh(members_[place_of(*m)]);
}

void model::no_message(nonsense what)
{
    auto error = wire::message_error::unknown;
    switch (what) {
    case nonsense::quiet:
        ++counters_.quiet;
        return;
    case nonsense::unknown:
        ++counters_.unknown;
        break;
    case nonsense::empty:
    case nonsense::too_short:
        ++counters_.malformed;
        error = what == nonsense::empty ? wire::message_error::empty : wire::message_error::too_short;
        break;
    }
    expected_.events.push_back({.what = kind::datagram_refused, .reason = number_of(error)});
}

// It goes: its streams end, nobody sends to it any more, and nothing is kept.
void model::leave(member& m)
{
    const std::uint32_t place = place_of(m);
    for (timeslot& slot : m.slots) {
        // What it sends gets an end at those who hear it; it gets nothing any more itself.
        end(m, slot, core::end_reason::timeout, slot.receives ? farewell::terminator : farewell::none);
        if (slot.carries)
            report(kind::hang_time_expired, m, slot, 0, 0, 0);
        vacate(slot);
    }
    for (const std::size_t slot : {0U, 1U})
        while (!m.data[slot].empty())
            end_data(m, slot, 0);
    for (const auto& t : running_)
        std::erase_if(t->targets, [&](const listener& l) { return l.place == place; });
    for (member& other : members_)
        for (auto& calls : other.data)
            for (data_call& d : calls)
                std::erase_if(d.targets, [&](const listener& l) { return l.place == place; });
    if (m.state == login_state::connected)
        unsubscribe(place);
    forget(configuring_, place);
    forget(waiting_, place);
    --sessions_;
    m = member{};
}

// --- The clock -----------------------------------------------------------------------------------------

void model::check_repeaters()
{
    for (member& m : members_) {
        if (m.state != login_state::connected || now_ - m.last_heard <= keep_alive_limit)
            continue;
        report(kind::keep_alive, m, 0, ++m.missed);
        if (m.missed < max_missed)
            continue;
        refuse({roster::host_of(place_of(m)), m.port}, id_of(m));
        report(kind::disconnected, m, number_of(core::disconnect_reason::timeout));
        leave(m);
    }
}

void model::check_logins()
{
    const std::vector<std::uint32_t> configuring = configuring_;
    for (const std::uint32_t place : configuring) {
        member& m = members_[place];
        if (now_ - m.last_heard < login_time)
            continue;
        ++counters_.logins_refused;
        report(kind::login_refused, m, number_of(core::refusal_reason::login_unfinished));
        if (m.shown)
            report(kind::disconnected, m, number_of(core::disconnect_reason::timeout));
        leave(m);
    }
    const std::vector<std::uint32_t> waiting = waiting_;
    for (const std::uint32_t place : waiting) {
        member& m = members_[place];
        if (now_ - m.wishes_since < 1min)
            continue;
        m.wishes_since = now_;
        m.wishes = 1;
        forget(waiting_, place);
        apply(m);
    }
}

}

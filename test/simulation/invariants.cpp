// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariants.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace hblink::simulation {
namespace {

void require(bool holds, const char* what, std::uint32_t repeater = 0)
{
    if (!holds)
        throw disagreement{std::string{"invariant: "} + what, repeater};
}

void require_equal(std::uint64_t wanted, std::uint64_t got, std::string_view what)
{
    if (wanted != got)
        throw disagreement{"invariant: " + std::string{what} + ": expected " + std::to_string(wanted) +
                               ", got " + std::to_string(got),
                           0};
}

bool same_words(const member& m)
{
    return std::all_of(m.to_network.begin(), m.to_network.end(),
                       [](const auto& pair) { return pair.first == pair.second; });
}

core::slot_phase phase_of(const timeslot& s)
{
    if (!s.carries)
        return core::slot_phase::idle;
    return s.active ? core::slot_phase::active : core::slot_phase::hang_time;
}

}

void invariants::check()
{
    ++checks_;
    slots_in_use_ = 0;
    streams_ = 0;
    serials_.clear();
    tx_.clear();
    std::size_t connected = 0;
    std::size_t sessions = 0;
    router_.for_each_session([&](const core::session& s) {
        ++sessions;
        connected += s.state == core::session_state::connected ? 1 : 0;
        check_session(s);
    });
    // What is free is used again: the tables never grow beyond what was in use at once.
    require(session_memory_.size() <= model_.most_sessions(), "sessions take more memory than they need");
    require(stream_memory_.size() <= model_.most_records(), "streams take more memory than they need");
    check_occupancy(connected, sessions);
    check_counters();
}

void invariants::check_session(const core::session& s)
{
    const std::uint32_t id = s.id.value();
    const std::uint32_t place = roster::place_of_id(id);
    require(place < model_.members().size(), "a session of somebody who cannot log in", id);
    const member& m = model_.members()[place];
    require(s.used, "a session is not used", id);
    session_memory_.insert(&s);
    require(m.state == (s.state == core::session_state::connected ? login_state::connected
                                                                  : login_state::configuring),
            "logged in as far as the model says", id);
    require(s.path == path_of(roster::host_of(place), m.port), "the endpoint that it logged in from", id);
    require(s.last_heard == m.last_heard, "when it was heard", id);
    require(s.missed_pings == m.missed, "missed keep-alives", id);
    require(s.shown == m.shown, "reported as connected", id);
    require(s.challenged == m.challenged, "challenged since it logged in", id);
    require(s.digest == m.digest, "the digest that made it", id);
    require(s.options_pending == m.wish_waits, "options wait", id);
    require(s.next_at_endpoint == nullptr, "one session at an endpoint", id);
    const bool connected = m.state == login_state::connected;
    require(s.subscribed == connected, "subscribed when connected", id);
    require((s.rule != nullptr) == connected, "a rule when connected", id);
    require(s.rewrite_id == (connected && roster_.is_a_server(place)), "who wants his own id", id);
    if (connected)
        check_words(s, m);
    for (const std::size_t slot : {0U, 1U}) {
        require(same(m.talkgroups[slot], s.talkgroups[slot]), "talkgroups in force", id);
        check_slot(s, m, slot);
    }
}

void invariants::check_slot(const core::session& s, const member& m, std::size_t index)
{
    const std::uint32_t id = s.id.value();
    const core::slot_state& slot = s.slots[index];
    const timeslot& mine = m.slots[index];
    require(slot.owner == &s && dmr::index_of(slot.which) == index, "a slot knows whose it is", id);
    require(slot.phase == phase_of(mine), "phase of a slot", id);
    if (!mine.carries) {
        require(slot.serial == 0 && slot.stream == nullptr, "an idle slot holds nothing", id);
        return;
    }
    ++slots_in_use_;
    const transmission& t = *mine.carries;
    require(slot.serial != 0, "a slot in use has a stream", id);
    require(slot.id.value() == t.id && slot.call.source.value() == t.call.source &&
                slot.call.destination == mine.destination &&
                (slot.call.call == dmr::call_type::unit) == t.call.unit,
            "the stream of a slot", id);
    const time_point last = mine.receives ? std::max(t.last_frame, t.last_refused) : t.last_frame;
    require(mine.dismissed || slot.last_frame == last, "last frame of a slot", id);
    require(mine.active || slot.ended == mine.ended, "when a hang time began", id);
    const auto direction = mine.receives ? core::stream_direction::rx : core::stream_direction::tx;
    require(slot.direction == direction, "direction of a slot", id);
    require(mine.receives || slot.sent_source.value() == t.source, "who is said to talk", id);
    const auto [known, first] = tx_.emplace(&t, slot.serial);
    require(first || known->second == slot.serial, "one number for all slots of a stream", id);
    if (mine.receives)
        check_rx(s, slot, t);
}

void invariants::check_rx(const core::session& s, const core::slot_state& slot, const transmission& t)
{
    const std::uint32_t id = s.id.value();
    require(serials_.insert(slot.serial).second, "two streams with one number", id);
    require(slot.stream != nullptr, "a talker's slot has its stream", id);
    const core::stream& stream = *slot.stream;
    stream_memory_.insert(&stream);
    require(stream.slot == &slot && stream.serial == slot.serial, "a stream knows its slot", id);
    require(stream.packets == t.packets && stream.dropped == t.dropped, "frames of a stream", id);
    require(stream.first_frame == t.first_frame, "first frame of a stream", id);
    require(stream.broadcast == t.broadcast || slot.phase != core::slot_phase::active,
            "a call to nobody knows where", id);
    if (slot.phase == core::slot_phase::active) {
        ++streams_;
        check_targets(s, stream, t);
    }
}

void invariants::check_targets(const core::session& s, const core::stream& stream, const transmission& t)
{
    std::uint64_t alive = 0;
    std::uint64_t holders = 0;
    for (const core::target& target : stream.targets) {
        require(target.slot->owner != &s, "no stream goes back to its origin", s.id.value());
        if (target.slot->generation != target.generation)
            continue;
        ++alive;
        require(target.path == &target.slot->owner->path, "a target's path is its repeater's", s.id.value());
        holders += target.slot->serial == stream.serial ? 1 : 0;
    }
    require_equal(t.targets.size(), alive, "targets of a stream that have not gone");
    require_equal(t.holders, holders, "targets whose slot a stream has");
}

// What the repeater calls the network's channels, and the other way round.
void invariants::check_words(const core::session& s, const member& m)
{
    const std::uint32_t id = s.id.value();
    require(s.source_override.value() == m.source, "the source that it wants (SRC)", id);
    require(s.unit_calls == m.unit_calls, "whether it takes part in unit calls", id);
    if (s.translation == nullptr)
        return require(same_words(m), "a translation that it asked for", id);
    for (const auto& [local, network] : m.to_network) {
        const auto there = s.translation->to_network({dmr::slot_at(local.slot), local.talkgroup});
        const auto back = s.translation->to_local({dmr::slot_at(network.slot), network.talkgroup});
        if (local == network) {
            require(!there && !back, "what it calls as the network does", id);
            continue;
        }
        require(there && back, "a translation that it asked for", id);
        require(dmr::index_of(there->slot) == network.slot && there->talkgroup == network.talkgroup,
                "from its own words to the network's", id);
        require(dmr::index_of(back->slot) == local.slot && back->talkgroup == local.talkgroup,
                "from the network's words to its own", id);
    }
    const auto translated = std::count_if(m.to_network.begin(), m.to_network.end(),
                                          [](const auto& pair) { return pair.first != pair.second; });
    require(s.translation->size() == static_cast<std::size_t>(translated), "nothing else is translated", id);
}

void invariants::check_occupancy(std::size_t connected, std::size_t sessions)
{
    std::size_t wanted_connected = 0;
    std::size_t wanted_sessions = 0;
    keys_.clear();
    for (const member& m : model_.members()) {
        wanted_connected += m.state == login_state::connected ? 1 : 0;
        wanted_sessions += m.state != login_state::none ? 1 : 0;
        if (m.state == login_state::connected)
            for (const std::size_t slot : {0U, 1U})
                add_keys(m.talkgroups[slot], slot, keys_);
    }
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    const core::occupancy o = router_.occupied();
    require_equal(wanted_sessions, sessions, "sessions");
    require_equal(wanted_connected, connected, "connected repeaters");
    require_equal(sessions, o.sessions, "sessions as counted");
    require_equal(connected, o.connected, "connected repeaters as counted");
    require_equal(slots_in_use_, o.slots_in_use, "slots in use as counted");
    require_equal(streams_, o.streams, "streams as counted");
    require_equal(model_.running(), o.streams, "streams that run");
    require_equal(keys_.size(), o.subscription_keys, "keys of the subscriptions");
    require_equal(model_.data_calls(), o.data_calls, "data calls under way");
    require_equal(model_.users().size(), o.users, "radios heard lately");
    require_equal(0, o.users_pushed_out, "radios that had to give way");
    require_equal(model_.tapes(), o.echo_tapes, "tapes of the echo service");
    most_connected_ = std::max(most_connected_, connected);
    most_streams_ = std::max(most_streams_, o.streams);
}

void invariants::check_counters()
{
    const core::counters& got = router_.counters();
    const core::counters& mine = model_.counters();
    require_equal(mine.datagrams, got.datagrams, "datagrams");
    require_equal(mine.malformed, got.malformed, "malformed datagrams");
    require_equal(mine.unknown, got.unknown, "unknown datagrams");
    require_equal(mine.quiet, got.quiet, "quiet datagrams");
    require_equal(mine.bursts, got.bursts, "bursts");
    require_equal(mine.forwarded, got.forwarded, "forwarded bursts");
    require_equal(mine.data_bursts, got.data_bursts, "bursts of data");
    require_equal(mine.data_forwarded, got.data_forwarded, "forwarded bursts of data");
    require_equal(mine.terminators, got.terminators, "terminators of the server's own");
    require_equal(mine.echo_bursts, got.echo_bursts, "bursts of the echo service");
    require_equal(witness_.closings(), got.terminators, "terminators as the network saw them");
    require_equal(mine.streams, got.streams, "streams");
    require_equal(mine.late_entries, got.late_entries, "late entries");
    for (std::size_t reason = 0; reason < core::drop_reasons; ++reason)
        require_equal(mine.dropped[reason], got.dropped[reason],
                      "dropped bursts, " + std::string{to_string(static_cast<core::drop_reason>(reason))});
    require_equal(mine.logins, got.logins, "logins");
    require_equal(mine.logins_refused, got.logins_refused, "refused logins");
    require_equal(mine.strangers, got.strangers, "messages of strangers");
    require_equal(mine.challenges, got.challenges, "challenges");
    require_equal(mine.refused_streams_forgotten, got.refused_streams_forgotten, "refused streams forgotten");
    // Nobody in this world asks so much that an answer is withheld.
    require_equal(0, got.replies_withheld, "withheld answers");
    require(got.digests >= before_.digests, "counters only grow");
    // A burst is part of a stream, or was dropped for one reason.
    const auto& dropped = got.dropped;
    const auto before_login = dropped[static_cast<std::size_t>(core::drop_reason::not_connected)];
    require_equal(model_.accepted() + got.data_bursts +
                      std::accumulate(dropped.begin(), dropped.end(), std::uint64_t{}),
                  got.bursts + before_login, "bursts accepted, dropped and of data");
    require_equal(got.forwarded, witness_.deliveries(), "forwarded bursts as the network saw them");
    // Every slot that began to carry a stream has stopped, but those that carry one now.
    std::uint64_t active = 0;
    for (const member& m : model_.members())
        active += static_cast<std::uint64_t>(
            std::count_if(m.slots.begin(), m.slots.end(), [](const timeslot& s) { return s.active; }));
    require_equal(active, witness_.started() - witness_.ended(), "streams started less streams ended");
    before_ = got;
}

void invariants::check_nothing_is_left()
{
    check();
    const core::occupancy o = router_.occupied();
    require_equal(0, o.sessions, "sessions at the end");
    require_equal(0, o.connected, "connected repeaters at the end");
    require_equal(0, o.slots_in_use, "slots in use at the end");
    require_equal(0, o.streams, "streams at the end");
    require_equal(0, o.subscription_keys, "keys of the subscriptions at the end");
    require_equal(0, o.data_calls, "data calls at the end");
    require_equal(0, o.users, "radios heard lately at the end");
    require_equal(0, o.echo_tapes, "tapes of the echo service at the end");
    require_equal(witness_.started(), witness_.ended(), "streams started and ended");
}

}

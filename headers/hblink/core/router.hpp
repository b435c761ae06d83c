// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/calls.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/links.hpp"
#include "hblink/core/logins.hpp"
#include "hblink/core/random.hpp"
#include "hblink/core/session_table.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunks.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace hblink::core {

// How full the core's tables are.
struct occupancy
{
    std::size_t sessions{};           // all of them, of at most limits.max_repeaters
    std::size_t connected{};          // of them
    sessions_by_type by_type{};       // of those
    std::size_t slots_in_use{};       // active or in hang time; streams of trunks count as such
    std::size_t streams{};            // that come in now
    std::size_t subscription_keys{};  // of the index from talkgroups to those who get them
    std::size_t data_calls{};         // under way
    std::size_t users{};              // radios heard lately, of at most user_cache::usual_most
    std::uint64_t users_pushed_out{}; // had to give way to others since the start
    std::size_t echo_tapes{};         // recorded or played, of at most echo::most_tapes
    std::size_t links{};              // enabled
    std::size_t links_up{};           // of them
    std::size_t trunks{};             // enabled
    std::size_t heard_streams{};      // known by the loop protection, of at most heard_streams::most
    std::uint64_t heard_streams_not_remembered{}; // there was no room, since the start
};

// The server without its sockets: it is told what arrived and what time it is, and answers with what to
// send (egress) and what happened (event_sink). All calls on one thread.
class router
{
public:
    // The references must outlive the router.
    router(config::settings, egress&, event_sink&, random_source&);
    router(const router&) = delete;
    router& operator=(const router&) = delete;

    // Any bytes from anyone.
    void on_datagram(const path&, wire::bytes datagram, time_point now);

    // Does this endpoint own a session? Others can wait.
    bool knows(const wire::endpoint& e) const noexcept { return connections_.sessions.at(e) != nullptr; }

    void check_repeaters(time_point now);  // every timeout.repeater seconds
    void check_streams(time_point now);    // every second
    void check_logins(time_point now);     // every second
    void clean_user_cache(time_point now); // every minute

    // Plays back what the echo service has recorded; answers when it is to be called again. Nothing: there is
    // nothing to be played for the next second.
    std::optional<time_point> play_echo(time_point now);

    // --- Links: what a link's task tells (spec links.md). A link that is not there any more is left alone.
    // ---

    void begin_link(link_id, time_point now);                     // an attempt begins: the name is looked up
    void open_link(link_id, const path& to_peer, time_point now); // a socket is there: the login goes out
    void fail_link(link_id, link_failure, std::string_view detail, time_point now); // before the login
    link_outcome outcome_of(link_id l) const { return links_.outcome(l); }
    void on_link_datagram(link_id, const path& from, wire::bytes, time_point now); // any bytes from anyone
    void on_link_time(link_id, time_point now); // does what is due at link::due()
    const link* find(link_id l) const noexcept { return connections_.links.find(l); } // null: removed
    template <class F>
    void for_each_link(F&& f) const // f(const link&)
    {
        connections_.links.for_each([&](const link& l) { f(l); });
    }

    // --- Trunks: what a trunk's task tells ------------------------------------------------------------

    void open_trunk(trunk_id, port_id, time_point now); // the socket is bound
    void resolve_trunk(trunk_id, const wire::endpoint& peer, time_point now);
    void fail_trunk(trunk_id, trunk_failure, std::string_view detail, time_point now);
    void on_trunk_datagram(trunk_id, const path& from, wire::bytes, time_point now); // any bytes from anyone
    const trunk* find(trunk_id t) const noexcept { return connections_.trunks.find(t); } // null: removed
    template <class F>
    void for_each_trunk(F&& f) const // f(const trunk&)
    {
        connections_.trunks.for_each([&](const trunk& t) { f(t); });
    }

    // --- Changes, and the end -------------------------------------------------------------------------

    // Takes over new settings (spec config.md, "Reload"). At once: logins, new calls, timeouts. Sessions and
    // their grants: reconsider is to be called until it is done. Running calls keep their targets.
    // Links and trunks that are not in the new settings as they were are closed; new ones wait for their
    // tasks.
    reconsideration reload(config::settings, time_point now);
    // Holds at most so many sessions against the settings. Those that are not allowed any more get MSTNAK.
    void reconsider(reconsideration&, std::size_t most, time_point now);

    // Ends a session with MSTNAK; it may log in again. False: that id has none. `text`: why.
    bool kick(dmr::repeater_id, std::string_view text, time_point now);
    // Keeps a repeater out from now on, on top of the configuration, and ends its sessions; answers how many.
    // Nothing: there is no room for another block.
    std::optional<std::size_t> block(core::block, time_point now);
    bool unblock(dmr::repeater_id id) { return logins_.blocks().remove(id); } // false: it was not blocked
    bool unblock(std::string_view callsign) { return logins_.blocks().remove(callsign); }
    const block_list& blocks() const noexcept { return logins_.blocks(); }

    // MSTCL to every connected repeater, RPTCL to every authenticated link; answers how many those are. No
    // datagram may come after it.
    std::size_t say_goodbye(time_point now);

    const config::settings& settings() const noexcept { return settings_; }
    const core::counters& counters() const noexcept { return counters_; }
    occupancy occupied() const noexcept;

    // f(const session&) for each session.
    template <class F>
    void for_each_session(F&& f) const
    {
        connections_.sessions.for_each(f);
    }
    // Some of them: f(const session&) for those in at most `most` places from `place` on. Answers the place
    // to go on with; nothing: that were the last. Who comes or goes in between may be missed.
    template <class F>
    std::optional<std::size_t> for_some_sessions(std::size_t place, std::size_t most, F&& f) const
    {
        return connections_.sessions.for_some(place, most, f);
    }
    const session* find(dmr::repeater_id id) const noexcept
    {
        return connections_.sessions.find(id);
    } // or null

private:
    void on_burst(const path&, const wire::dmrd&, time_point now);
    void on_nonsense(const path&, wire::bytes, boost::system::error_code, time_point now);

    config::settings settings_;
    event_sink& events_;
    core::counters counters_;
    connections connections_;
    subscriptions subscriptions_;
    calls calls_;
    logins logins_;
    links links_;
    trunks trunks_;
};

}

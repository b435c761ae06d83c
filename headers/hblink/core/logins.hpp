// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/calls.hpp"
#include "hblink/core/challenge.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/entry.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/grants.hpp"
#include "hblink/core/random.hpp"
#include "hblink/core/reply_limit.hpp"
#include "hblink/core/session_table.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hblink::core {

// How many sessions are connected, by config::connection_type.
using sessions_by_type = std::array<std::size_t, config::connection_types>;

// After a change of the settings the sessions are held against them once more, some at a time, so that voice
// does not wait.
struct reconsideration
{
    bool options_anew{false}; // options mean something else now: they are to be applied again
    bool done{false};
    std::size_t place{}; // of the first session that was not looked at yet
    std::size_t ended{}; // sessions that are not allowed any more
};

// The life of the sessions: login, keep-alive, goodbye (spec hbp.md, "Session of a repeater").
class logins
{
public:
    logins(const config::settings&, session_table&, subscriptions&, calls&, egress&, event_sink&,
           random_source&, counters&);

    void on(const path&, const wire::login_request&, time_point now);
    void on(const path&, const wire::challenge_answer&, time_point now);
    void on(const path&, const wire::description_report&, time_point now);
    void on(const path&, const wire::options_request&, time_point now);
    void on(const path&, const wire::keep_alive&, time_point now);
    void on(const path&, const wire::goodbye&, time_point now);
    void on(const path&, const wire::talker_alias&, time_point now);
    void on(const path&, const wire::position&, time_point now);

    // A message of a connected session has come from its own endpoint.
    void heard(session& s, const path& from, time_point now)
    {
        s.path.local = from.local; // voice leaves from the address that the client speaks to now
        refresh(s, now);
    }
    // A message for a session that its sender does not own.
    void refuse_stranger(const path& from, dmr::repeater_id id, std::string_view message, time_point now)
    {
        stranger(from, id, message, sessions_.find(id), now);
    }
    // The connected session of that id, if the datagram came from its own endpoint; it is refreshed.
    // Otherwise null, and the sender was told so, if he may be.
    session* connected(const path&, dmr::repeater_id, std::string_view message, time_point now);

    // Counts missed keep-alives, and removes who has missed too many. Every timeout.repeater seconds.
    void check_keep_alive(time_point now);
    // Removes unfinished logins, and applies options that had to wait. Every second.
    void check_unfinished(time_point now);

    // Ends a session; it may log in again. False: that id has none.
    bool kick(dmr::repeater_id, std::string_view text, time_point now);
    // Keeps a repeater out from now on, and ends its sessions; answers how many. Nothing: no room.
    std::optional<std::size_t> block(core::block, time_point now);
    block_list& blocks() noexcept { return entry_.blocks(); }
    const block_list& blocks() const noexcept { return entry_.blocks(); }

    // The settings have changed: new logins go by the new ones; `reconsider` is to be called for the
    // sessions.
    void settings_changed();
    void reconsider(reconsideration&, std::size_t most, time_point now);

    // MSTCL to every connected repeater; answers how many those are.
    std::size_t say_goodbye();

    std::size_t unfinished() const noexcept { return unfinished_.size(); } // sessions without RPTC
    const sessions_by_type& connected_by_type() const noexcept { return connected_by_type_; }

private:
    void stranger(const path&, dmr::repeater_id, std::string_view message, const session*, time_point now);
    bool refuse_early(const path&, dmr::repeater_id, const session*, time_point now);
    void refuse(const path&, const login_refused&, time_point now);
    bool may_refuse(const path&, dmr::repeater_id) const;
    bool send_refusal(const path&, dmr::repeater_id, time_point now);
    void send(const path&, wire::bytes);

    struct proven
    {
        const config::proof* proof{}; // null: none
        bool candidates{false};       // there was something that could be proven
    };
    void explain_wrong_passphrase(login_refused&) const;
    proven prove(const path&, const wire::challenge_answer&, time_point now);
    void log_in(const path&, const wire::challenge_answer&, const config::proof&, session*, time_point now);

    bool admit(session&, wire::station&&, time_point now);
    bool detect_type(session&);
    bool reconsider(session&, bool options_anew, time_point now);
    void apply_rule(session&, std::shared_ptr<const config::access_rule>, time_point now);
    session* speaker(const path&, wire::bytes body) const;

    void refresh(session& s, time_point now)
    {
        const duration silent_for = now - s.last_heard;
        s.last_heard = now;
        if (s.missed_pings != 0) [[unlikely]]
            resume(s, silent_for, now);
    }
    void resume(session&, duration silent_for, time_point now);
    void disconnect(session&, disconnect_reason, time_point now, std::string_view text = {});
    void remove(session&);

    const config::settings& settings_;
    session_table& sessions_;
    calls& calls_;
    egress& egress_;
    event_sink& events_;
    counters& counters_;

    entry entry_;
    grants grants_;
    challenge challenge_;
    reply_limit limit_;
    boost::unordered_flat_set<std::uint32_t> unfinished_; // ids of the sessions without RPTC
    sessions_by_type connected_by_type_{};
};

}

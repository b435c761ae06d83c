// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/router.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace hblink::core {

router::router(config::settings settings, egress& egress, event_sink& events, random_source& random)
    : settings_{std::move(settings)},
      events_{events},
      calls_{settings_, connections_, subscriptions_, egress, events, random, counters_},
      logins_{settings_, connections_.sessions, subscriptions_, calls_, egress, events, random, counters_},
      links_{settings_, connections_.links, subscriptions_, calls_, egress, events, random, counters_},
      trunks_{settings_, connections_.trunks, calls_, events, counters_}
{}

void router::on_datagram(const path& from, wire::bytes datagram, time_point now)
{
    ++counters_.datagrams;
    if (wire::is_burst(datagram)) [[likely]]
        return on_burst(from, wire::dmrd{datagram}, now);
    const auto message = wire::parse_client_message(datagram);
    if (!message)
        return on_nonsense(from, datagram, message.error(), now);
    ++counters_.messages[message->index()];
    std::visit(
        [&](const auto& m) {
            if constexpr (std::is_same_v<decltype(m), const wire::dmrd&>)
                on_burst(from, m, now);
            else
                logins_.on(from, m, now);
        },
        *message);
}

void router::on_burst(const path& from, const wire::dmrd& burst, time_point now)
{
    session* const s = connections_.sessions.find(burst.id());
    if (s == nullptr || s->path.remote != from.remote) [[unlikely]]
        return logins_.refuse_stranger(from, burst.id(), "DMRD", now);
    if (s->state == session_state::configuring) [[unlikely]] {
        ++counters_.dropped[static_cast<std::size_t>(drop_reason::not_connected)];
        return;
    }
    logins_.heard(*s, from, now);
    calls_.on_burst(*s, burst, now);
}

void router::on_nonsense(const path& from, wire::bytes datagram, boost::system::error_code error,
                         time_point now)
{
    if (error == wire::message_error::quiet) {
        ++counters_.quiet;
        return;
    }
    ++(error == wire::message_error::unknown ? counters_.unknown : counters_.malformed);
    events_.on(datagram_refused{from, datagram, static_cast<wire::message_error>(error.value())}, now);
}

void router::check_repeaters(time_point now) { logins_.check_keep_alive(now); }
void router::check_streams(time_point now) { calls_.check(now); }
void router::clean_user_cache(time_point now) { calls_.clean_user_cache(now); }
std::optional<time_point> router::play_echo(time_point now) { return calls_.play_echo(now); }
void router::check_logins(time_point now) { logins_.check_unfinished(now); }
bool router::kick(dmr::repeater_id id, std::string_view text, time_point now)
{
    return logins_.kick(id, text, now);
}
std::optional<std::size_t> router::block(core::block b, time_point now)
{
    return logins_.block(std::move(b), now);
}

reconsideration router::reload(config::settings settings, time_point now)
{
    const config::limit_settings& before = settings_.limits;
    const config::limit_settings& after = settings.limits;
    const bool options_anew = before.talkgroups_per_slot != after.talkgroups_per_slot ||
                              before.translations_per_repeater != after.translations_per_repeater ||
                              settings_.dmrplus_options != settings.dmrplus_options;
    settings_ = std::move(settings);
    calls_.settings_changed();
    logins_.settings_changed();
    links_.settings_changed(now);
    trunks_.settings_changed(now);
    return {.options_anew = options_anew};
}

void router::reconsider(reconsideration& r, std::size_t most, time_point now)
{
    logins_.reconsider(r, most, now);
}

std::size_t router::say_goodbye(time_point now) { return logins_.say_goodbye() + links_.say_goodbye(now); }

void router::begin_link(link_id l, time_point now) { links_.begin(l, now); }
void router::open_link(link_id l, const path& to_peer, time_point now) { links_.open(l, to_peer, now); }
void router::on_link_time(link_id l, time_point now) { links_.on_time(l, now); }
void router::fail_link(link_id l, link_failure why, std::string_view detail, time_point now)
{
    links_.fail(l, why, detail, now);
}
void router::on_link_datagram(link_id l, const path& from, wire::bytes datagram, time_point now)
{
    links_.on_datagram(l, from, datagram, now);
}

void router::open_trunk(trunk_id t, port_id port, time_point now) { trunks_.open(t, port, now); }
void router::resolve_trunk(trunk_id t, const wire::endpoint& peer, time_point now)
{
    trunks_.resolved(t, peer, now);
}
void router::fail_trunk(trunk_id t, trunk_failure why, std::string_view detail, time_point now)
{
    trunks_.fail(t, why, detail, now);
}
void router::on_trunk_datagram(trunk_id t, const path& from, wire::bytes datagram, time_point now)
{
    trunks_.on_datagram(t, from, datagram, now);
}

occupancy router::occupied() const noexcept
{
    std::size_t links_up = 0;
    connections_.links.for_each([&](const link& l) { links_up += l.up() ? 1U : 0U; });
    return {.sessions = connections_.sessions.size(),
            .connected = connections_.sessions.size() - logins_.unfinished(),
            .by_type = logins_.connected_by_type(),
            .slots_in_use = calls_.slots_in_use(),
            .streams = calls_.running(),
            .subscription_keys = subscriptions_.keys(),
            .data_calls = calls_.data_calls_running(),
            .users = calls_.users().size(),
            .users_pushed_out = calls_.users().pushed_out(),
            .echo_tapes = calls_.echo_tapes(),
            .links = connections_.links.size(),
            .links_up = links_up,
            .trunks = connections_.trunks.size(),
            .heard_streams = calls_.heard().size(),
            .heard_streams_not_remembered = calls_.heard().not_remembered()};
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/links.hpp"

#include "hblink/config/link_options.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace hblink::core {
namespace {

// A link that has been up for so long was well: the next attempt need not wait for longer than a ping time.
constexpr duration settled = std::chrono::minutes{1};

link_failure failure_of(link_end e) noexcept
{
    switch (e) {
    case link_end::no_answer:
        return link_failure::no_answer;
    case link_end::refused:
        return link_failure::refused;
    case link_end::closed:
        return link_failure::closed;
    case link_end::pongs_missed:
        return link_failure::pongs_missed;
    }
    return link_failure::no_answer;
}

}

links::links(const config::settings& settings, link_table& table, subscriptions& subscriptions, calls& calls,
             egress& egress, event_sink& events, random_source& random, counters& counters)
    : settings_{settings},
      table_{table},
      subscriptions_{subscriptions},
      calls_{calls},
      egress_{egress},
      events_{events},
      random_{random},
      counters_{counters}
{
    for (const config::link_settings& s : settings.links)
        if (s.enabled)
            add(s);
}

void links::add(const config::link_settings& s)
{
    table_.add(s, config::link_talkgroups(s.options, settings_.limits.talkgroups_per_slot,
                                          settings_.dmrplus_options));
}

void links::send(const link& l, wire::bytes datagram)
{
    const path* const to = &l.path;
    egress_.send(std::span{&to, 1}, datagram);
}

// --- Attempts --------------------------------------------------------------------------------------

void links::begin(link_id number, time_point now)
{
    link* const l = table_.find(number);
    if (l == nullptr)
        return;
    ++l->counts.attempts;
    events_.on(link_connecting{*l}, now);
}

void links::open(link_id number, const path& to_peer, time_point now)
{
    link* const l = table_.find(number);
    if (l == nullptr)
        return;
    l->path = to_peer;
    l->open = true;
    send(*l, l->login.begin(settings_.timing.ping_time, now));
}

void links::fail(link_id number, link_failure why, std::string_view detail, time_point now)
{
    if (link* const l = table_.find(number); l != nullptr)
        go_down(*l, why, now, detail);
}

link_outcome links::outcome(link_id number) const
{
    const link* const l = table_.find(number);
    if (l == nullptr || !l->last_failure)
        return {};
    const bool this_address =
        l->last_failure == link_failure::no_answer || l->last_failure == link_failure::no_socket;
    return {this_address, l->pause};
}

void links::take(link& l, const link_login::reaction& r, time_point now)
{
    if (!r.send.empty())
        send(l, r.send);
    if (r.came_up)
        come_up(l, now);
    if (r.ended) {
        if (r.goodbye)
            send(l, wire::write_goodbye(l.id));
        go_down(l, failure_of(*r.ended), now);
    }
}

void links::come_up(link& l, time_point now)
{
    ++l.counts.logins;
    l.attempts = 0;
    l.last_failure.reset();
    l.changed_at = now;
    for (const std::size_t i : {0U, 1U}) {
        l.talkgroups[i] = l.wanted[i];
        subscriptions_.add(l, dmr::slot_at(i), l.talkgroups[i]);
    }
    l.subscribed = true;
    subscriptions_.set_unit_calls(l, l.settings.unit_calls);
    events_.on(link_connected{l}, now);
}

// Whatever it was: resolving, logging in, up.
void links::go_down(link& l, link_failure why, time_point now, std::string_view detail)
{
    const bool was_up = l.subscribed;
    const duration up_for = now - l.changed_at;
    l.open = false;
    l.login.stop();
    l.last_failure = why;
    l.changed_at = now;
    ++l.counts.failures[static_cast<std::size_t>(why)];
    if (was_up) {
        calls_.forget(l, now);
        for (const std::size_t i : {0U, 1U})
            subscriptions_.remove(l, dmr::slot_at(i), l.talkgroups[i]);
        l.subscribed = false;
        subscriptions_.set_unit_calls(l, false);
        if (up_for >= settled) // else it may go on like that for ever
            l.patience.was_up(settings_.timing.ping_time);
        l.pause = l.patience.next(random_);
        events_.on(link_disconnected{l, why, up_for}, now);
    } else {
        ++l.attempts;
        l.pause = l.patience.next(random_);
        events_.on(link_failed{l, why, detail}, now);
    }
}

// --- Datagrams -------------------------------------------------------------------------------------

void links::on_datagram(link_id number, const path& from, wire::bytes datagram, time_point now)
{
    ++counters_.datagrams;
    ++counters_.peer_datagrams;
    link* const l = table_.find(number);
    if (l == nullptr || !l->open)
        return;
    if (from.remote != l->path.remote) {
        ++l->counts.wrong_source;
        return;
    }
    if (wire::is_burst(datagram)) [[likely]]
        return on_burst(*l, wire::dmrd{datagram}, now);
    const auto message = wire::parse_server_message(datagram);
    if (!message) {
        ++l->counts.unknown;
        return;
    }
    take(*l, l->login.on(*message, now), now);
}

void links::on_burst(link& l, const wire::dmrd& burst, time_point now)
{
    if (!l.subscribed) {
        ++l.counts.not_up;
        return;
    }
    ++l.counts.received;
    ++counters_.peer_bursts;
    calls_.on_burst(l, burst, now);
}

void links::on_time(link_id number, time_point now)
{
    if (link* const l = table_.find(number); l != nullptr && l->open)
        take(*l, l->login.on_time(now), now);
}

// --- Ends ------------------------------------------------------------------------------------------

void links::close(link& l, time_point now)
{
    const bool goodbye = l.login.authenticated();
    if (l.subscribed || l.counts.attempts != 0) // who was told of it is told that it goes
        go_down(l, link_failure::removed, now);
    if (goodbye)
        send(l, wire::write_goodbye(l.id));
    calls_.detach(l);
    table_.remove(l.number);
}

void links::settings_changed(time_point now)
{
    std::vector<const config::link_settings*> wanted;
    for (const config::link_settings& s : settings_.links)
        if (s.enabled)
            wanted.push_back(&s);
    std::vector<link*> unwanted;
    table_.for_each([&](link& l) {
        l.login.change_ping_time(settings_.timing.ping_time);
        const auto same =
            std::find_if(wanted.begin(), wanted.end(), [&](const auto* s) { return *s == l.settings; });
        if (same != wanted.end())
            wanted.erase(same);
        else
            unwanted.push_back(&l);
    });
    for (link* const l : unwanted)
        close(*l, now);
    for (const config::link_settings* const s : wanted)
        add(*s);
}

std::size_t links::say_goodbye(time_point now)
{
    std::size_t told = 0;
    table_.for_each([&](link& l) {
        const bool goodbye = l.login.authenticated();
        if (l.subscribed)
            go_down(l, link_failure::shutdown, now);
        l.login.stop();
        if (!goodbye)
            return;
        ++told;
        egress_.send_persistently(l.path, wire::write_goodbye(l.id));
    });
    return told;
}

}

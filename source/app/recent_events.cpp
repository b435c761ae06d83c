// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/recent_events.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace hblink::app {
namespace {

using observe::log_event;

auto first_from(const std::deque<recent_event>& all, std::uint64_t serial)
{
    return std::lower_bound(all.begin(), all.end(), serial,
                            [](const recent_event& e, std::uint64_t s) { return e.serial < s; });
}

std::string who(const recent_event& e)
{
    switch (e.from) {
    case core::connection_kind::link:
        return "Link " + e.name;
    case core::connection_kind::trunk:
        return "Trunk " + e.name;
    case core::connection_kind::repeater:
        break;
    }
    const std::string id = std::to_string(e.id.value());
    return e.name.empty() ? "Repeater " + id : e.name + " (" + id + ')';
}

std::string speaker(const recent_event& e, const std::string& name)
{
    const std::string id = std::to_string(e.call->source.value());
    return name.empty() ? "Radio " + id : name + " (" + id + ')';
}

std::string destination(const recent_event& e)
{
    const std::string number = std::to_string(e.call->destination);
    const std::string slot = " on slot " + std::to_string(dmr::number_of(e.slot));
    return (e.is_unit() ? "radio " : "talkgroup ") + number + slot;
}

std::string tenths(double seconds)
{
    const auto t = std::llround(seconds * 10);
    return std::to_string(t / 10) + '.' + std::to_string(t % 10);
}

// In words; a reason as it stands in the log has underscores.
std::string because(const recent_event& e)
{
    if (e.reason.empty())
        return {};
    std::string text = ": " + std::string{e.reason};
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

// One sentence, without addresses.
std::string sentence(const recent_event& e, const std::string& name)
{
    switch (e.what) {
    case log_event::stream_started:
        return speaker(e, name) + " calls " + destination(e) + " by " + who(e) + '.';
    case log_event::stream_ended:
        return "The call of " + speaker(e, name) + " to " + destination(e) + " by " + who(e) +
               " has ended after " + tenths(e.length_s.value_or(0)) + " s" + because(e) + '.';
    case log_event::data_call:
        return speaker(e, name) + " has sent data to " + destination(e) + " by " + who(e) + '.';
    case log_event::repeater_connected:
    case log_event::link_up:
        return who(e) + " is connected.";
    case log_event::repeater_disconnected:
    case log_event::repeater_lost:
    case log_event::link_down:
        return who(e) + " is gone" + because(e) + '.';
    case log_event::keep_alive_missed:
        return who(e) + " misses its keep-alives.";
    case log_event::keep_alive_resumed:
        return who(e) + " sends keep-alives again.";
    case log_event::options_applied:
        return who(e) + " has other talkgroups or options now.";
    case log_event::link_failed:
        return who(e) + " does not come up" + because(e) + '.';
    case log_event::trunk_open:
        return who(e) + " is open.";
    case log_event::trunk_closed:
        return who(e) + " is closed.";
    case log_event::trunk_peer:
        return who(e) + " knows its peer's address.";
    case log_event::trunk_failed:
        return who(e) + " does not work" + because(e) + '.';
    default:
        return std::string{observe::phrase(e.what)} + '.';
    }
}

}

recent_events::added recent_events::add(recent_event e)
{
    std::deque<recent_event>& all = e.call ? calls_ : operations_;
    added a{.serial = ++last_, .gone = {}};
    e.serial = a.serial;
    if (all.size() == most) {
        a.gone = std::move(all.front());
        all.pop_front();
    }
    all.push_back(std::move(e));
    return a;
}

const recent_event* recent_events::find(std::uint64_t serial) const noexcept
{
    const recent_event* const found = from(serial);
    return found != nullptr && found->serial == serial ? found : nullptr;
}

const recent_event* recent_events::from(std::uint64_t serial) const noexcept
{
    const auto call = first_from(calls_, serial);
    const auto operation = first_from(operations_, serial);
    if (call == calls_.end())
        return operation == operations_.end() ? nullptr : &*operation;
    if (operation == operations_.end() || call->serial < operation->serial)
        return &*call;
    return &*operation;
}

void write_event(json_text& to, const recent_event& e, row_context& c)
{
    static constexpr std::array<char, 3> letters{'r', 'l', 't'};
    const std::string name = e.call ? c.names.user(e.call->source.value()) : std::string{};
    to.begin_object();
    to.member("at_ms", e.at_ms).member("about", e.call ? "call" : "operation");
    to.member("event", to_string(e.what)).member("severity", e.warning ? "warning" : "info");
    to.member("who", letters[static_cast<std::size_t>(e.from)] + std::to_string(e.number));
    to.member("name", e.name).member("id", e.id);
    std::string text = sentence(e, name);
    if (!e.remedy.empty())
        text.append(" To do: ").append(e.remedy).append(".");
    to.member("text", text);
    if (e.call) {
        to.key("call").begin_object();
        to.member("slot", dmr::number_of(e.slot)).member("source", e.call->source);
        if (!name.empty())
            to.member("source_name", name);
        to.member("destination", e.call->destination).member("kind", kind_of(e.call->call, e.broadcast));
        if (e.length_s)
            to.member("length_s", *e.length_s);
        to.end_object();
    }
    to.end_object();
}

}

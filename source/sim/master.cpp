// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/master.hpp"

#include "hblink/sim/printable.hpp"
#include "hblink/wire/station.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>
#include <string_view>
#include <utility>
#include <variant>

namespace hblink::sim {

namespace {

std::string text_of(const endpoint& e)
{
    std::ostringstream out;
    out << e;
    return out.str();
}

std::string text_of(dmr::repeater_id id) { return std::to_string(id.value()); }

// In the order of wire::station_field.
constexpr std::array<std::string_view, wire::station_fields> field_names{
    "callsign", "rx frequency", "tx frequency", "power", "colour code", "latitude", "longitude",
    "height",   "location",     "description",  "slots", "url",         "software", "package"};

}

master::master(master_behaviour b, narrator n)
    : behaviour_{std::move(b)},
      tell_{n},
      heard_{std::move(n)},
      calls_{behaviour_.calls},
      random_{behaviour_.seed}
{}

letters master::receive(const endpoint& from, wire::bytes message, time_point now)
{
    letters reply;
    const arrival a{from, now, reply};
    if (const auto parsed = wire::parse_client_message(message))
        std::visit([&](const auto& m) { on(m, a); }, *parsed);
    else
        ++not_understood_;
    return reply;
}

letters master::tick(time_point now)
{
    heard_.tick(now);
    for (auto i = clients_.begin(); i != clients_.end();) {
        if (now - i->second.last_heard < patience) {
            ++i;
            continue;
        }
        tell_(text_of(i->first) + " is silent for a minute and forgotten");
        i = clients_.erase(i);
    }
    letters out;
    while (const auto burst = calls_.next(connected() > 0 && !is_mute(), now))
        for (const auto& [id, c] : clients_)
            if (c.at == step::connected && !is_mute()) {
                out.push_back({c.from, {burst->begin(), burst->end()}});
                ++bursts_sent_;
            }
    return out;
}

letters master::stop(time_point)
{
    letters out;
    const auto last = calls_.cut_short();
    for (const auto& [id, c] : clients_) {
        if (c.at != step::connected || is_mute())
            continue;
        if (last)
            out.push_back({c.from, {last->begin(), last->end()}});
        const auto goodbye = wire::write_server_goodbye(id);
        out.push_back({c.from, {goodbye.begin(), goodbye.end()}});
    }
    return out;
}

std::size_t master::connected() const noexcept
{
    return static_cast<std::size_t>(std::count_if(
        clients_.begin(), clients_.end(), [](const auto& one) { return one.second.at == step::connected; }));
}

bool master::passed() const { return behaviour_.refuses ? refusals_ > 0 : logins_ > 0; }

// --- Answers ---------------------------------------------------------------------------------------

bool master::is_mute() const noexcept { return behaviour_.mute_after && answers_ >= *behaviour_.mute_after; }

void master::answer(const arrival& a, wire::bytes bytes)
{
    if (is_mute())
        return;
    ++answers_;
    a.reply.push_back({a.from, {bytes.begin(), bytes.end()}});
    if (is_mute())
        tell_("says nothing any more from now on (--mute-after)");
}

void master::refuse(dmr::repeater_id id, const arrival& a, const std::string& why)
{
    ++refusals_;
    tell_(text_of(id) + " at " + text_of(a.from) + " is refused: " + why);
    answer(a, wire::write_refusal(id));
}

// The client with this id at this endpoint that has come at least so far; the others are refused.
master::client* master::known(dmr::repeater_id id, const arrival& a, step least)
{
    const auto found = clients_.find(id);
    if (behaviour_.refuses)
        refuse(id, a, "as everybody is (--nak)");
    else if (found == clients_.end())
        refuse(id, a, "it has not logged in");
    else if (found->second.from != a.from)
        refuse(id, a, "it has logged in from " + text_of(found->second.from));
    else if (found->second.at < least)
        refuse(id, a, "its login is not complete");
    else {
        found->second.last_heard = a.now;
        return &found->second;
    }
    return nullptr;
}

wire::salt master::fresh_salt()
{
    const auto number = static_cast<std::uint32_t>(random_());
    return {std::byte(number >> 24), std::byte(number >> 16 & 0xFF), std::byte(number >> 8 & 0xFF),
            std::byte(number & 0xFF)};
}

// --- What clients say ------------------------------------------------------------------------------

void master::on(const wire::login_request& m, const arrival& a)
{
    if (behaviour_.refuses)
        return refuse(m.id, a, "as everybody is (--nak)");
    const auto found = clients_.find(m.id);
    const bool again =
        found != clients_.end() && found->second.from == a.from && found->second.at == step::challenged;
    if (!again) {
        if (found == clients_.end() && clients_.size() == most_clients)
            return refuse(m.id, a, "there are too many already");
        tell_(text_of(m.id) + " at " + text_of(a.from) + " asks to log in");
        client fresh;
        fresh.from = a.from;
        fresh.salt = fresh_salt();
        clients_[m.id] = std::move(fresh);
    }
    client& c = clients_[m.id];
    c.last_heard = a.now;
    answer(a, wire::write_challenge(c.salt)); // a repeated question gets the same answer
}

void master::on(const wire::challenge_answer& m, const arrival& a)
{
    client* const c = known(m.id, a, step::challenged);
    if (c == nullptr)
        return;
    if (!wire::equal(m.proof, sha_.challenge_answer(c->salt, behaviour_.passphrase))) {
        clients_.erase(m.id);
        return refuse(m.id, a, "its passphrase is another one");
    }
    if (c->at == step::challenged) {
        c->at = step::proven;
        tell_(text_of(m.id) + " knows the passphrase");
    }
    answer(a, wire::write_acknowledgement(m.id));
}

void master::on(const wire::description_report& m, const arrival& a)
{
    client* const c = known(m.id, a, step::proven);
    if (c == nullptr)
        return;
    if (c->at == step::proven) {
        c->at = step::connected;
        ++logins_;
        c->callsign = wire::station::read(m.fields).callsign();
        describe(m.id, *c, m.fields);
    }
    answer(a, wire::write_acknowledgement(m.id));
}

void master::describe(dmr::repeater_id id, const client& c, wire::bytes fields)
{
    const auto station = wire::station::read(fields);
    std::ostringstream out;
    out << id.value() << " at " << c.from << " is logged in and says of itself:";
    for (std::size_t i = 0; i < field_names.size(); ++i)
        out << "\n    " << std::left << std::setw(14) << field_names[i]
            << station[static_cast<wire::station_field>(i)];
    constexpr std::size_t usual = wire::rptc_size - 8; // without "RPTC" and the id
    if (fields.size() != usual)
        out << "\n    (" << fields.size() + 8 << " bytes; " << wire::rptc_size << " are usual)";
    tell_(out.str());
}

void master::on(const wire::options_request& m, const arrival& a)
{
    client* const c = known(m.id, a, step::connected);
    if (c == nullptr)
        return;
    c->options = printable(m.text);
    tell_(text_of(m.id) + " asks for options \"" + c->options + '"');
    answer(a, wire::write_acknowledgement(m.id));
}

void master::on(const wire::keep_alive& m, const arrival& a)
{
    if (known(m.id, a, step::connected) == nullptr)
        return;
    ++pings_;
    answer(a, wire::write_pong(m.id));
}

void master::on(const wire::goodbye& m, const arrival& a)
{
    const auto found = clients_.find(m.id);
    if (found == clients_.end() || found->second.from != a.from)
        return; // never answered
    ++goodbyes_;
    tell_(text_of(m.id) + " says goodbye");
    clients_.erase(found);
}

void master::on(const wire::dmrd& m, const arrival& a)
{
    if (known(m.id(), a, step::connected) != nullptr)
        heard_.on(m, a.now);
}

// --- Report ----------------------------------------------------------------------------------------

std::string master::to_table() const
{
    std::ostringstream out;
    const auto row = [&out](std::string_view name, std::uint64_t value, std::string_view remark = {}) {
        out << "  " << std::left << std::setw(20) << name << std::right << std::setw(12) << value
            << (remark.empty() ? "" : "  ") << remark << '\n';
    };
    row("logged in", connected(), "at the end");
    row("logins", logins_);
    row("refusals", refusals_);
    row("pings", pings_);
    row("goodbyes", goodbyes_);
    row("not understood", not_understood_, "datagrams");
    row("calls sent", calls_.calls());
    row("bursts sent", bursts_sent_);
    out << heard_.to_table() << (passed() ? "passed" : "FAILED: nobody has logged in") << '\n';
    return out.str();
}

std::string master::to_json() const
{
    boost::json::array clients;
    for (const auto& [id, c] : clients_)
        clients.push_back(boost::json::object{{"id", id.value()},
                                              {"connected", c.at == step::connected},
                                              {"callsign", c.callsign},
                                              {"options", c.options}});
    const boost::json::object o{{"plays", "master"},
                                {"connected", connected()},
                                {"clients", std::move(clients)},
                                {"logins", logins_},
                                {"refusals", refusals_},
                                {"pings", pings_},
                                {"goodbyes", goodbyes_},
                                {"not_understood", not_understood_},
                                {"calls_sent", calls_.calls()},
                                {"bursts_sent", bursts_sent_},
                                {"heard", heard_.to_json()},
                                {"passed", passed()}};
    return boost::json::serialize(o) + '\n';
}

}

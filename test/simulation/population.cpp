// SPDX-License-Identifier: GPL-3.0-or-later
#include "population.hpp"

#include <chrono>
#include <string>

#include "wishes.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto retry = 10s;        // of an unanswered message, and the time between two keep-alives
constexpr auto patience = 60s;     // without MSTPONG
constexpr unsigned doubling = 200; // one message of a login of so many comes twice

}

population::population(const roster& r, judged_server& s, schedule& q, dice& d)
    : roster_{r}, server_{s}, schedule_{q}, dice_{d}, clients_(r.size())
{}

void population::open()
{
    for (std::uint32_t place = 0; place < size(); ++place) {
        clients_[place].wants =
            random_wish(dice_, roster_.scene(), roster_.membership_of(place) == membership::trusted);
        clients_[place].prefers_one_stream_id = dice_.one_in(20);
        set_timer(place, dice_.between(0s, roster_.scene().arrival));
    }
}

void population::close()
{
    for (std::uint32_t place = 0; place < size(); ++place) {
        if (place % 2 == 0)
            server_.goodbye(endpoint(place), roster::id_of(place));
        clients_[place].at = stage::away;
        ++clients_[place].timer;
    }
}

void population::set_timer(std::uint32_t place, core::duration d)
{
    schedule_.add(server_.now() + d, errand::client, place, ++clients_[place].timer);
}

void population::on_timer(const appointment& a)
{
    client& c = clients_[a.who];
    if (a.number != c.timer)
        return;
    if (c.at == stage::running)
        return keep_alive(a.who);
    if (c.at == stage::away || c.at == stage::resting)
        c.at = stage::greeting;
    send_what_is_due(a.who);
}

bool population::loses(std::uint32_t place)
{
    return clients_[place].deaf_until > server_.now() || dice_.one_in(roster_.scene().loss);
}

// --- Logging in ----------------------------------------------------------------------------------------

// The same message again after 10 s, for ever.
void population::send_what_is_due(std::uint32_t place)
{
    set_timer(place, retry);
    if (loses(place))
        return;
    send_once(place);
    if (dice_.one_in(doubling))
        send_once(place);
}

void population::send_once(std::uint32_t place)
{
    const client& c = clients_[place];
    const std::uint32_t id = roster::id_of(place);
    const sender from = endpoint(place);
    switch (c.at) {
    case stage::greeting:
        server_.login_request(from, id);
        break;
    case stage::proving:
        server_.challenge_answer(from, id, c.answer);
        break;
    case stage::describing:
        server_.description(from, id);
        break;
    case stage::asking:
        server_.options(from, id, c.wants);
        break;
    case stage::away:
    case stage::running:
    case stage::resting:
        return;
    }
    take_answers(place);
}

void population::take_answers(std::uint32_t place)
{
    for (const reply& r : server_.replies())
        take_answer(place, r);
}

// Answers to a port that it no longer has never arrive.
void population::take_answer(std::uint32_t place, const reply& r)
{
    client& c = clients_[place];
    if (r.what == answer::challenge)
        check_salt(place, r);
    if (sender{r.host, r.port} != endpoint(place) || loses(place))
        return;
    switch (r.what) {
    case answer::pong:
        c.last_pong = server_.now();
        return;
    case answer::refusal:
        if (c.at != stage::away)
            rest(place);
        return;
    case answer::challenge:
        if (c.at != stage::greeting)
            return;
        c.salt = r.id;
        prove(c, place);
        return proceed(place, stage::proving);
    case answer::acknowledgement:
        break;
    }
    // Clients do not look at what is acknowledged.
    if (c.at == stage::proving)
        proceed(place, stage::describing);
    else if (c.at == stage::describing && !c.wants.text.empty())
        proceed(place, stage::asking);
    else if (c.at == stage::describing || c.at == stage::asking)
        proceed(place, stage::running);
}

// "The same endpoint gets the same salt again on a retry", within a minute of the server's.
void population::check_salt(std::uint32_t place, const reply& r)
{
    client& c = clients_[place];
    const std::int64_t minute = server_.now().time_since_epoch() / 1min;
    if (c.salt_minute == minute && c.salt_port == r.port && c.salt != r.id)
        throw disagreement{"two salts for one endpoint in one minute", roster::id_of(place)};
    c.salt_minute = minute;
    c.salt_port = r.port;
    c.salt = r.id;
}

void population::prove(client& c, std::uint32_t place)
{
    wire::salt salt{};
    for (std::size_t i = 0; i < salt.size(); ++i)
        salt[i] = static_cast<std::byte>(c.salt >> (24 - 8 * i));
    c.answer.digest = sha256_.challenge_answer(salt, roster_.passphrase_of(place));
    c.answer.challenged = endpoint(place);
    c.answer.minute = server_.now().time_since_epoch() / 1min;
    c.answer.right_passphrase = !roster_.mistyped_its_passphrase(place);
}

// The answer takes its time on the way, and so does the next message.
void population::proceed(std::uint32_t place, stage next)
{
    client& c = clients_[place];
    c.at = next;
    c.last_pong = server_.now();
    set_timer(place, next == stage::running ? dice_.between(1ms, retry) : dice_.between(20ms, 120ms));
}

void population::rest(std::uint32_t place)
{
    clients_[place].at = stage::resting;
    if (dice_.one_in(4))
        change_port(clients_[place]);
    set_timer(place, retry);
}

// --- Being there -----------------------------------------------------------------------------------------

void population::keep_alive(std::uint32_t place)
{
    client& c = clients_[place];
    if (server_.now() - c.last_pong > patience)
        return proceed(place, stage::greeting);
    set_timer(place, retry);
    if (loses(place))
        return;
    server_.keep_alive(endpoint(place), roster::id_of(place));
    take_answers(place);
}

void population::change_port(client& c) { c.port = static_cast<std::uint16_t>(1024 + dice_.below(60'000)); }

void population::depart(std::uint32_t place)
{
    ++departures_;
    if (!loses(place))
        server_.goodbye(endpoint(place), roster::id_of(place));
    clients_[place].at = stage::away;
    set_timer(place, dice_.between(5s, 10min));
}

void population::ask_again(std::uint32_t place, unsigned times)
{
    for (; times > 0; --times) {
        client& c = clients_[place];
        c.wants = random_wish(dice_, roster_.scene(), roster_.membership_of(place) == membership::trusted);
        if (c.wants.text.empty() || loses(place))
            continue;
        server_.options(endpoint(place), roster::id_of(place), c.wants);
        take_answers(place);
    }
}

void population::log_in_again(std::uint32_t place)
{
    clients_[place].at = stage::greeting;
    send_what_is_due(place);
}

void population::churn()
{
    const std::uint32_t place = dice_.below(size());
    client& c = clients_[place];
    if (c.at != stage::running)
        return;
    const std::uint32_t what = dice_.below(100);
    if (what < 35)
        return ask_again(place, 1);
    if (what < 55) {
        ++outages_;
        c.deaf_until = server_.now() + dice_.between(20s, 8min);
        return;
    }
    if (what < 75)
        return depart(place);
    if (what < 90) { // its router gives it a new port, and it does not know
        ++moves_;
        return change_port(c);
    }
    if (what < 94)
        return log_in_again(place);
    if (what < 98) { // describes itself again
        c.at = stage::describing;
        return send_what_is_due(place);
    }
    ask_again(place, 40); // more often than a minute allows
}

}

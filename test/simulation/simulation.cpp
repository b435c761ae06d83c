// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation.hpp"

#include <algorithm>
#include <cstdio>

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

// The seed decides what the server's operator has configured, too.
house_rules house_of(const plan& p)
{
    if (p.house)
        return *p.house;
    house_rules h;
    h.forward_data_calls = p.seed % 2 == 1;
    if (p.seed % 3 == 0)
        h.max_call = p.scene.crowded ? 4s : 15s;
    if (p.scene.crowded)
        h.user_timeout = 60s;
    return h;
}

core::duration between_calls(const plan& p)
{
    const double each_second = p.calls_per_hundred * p.repeaters / 100;
    return std::chrono::duration_cast<core::duration>(std::chrono::duration<double>{1 / each_second});
}

}

simulated_network::simulated_network(const plan& p)
    : plan_{p},
      roster_{p.scene, house_of(p), p.repeaters},
      dice_{p.seed},
      schedule_{begin_},
      server_{roster_, p.seed, p.planted},
      population_{roster_, server_, schedule_, dice_},
      traffic_{roster_.scene(), server_, population_, schedule_, dice_, between_calls(p)},
      strangers_{roster_, server_, dice_},
      next_second_{begin_ + 1s},
      next_echo_{begin_},
      next_keep_alive_check_{begin_ + 30s}
{
    server_.set_time(begin_);
}

outcome simulated_network::run()
{
    outcome o;
    try {
        play();
        o.good = true;
    } catch (const disagreement& d) {
        o.complaint = explain(d);
    }
    o.fingerprint = server_.seen().fingerprint();
    return o;
}

void simulated_network::play()
{
    population_.open();
    traffic_.open();
    schedule_.add(begin_ + plan_.scene.arrival + 30s, errand::churn);
    schedule_.add(begin_ + 10s, errand::stranger);
    const time_point end = begin_ + plan_.length;
    while (schedule_.next().at <= end) {
        const appointment a = schedule_.take();
        pass_until(a.at);
        handle(a);
    }
    pass_until(end);
    end_in_silence();
}

void simulated_network::handle(const appointment& a)
{
    const auto again = [&](std::chrono::milliseconds each) {
        const auto mean = std::max<std::int64_t>(each.count() / plan_.repeaters, 1);
        schedule_.add(server_.now() +
                          std::chrono::milliseconds{1 + dice_.below(static_cast<std::uint64_t>(2 * mean))},
                      a.what);
    };
    switch (a.what) {
    case errand::client:
        return population_.on_timer(a);
    case errand::burst:
        return traffic_.on_burst(a);
    case errand::stray:
        return traffic_.on_stray(a);
    case errand::conversation:
        return traffic_.on_conversation();
    case errand::answer:
        return traffic_.on_answer(a);
    case errand::reply:
        return traffic_.on_reply(a);
    case errand::churn:
        population_.churn();
        return again(plan_.scene.churn);
    case errand::stranger:
        strangers_.appear();
        return again(plan_.scene.strangers);
    }
}

// The server's periodic tasks, when they are due.
void simulated_network::pass_until(time_point t)
{
    while (std::min(next_second_, next_echo_) <= t) {
        if (next_echo_ < next_second_) {
            server_.set_time(next_echo_);
            next_echo_ = server_.play_echo();
            continue;
        }
        server_.set_time(next_second_);
        next_second_ += 1s;
        tick();
    }
    server_.set_time(t);
}

void simulated_network::tick()
{
    server_.check_streams();
    server_.check_logins();
    if (server_.now() >= next_keep_alive_check_) {
        next_keep_alive_check_ += 30s;
        server_.check_repeaters();
    }
    ++seconds_;
    if (seconds_ % 60 == 0) {
        server_.clean_users();
        server_.check_invariants();
    }
    if (seconds_ % 3600 == 0 && on_hour)
        on_hour(static_cast<int>(seconds_ / 3600));
}

// Nobody talks and nobody keeps alive: within three minutes the server has forgotten them all, and in time
// the radios that it heard.
void simulated_network::end_in_silence()
{
    population_.close();
    server_.check_invariants();
    pass_until(server_.now() + std::max<core::duration>(3min, roster_.house().user_timeout + 2min));
    server_.check_nothing_is_left();
}

std::string simulated_network::explain(const disagreement& d)
{
    const auto since = [&](time_point t) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(t - begin_).count();
        char text[40];
        std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld.%03lld",
                      static_cast<long long>(ms / 3'600'000), static_cast<long long>(ms / 60'000 % 60),
                      static_cast<long long>(ms / 1000 % 60), static_cast<long long>(ms % 1000));
        return std::string{text};
    };
    std::string text = "seed " + std::to_string(plan_.seed) + ", virtual time " + since(server_.now()) +
                       ", step " + std::to_string(server_.seen().steps()) + ":\n  " + d.what() + "\n";
    if (d.who == 0)
        return text;
    text += "  repeater " + std::to_string(d.who) + " before:\n";
    for (const history::entry& e : server_.seen().past().of(d.who, 40))
        text += "    " + since(e.at) + " " + e.what + " " + std::to_string(e.detail) + "\n";
    return text;
}

}

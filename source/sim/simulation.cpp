// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/simulation.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>

namespace hblink::sim {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

namespace {

constexpr auto tick_period = 20ms;
constexpr std::size_t logins_at_a_time = 200; // fewer than a server's default receive buffer holds
constexpr std::size_t logins_in_a_tick = 50;
constexpr std::size_t goodbyes_at_a_time = 200;
// After this the calls begin, whoever is still missing: a lost login message is repeated after 10 s.
constexpr auto waiting_for_logins = 12s;
// What is on its way when the run ends may still arrive.
constexpr auto stragglers = 1s;
// Between two calls on a talkgroup. A server that has not seen the terminator takes the slot for busy until
// its stream timeout of 2 s (spec routing.md).
constexpr auto rest = 500ms;
constexpr auto rest_after_silence = 2500ms;

template <class Duration>
clock::duration as_clock(Duration d)
{
    return std::chrono::duration_cast<clock::duration>(d);
}

client_profile profile(const options& o, const population& p, std::size_t repeater)
{
    client_profile c;
    c.id = dmr::repeater_id{o.first_id + static_cast<std::uint32_t>(repeater)};
    c.passphrase = o.passphrase;
    c.station.callsign = "S" + std::to_string(repeater);
    c.station.rx_frequency = 433'000'000;
    c.station.tx_frequency = 438'000'000;
    c.station.tx_power = 1;
    c.station.location = "hblink-sim";
    c.station.description = "Simulated repeater";
    c.station.software_id = "hblink-sim";
    c.station.package_id = "MMDVM";
    c.options = "TS" + std::to_string(dmr::number_of(o.slot)) + "=" +
                std::to_string(o.talkgroups[p.talkgroup_of(repeater)].value());
    if (o.local && p.has_own_words(repeater))
        c.options +=
            ":" + std::to_string(dmr::number_of(o.local->slot)) + ":" + std::to_string(o.local->talkgroup);
    return c;
}

}

simulation::simulation(const options& o, transport& t, progress p)
    : options_{o},
      transport_{t},
      progress_{std::move(p)},
      population_{o.repeaters, o.talkgroups.size()},
      score_{population_},
      caller_{population_, o.calls},
      random_{o.seed},
      next_stream_{static_cast<std::uint32_t>(random_())}
{
    clients_.reserve(o.repeaters);
    for (std::size_t i = 0; i < o.repeaters; ++i)
        clients_.emplace_back(profile(o, population_, i), sha_);
}

// Lets a client act, sends what it says, and keeps count of who is where.
template <class Act>
void simulation::with_client(std::size_t repeater, Act act)
{
    client& c = clients_[repeater];
    const bool was_connected = c.connected();
    const bool was_logging_in = c.logging_in();
    const datagram reply = act(c);
    if (c.connected() != was_connected) {
        score_.logged_in(repeater, c.connected());
        connected_ = c.connected() ? connected_ + 1 : connected_ - 1;
    }
    if (c.logging_in() != was_logging_in)
        logging_in_ = c.logging_in() ? logging_in_ + 1 : logging_in_ - 1;
    if (!reply.empty())
        transport_.send(repeater, reply); // if it is not taken: clients repeat themselves
}

void simulation::on_datagram(std::size_t repeater, wire::bytes bytes, time_point now)
{
    with_client(repeater, [&](client& c) {
        client::outcome o = c.receive(bytes, now);
        if (o.voice)
            score_.heard(repeater, *o.voice, now);
        return std::move(o.reply);
    });
}

asio::awaitable<void> simulation::run()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    start_ = next_tick_ = clock::now();
    next_report_ = start_ + 1s;
    end_ = start_ + as_clock(std::chrono::duration<double>{options_.seconds});
    for (time_point now = start_; now < end_; now = clock::now()) {
        step(now);
        timer.expires_at(std::min(next_wake(), end_));
        co_await timer.async_wait(task::as_result);
    }
    summary_ = result(); // before the goodbyes: logged in counts now
    score_.settle_all();
    co_await say_goodbye();
}

void simulation::stop()
{
    if (std::exchange(stopping_, true))
        return;
    for (call& c : calls_) {
        c.voice.end_early(c.next);
        c.local.end_early(c.next);
    }
    const auto last_superframe = burst_period * bursts_in_superframe / options_.speed;
    const auto jitter = std::chrono::duration<double, std::milli>{options_.jitter};
    end_ = std::min(end_, clock::now() + as_clock(last_superframe + jitter) + 300ms);
}

summary simulation::result() const
{
    summary s = summary_;
    if (s.repeaters == 0) { // not over yet
        s.repeaters = clients_.size();
        s.logged_in = connected_;
        s.seconds = std::chrono::duration<double>(clock::now() - start_).count();
        for (const client& c : clients_)
            if (!c.connected())
                ++s.not_logged_in[c.state()];
    }
    s.logins = s.refusals = s.farewells = 0;
    for (const client& c : clients_) {
        s.logins += c.logins();
        s.refusals += c.refusals();
        s.farewells += c.farewells();
    }
    s.calls_wanted = options_.calls;
    s.totals = score_.result();
    s.dropped_on_purpose = dropped_on_purpose_;
    s.own_drops = transport_.own_drops();
    s.send_failures = transport_.send_failures();
    s.half_within = score_.delays().percentile(0.5);
    s.nearly_all_within = score_.delays().percentile(0.99);
    s.longest = score_.delays().longest();
    return s;
}

void simulation::step(time_point now)
{
    send_due_bursts(now);
    release_delayed(now);
    end_calls(now);
    if (now >= next_tick_) {
        next_tick_ = now + tick_period;
        tick(now);
    }
}

void simulation::tick(time_point now)
{
    for (std::size_t i = 0; i < clients_.size(); ++i)
        with_client(i, [&](client& c) { return c.tick(now); });
    start_logins(now);
    start_calls(now);
    if (now >= next_report_) {
        next_report_ += 1s;
        score_.settle(now);
        report_progress(now);
    }
}

void simulation::start_logins(time_point now)
{
    for (std::size_t n = 0;
         n < logins_in_a_tick && started_ < clients_.size() && logging_in_ < logins_at_a_time; ++n)
        with_client(started_++, [&](client& c) { return c.start(now); });
}

void simulation::start_calls(time_point now)
{
    talking_ = talking_ || connected_ == clients_.size() || now - start_ >= waiting_for_logins;
    if (!talking_ || stopping_)
        return;
    // A call that would last beyond the end is shortened.
    const auto left = (end_ - now - stragglers - 2 * burst_period) * options_.speed -
                      std::chrono::duration<double, std::milli>{options_.jitter};
    const auto room = static_cast<std::ptrdiff_t>(left / (burst_period * bursts_in_superframe));
    if (room < 1)
        return;
    const std::size_t wanted =
        transmission::superframes_in(std::chrono::duration<double>{options_.call_seconds});
    const auto ready = [this](std::size_t repeater) { return clients_[repeater].connected(); };
    while (const auto turn = caller_.next(now, ready))
        begin_call(*turn, std::min(wanted, static_cast<std::size_t>(room)), now);
}

void simulation::begin_call(const caller::turn& t, std::size_t superframes, time_point now)
{
    transmission_address a;
    a.repeater = clients_[t.repeater].id();
    a.source = dmr::radio_id{1'000'001 + static_cast<std::uint32_t>(t.repeater)};
    a.destination = options_.talkgroups[t.talkgroup].value();
    a.slot = options_.slot;
    a.stream = dmr::stream_id{next_stream_++};
    // Real calls do not begin in step with each other.
    std::uniform_real_distribution<double> phase{0.0, 1.0};
    const time_point first = now + as_clock(burst_period * phase(random_) / options_.speed);
    // A server that has not heard the header takes these service options for the call's (spec routing.md,
    // "Translation in the path").
    constexpr std::uint8_t service_options = 0x20;
    const std::string alias = clients_[t.repeater].profile().station.callsign + " hblink-sim";
    const transmission voice{a, superframes, {.service_options = service_options, .alias = alias}};
    transmission_address local = a;
    if (options_.local) {
        local.slot = options_.local->slot;
        local.destination = options_.local->talkgroup;
    }
    calls_.push_back(call{voice, voice.readdressed(local), t.talkgroup, t.repeater, first});
    score_.begin(a.stream, t.repeater, calls_.back().voice.bursts());
}

time_point simulation::due(const call& c, std::size_t index) const
{
    return c.first_due + as_clock(burst_period * static_cast<double>(index) / options_.speed);
}

void simulation::send_due_bursts(time_point now)
{
    for (call& c : calls_) {
        if (c.next < c.voice.bursts() && !clients_[c.talker].connected()) {
            c.next = c.voice.bursts(); // nobody takes voice from it now
            c.ends_in_silence = true;
        }
        while (c.next < c.voice.bursts() && due(c, c.next) <= now)
            dispatch(c, c.next++, now);
    }
}

// Loss and jitter on the way to the server.
void simulation::dispatch(call& c, std::size_t index, time_point now)
{
    if (std::uniform_real_distribution<double>{0.0, 100.0}(random_) < options_.loss) {
        ++dropped_on_purpose_;
        c.ends_in_silence = index + 1 == c.voice.bursts();
        return;
    }
    if (options_.jitter <= 0) {
        transmit(c, index);
        return;
    }
    const std::chrono::duration<double, std::milli> delay{
        std::uniform_real_distribution<double>{0.0, options_.jitter}(random_)};
    delayed_.push(delayed_burst{now + as_clock(delay), delays_made_++, &c, index});
    ++c.delayed;
}

void simulation::transmit(call& c, std::size_t index)
{
    const wire::dmrd_bytes network = c.voice.burst(index);
    const wire::dmrd_bytes local = c.local.burst(index);
    if (transport_.send(c.talker, population_.has_own_words(c.talker) ? local : network))
        score_.sent(c.voice.address().stream, index, network, local, clock::now());
}

void simulation::release_delayed(time_point now)
{
    while (!delayed_.empty() && delayed_.top().due <= now) {
        const delayed_burst b = delayed_.top();
        delayed_.pop();
        --b.of->delayed;
        if (clients_[b.of->talker].connected())
            transmit(*b.of, b.index);
    }
}

void simulation::end_calls(time_point now)
{
    for (auto c = calls_.begin(); c != calls_.end();) {
        if (c->next < c->voice.bursts() || c->delayed > 0) {
            ++c;
            continue;
        }
        score_.end(c->voice.address().stream, now);
        caller_.ended(c->talkgroup, now + (c->ends_in_silence ? rest_after_silence : rest));
        c = calls_.erase(c);
    }
}

void simulation::report_progress(time_point now)
{
    const score::totals& t = score_.result();
    std::ostringstream line;
    line << std::chrono::duration_cast<std::chrono::seconds>(now - start_).count() << " s: " << connected_
         << " of " << clients_.size() << " logged in, " << calls_.size()
         << (calls_.size() == 1 ? " call, " : " calls, ") << t.sent << " bursts sent, " << t.heard << " of "
         << t.expected << " deliveries heard, " << t.lost << " lost";
    progress_(line.str());
}

time_point simulation::next_wake() const
{
    time_point wake = next_tick_;
    for (const call& c : calls_)
        if (c.next < c.voice.bursts())
            wake = std::min(wake, due(c, c.next));
    if (!delayed_.empty())
        wake = std::min(wake, delayed_.top().due);
    return wake;
}

asio::awaitable<void> simulation::say_goodbye()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        with_client(i, [](client& c) { return c.stop(); });
        if ((i + 1) % goodbyes_at_a_time == 0) { // not more at once than a server's buffer holds
            timer.expires_after(5ms);
            co_await timer.async_wait(task::as_result);
        }
    }
}

}

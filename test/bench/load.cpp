// SPDX-License-Identifier: GPL-3.0-or-later
// bench_load: the repeaters of the benchmark. bench.py starts it, and reads the one line of JSON that it
// prints.
//
//   bench_load fan-out SERVER_PORT SERVER_PID FAN_OUT STREAMS PAIRS SECONDS
//       Prints the relay's table of addresses first (a line for each talkgroup, then an empty one), waits for
//       the relay's "PORT PID" on standard input, and then measures server and relay in turn.
//   bench_load logins PORT PID REPEATERS
//   bench_load resident PORT PID FEW MANY
//   bench_load idle SERVER_PORT SERVER_PID REPEATERS PAIRS SECONDS
//
// fan-out and idle measure server and relay in turn. They print the relay's table of addresses first (a line
// for each talkgroup, then an empty one) and wait for the relay's "PORT PID" on standard input. The
// passphrase of the server is "benchmark".
#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "measure.hpp"
#include "support/captured.hpp"
#include "support/percentile.hpp"

namespace json = boost::json;
using namespace hblink;
using namespace hblink::bench;
using hblink::test::percentile;

namespace {

// What the load may be, of what the relay can do.
constexpr double ordinary_share = 0.4;
constexpr double quiet_share = 0.2; // for the delays

login login_at(std::uint16_t port, std::function<std::string(std::size_t)> options = {})
{
    return {port, "benchmark", test::captured_clients("clients.json").at(0).first("RPTC"),
            std::move(options)};
}

// The 99th percentile of each slice of 5 ms in which the load did not stand still; of these the median. A
// shared machine takes processors away for some milliseconds many times a second: that spoils some slices
// only.
double undisturbed_p99(const outcome& o)
{
    std::vector<double> of_slices;
    for (std::size_t i = 0; i < o.slices.size(); ++i) {
        const auto end = i + 1 < o.slices.size() ? o.slices[i + 1] : o.delays.size();
        std::vector<double> slice{o.delays.begin() + static_cast<std::ptrdiff_t>(o.slices[i]),
                                  o.delays.begin() + static_cast<std::ptrdiff_t>(end)};
        std::sort(slice.begin(), slice.end());
        if (!slice.empty() && !o.disturbed[i])
            of_slices.push_back(percentile(slice, 0.99));
    }
    std::sort(of_slices.begin(), of_slices.end());
    return percentile(of_slices, 0.5);
}

json::object to_json(outcome& o)
{
    json::object j{{"sent", o.sent},
                   {"delivered", o.delivered},
                   {"lost", o.lost},
                   {"cpu_seconds", o.cpu},
                   {"seconds", o.wall}};
    if (!o.delays.empty()) {
        j["delay_p99_undisturbed"] = undisturbed_p99(o);
        std::sort(o.delays.begin(), o.delays.end());
        j["delay_p50"] = percentile(o.delays, 0.5);
        j["delay_p99"] = percentile(o.delays, 0.99);
        j["delay_max"] = o.delays.back();
    }
    return j;
}

// Server and relay in turn, the one that begins alternating, after a pair that does not count.
template <class Measure>
json::array pairs(std::size_t count, const subject& server, const subject& relay, crowd& c, Measure&& measure)
{
    json::array all;
    for (std::size_t i = 0; i <= count; ++i) {
        ping(c, server.port); // or the listeners would be logged out
        json::object pair;
        for (const bool first : {true, false}) {
            const bool is_server = first == (i % 2 == 0);
            outcome o = measure(is_server ? server : relay);
            pair[is_server ? "server" : "relay"] = to_json(o);
        }
        if (i > 0)
            all.push_back(std::move(pair));
    }
    return all;
}

// Bursts per second that the relay delivers when it is never idle: the median.
double capacity_of_relay(const json::array& saturated, const plan& p)
{
    std::vector<double> rates;
    for (const json::value& pair : saturated) {
        const json::object& relay = pair.at("relay").as_object();
        rates.push_back(relay.at("delivered").to_number<double>() / relay.at("seconds").to_number<double>() /
                        static_cast<double>(p.fan_out));
    }
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

// Tells the relay's addresses, and is told where it is.
subject await_relay(const crowd& c, const plan& p)
{
    for (std::size_t s = 0; s < p.streams; ++s) {
        for (std::size_t i = 0; i < p.fan_out; ++i)
            std::cout << c.address_of(p.first_listener(s) + i) << ' ';
        std::cout << '\n';
    }
    std::cout << std::endl;
    subject relay;
    std::cin >> relay.port >> relay.pid;
    return relay;
}

json::object fan_out(const subject& server, const plan& p, std::size_t count, double seconds)
{
    crowd c{p.repeaters()};
    const subject relay = await_relay(c, p);
    log_in(c, 0, c.size(),
           login_at(server.port, [&](std::size_t r) { return "TS2=" + std::to_string(p.talkgroup_of(r)); }));
    traffic t{c, p};
    const std::size_t window = std::clamp<std::size_t>(4000 / p.fan_out, 4, 256);
    const json::array saturated =
        pairs(count, server, relay, c, [&](const subject& s) { return t.saturated(s, window, seconds); });
    const double capacity = capacity_of_relay(saturated, p);
    const json::array ordinary = pairs(count, server, relay, c, [&](const subject& s) {
        return t.paced(s, capacity * ordinary_share, seconds, false);
    });
    const json::array quiet = pairs(count, server, relay, c, [&](const subject& s) {
        return t.paced(s, capacity * quiet_share, seconds, true);
    });
    return {{"fan_out", p.fan_out},   {"streams", p.streams}, {"repeaters", p.repeaters()},
            {"saturated", saturated}, {"ordinary", ordinary}, {"quiet", quiet}};
}

json::object logins(const subject& server, std::size_t repeaters)
{
    crowd c{repeaters};
    const double before = cpu_seconds(server.pid);
    const auto took = log_in(c, 0, repeaters, login_at(server.port));
    return {{"repeaters", repeaters},
            {"seconds", std::chrono::duration<double>{took}.count()},
            {"cpu_seconds", cpu_seconds(server.pid) - before}};
}

json::object resident_memory(const subject& server, std::size_t few, std::size_t many)
{
    crowd c{many};
    // Two talkgroups each, as a club's repeaters: one that all have, one of some neighbours.
    const login l =
        login_at(server.port, [](std::size_t r) { return "TS1=91;TS2=" + std::to_string(3000 + r / 10); });
    log_in(c, 0, few, l);
    const std::size_t at_few = resident(server.pid);
    log_in(c, few, many, l);
    const std::size_t at_many = resident(server.pid);
    return {{"few", few}, {"many", many}, {"bytes_at_few", at_few}, {"bytes_at_many", at_many}};
}

// One datagram after the other, each of which has one answer, at an even pace. f(n) sends the n-th.
template <class Send>
json::object trickle(crowd& c, const subject& s, double per_second, double seconds, Send&& send)
{
    const double before = cpu_seconds(s.pid);
    const auto start = bench_clock::now();
    std::size_t sent = 0;
    std::size_t answered = 0;
    for (double passed = 0; passed < seconds;) {
        passed = std::chrono::duration<double>{bench_clock::now() - start}.count();
        for (; sent < static_cast<std::size_t>(passed * per_second); ++sent)
            send(sent);
        c.flush();
        answered += c.receive([](std::size_t, wire::bytes) {});
        const ::timespec pause{0, 1'000'000};
        ::nanosleep(&pause, nullptr);
    }
    return {{"sent", sent},
            {"answered", answered},
            {"seconds", std::chrono::duration<double>{bench_clock::now() - start}.count()},
            {"cpu_seconds", cpu_seconds(s.pid) - before}};
}

// Every repeater pings the server every ten seconds, one after the other; the relay gets as many bursts for
// one listener, which is the least that waking up so often can cost.
json::object idle(const subject& server, std::size_t repeaters, std::size_t count, double seconds)
{
    crowd c{repeaters};
    const subject relay = await_relay(c, {1, 1});
    log_in(c, 0, repeaters, login_at(server.port, [](std::size_t) { return "TS2=91"; }));
    const double per_second = static_cast<double>(repeaters) / 10;
    const std::array<std::byte, dmr::burst_size> silence{};
    wire::dmrd_header h{};
    h.destination = plan::first_talkgroup;
    const auto burst = wire::write_dmrd(h, silence);
    json::array all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(json::object{{"server", trickle(c, server, per_second, seconds,
                                                      [&](std::size_t n) {
                                                          const std::size_t r = n % repeaters;
                                                          c.send(r, server.port,
                                                                 wire::write_keep_alive(crowd::id_of(r)));
                                                      })},
                                   {"relay", trickle(c, relay, per_second, seconds,
                                                     [&](std::size_t) { c.send(0, relay.port, burst); })}});
    return {{"repeaters", repeaters}, {"pairs", all}};
}

json::object run(const std::vector<std::string>& words)
{
    const auto number = [&](std::size_t i) { return std::stoul(words.at(i)); };
    const subject server{static_cast<pid_t>(number(2)), static_cast<std::uint16_t>(number(1))};
    if (words.at(0) == "fan-out")
        return fan_out(server, {number(3), number(4)}, number(5), std::stod(words.at(6)));
    if (words.at(0) == "logins")
        return logins(server, number(3));
    if (words.at(0) == "resident")
        return resident_memory(server, number(3), number(4));
    if (words.at(0) == "idle")
        return idle(server, number(3), number(4), std::stod(words.at(5)));
    throw std::invalid_argument{"there is no measurement \"" + words.at(0) + "\""};
}

}

int main(int argc, char** argv)
{
    try {
        std::cout << json::serialize(run({argv + 1, argv + argc})) << std::endl;
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "bench_load: " << e.what() << '\n';
        return 1;
    }
}

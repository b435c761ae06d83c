// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a network of repeaters against the router in virtual time and holds all that it does against a model
// (docs/testing.md, "Simulation").
#include <boost/program_options.hpp>

#include <chrono>
#include <cinttypes>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <random>

#include <sys/resource.h>

#include "simulation.hpp"

namespace {

namespace options = boost::program_options;
using namespace hblink;
using namespace hblink::simulation;

double cpu_seconds()
{
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// Resident memory in KiB.
std::uint64_t resident()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string word; status >> word;) {
        std::uint64_t value{};
        if (word == "VmRSS:" && status >> value)
            return value;
    }
    return 0;
}

void print(const char* what, std::uint64_t value) { std::printf("  %-36s %15" PRIu64 "\n", what, value); }

void print_summary(const simulated_network& s, const plan& p)
{
    using std::chrono::duration;
    const judged_server& server = s.server();
    const core::counters& counted = server.router().counters();
    const witness& seen = server.seen();
    std::printf("  %-36s %15.2f\n", "virtual hours", duration<double>(p.length).count() / 3600);
    std::printf("  %-36s %15.1f\n", "CPU seconds", cpu_seconds());
    print("datagrams in", counted.datagrams);
    print("datagrams out",
          seen.deliveries() + seen.data_deliveries() + seen.played() + seen.closings() + seen.answers());
    print("calls", s.calls().calls());
    print("of them streams", counted.streams);
    print("late entries", counted.late_entries);
    print("deliveries checked", seen.deliveries());
    print("of them in other words", seen.rewritten());
    print("terminators of the server's own", seen.closings());
    print("deliveries of data checked", seen.data_deliveries());
    print("bursts of the echo checked", seen.played());
    print("unit calls that found their radio", server.rules().found());
    print("broadcasts that were pruned", server.rules().pruned());
    print("streams whose quality was checked", seen.qualities());
    print("aliases reported", seen.talkers());
    print("answers checked", seen.answers());
    print("events checked", seen.events());
    print("steps", seen.steps());
    print("invariants checked, times", server.always().checks());
    print("logins", seen.connected());
    print("logins refused", counted.logins_refused);
    print("lost (three keep-alives missed)", seen.disconnected(core::disconnect_reason::timeout));
    print("departed (RPTCL)", seen.disconnected(core::disconnect_reason::goodbye));
    print("replaced from another port", seen.disconnected(core::disconnect_reason::reconnect_different_port));
    print("messages of strangers", counted.strangers);
    print("most connected", server.always().most_connected());
    print("most streams at once", server.always().most_streams());
    for (std::size_t i = 0; i < core::drop_reasons; ++i) {
        const auto reason = std::string{to_string(static_cast<core::drop_reason>(i))};
        print(("dropped: " + reason).c_str(), counted.dropped[i]);
    }
}

// What comes and goes must not leave anything behind: after the first hour the memory has found its size.
bool is_flat(std::uint64_t first, std::uint64_t last, int hours)
{
    if (hours < 2)
        return true;
    print("KiB of memory after the first hour", first);
    print("KiB of memory after the last hour", last);
    return last <= first + first / 4 + 8192;
}

int play(const plan& p)
{
    std::printf("%s, seed %" PRIu64 ", %g hours, %" PRIu32
                " repeaters, %g calls a second for every hundred\n",
                p.scene.crowded ? "crowd" : "network", p.seed,
                static_cast<double>(p.length.count()) / 3'600'000, p.repeaters, p.calls_per_hundred);
    std::fflush(stdout);
    simulated_network s{p};
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    int hours = 0;
    s.on_hour = [&](int hour) {
        last = resident();
        first = hour == 1 ? last : first;
        hours = hour;
        std::printf("  hour %2d: %.0f s of CPU, %" PRIu64 " deliveries checked\n", hour, cpu_seconds(),
                    s.server().seen().deliveries());
        std::fflush(stdout);
    };
    const outcome o = s.run();
    print_summary(s, p);
    const bool flat = is_flat(first, last, hours);
    std::printf("  %-36s %15" PRIx64 "\n", "fingerprint", o.fingerprint);
    if (o.good && flat) {
        std::printf("all checks passed\n");
        return 0;
    }
    std::printf("\nFAILED: %s", o.good ? "memory grows\n" : o.complaint.c_str());
    std::printf("play it again: sim_check%s --seed %" PRIu64 " --hours %g --repeaters %" PRIu32
                " --calls %g\n",
                p.scene.crowded ? " --crowd" : "", p.seed, static_cast<double>(p.length.count()) / 3'600'000,
                p.repeaters, p.calls_per_hundred);
    return 1;
}

int run(int argc, char** argv)
{
    plan p;
    double hours = 24;
    double calls = 0;
    std::uint32_t repeaters = 0;
    options::options_description known{"sim_check: the router with thousands of repeaters in virtual time"};
    auto add = known.add_options();
    add("help", "this text");
    add("seed", options::value<std::uint64_t>(), "of all chance (default: a random one)");
    add("hours", options::value(&hours)->default_value(24), "of virtual time");
    add("repeaters", options::value(&repeaters), "10,000 unless told otherwise, of a crowd 14");
    add("crowd", "few of everything, so that all get in each other's way");
    add("calls", options::value(&calls),
        "begun each second for every hundred repeaters: 0.1 unless told otherwise, in a crowd 30");
    options::variables_map given;
    options::store(options::parse_command_line(argc, argv, known), given);
    options::notify(given);
    const bool crowd = given.count("crowd") != 0;
    if (crowd)
        p = crowd_plan();
    if (given.count("seed") != 0)
        p.seed = given["seed"].as<std::uint64_t>();
    if (given.count("repeaters") != 0)
        p.repeaters = repeaters;
    if (given.count("calls") != 0)
        p.calls_per_hundred = calls;
    if (given.count("help") != 0) {
        std::cout << known;
        return 0;
    }
    if (!(hours > 0 && hours <= 1000 && p.calls_per_hundred > 0 && p.calls_per_hundred <= 1000 &&
          p.repeaters >= (crowd ? 3 : 20) && p.repeaters <= 100'000)) {
        std::cerr << "sim_check: hours, calls or repeaters are out of range\n";
        return 2;
    }
    if (given.count("seed") == 0)
        p.seed = std::random_device{}();
    p.length = std::chrono::milliseconds{std::llround(hours * 3'600'000)};
    return play(p);
}

}

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& e) {
        std::cerr << "sim_check: " << e.what() << '\n';
        return 2;
    }
}

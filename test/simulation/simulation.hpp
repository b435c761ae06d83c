// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "dice.hpp"
#include "judged_server.hpp"
#include "planted_fault.hpp"
#include "population.hpp"
#include "roster.hpp"
#include "scene.hpp"
#include "schedule.hpp"
#include "strangers.hpp"
#include "traffic.hpp"

namespace hblink::simulation {

struct plan
{
    simulation::scene scene{large_network};
    std::uint64_t seed{1};
    std::uint32_t repeaters{10'000};
    std::chrono::milliseconds length{std::chrono::hours{24}};
    double calls_per_hundred{0.1};    // begun each second
    std::optional<house_rules> house; // nothing: the seed decides
    std::optional<fault> planted;
};

// Fourteen who do not let each other finish.
inline plan crowd_plan()
{
    plan p;
    p.scene = small_crowd;
    p.repeaters = 14;
    p.calls_per_hundred = 30;
    return p;
}

struct outcome
{
    bool good{false};
    std::string complaint; // what went wrong, when, and the last events of the repeater in question
    std::uint64_t fingerprint{};
};

// A network of repeaters and its server in virtual time: the same plan always does the same.
class simulated_network
{
public:
    explicit simulated_network(const plan&);

    // Until the end, or until something is wrong.
    outcome run();

    // Called after each virtual hour, with the number of hours.
    std::function<void(int)> on_hour;

    const house_rules& house() const { return roster_.house(); }
    const judged_server& server() const { return server_; }
    const population& repeaters() const { return population_; }
    const traffic& calls() const { return traffic_; }
    const strangers& visitors() const { return strangers_; }

private:
    void play();
    void handle(const appointment&);
    void pass_until(time_point);
    void tick();
    void end_in_silence();
    std::string explain(const disagreement&);

    plan plan_;
    time_point begin_{std::chrono::hours{1}};
    roster roster_;
    dice dice_;
    schedule schedule_;
    judged_server server_;
    population population_;
    traffic traffic_;
    strangers strangers_;
    time_point next_second_;
    time_point next_echo_;
    time_point next_keep_alive_check_;
    std::uint64_t seconds_{};
};

}

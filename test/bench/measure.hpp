// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sys/types.h>

#include "crowd.hpp"

namespace hblink::bench {

// What is measured: a process that listens on a port of this machine.
struct subject
{
    pid_t pid{};
    std::uint16_t port{};
};

// Seconds of processor time that the process has used, all threads, user and system.
double cpu_seconds(pid_t);
// VmRSS, bytes.
std::size_t resident(pid_t);

// Many calls at the same time, each on a talkgroup of its own: repeater s talks on talkgroup
// first_talkgroup + s, and `fan_out` repeaters listen to it.
struct plan
{
    static constexpr std::uint32_t first_talkgroup = 1000;

    std::size_t fan_out{};
    std::size_t streams{};

    std::size_t repeaters() const noexcept { return streams * (fan_out + 1); }
    std::size_t talkgroup_of(std::size_t repeater) const noexcept
    {
        return first_talkgroup + (repeater < streams ? repeater : (repeater - streams) / fan_out);
    }
    std::size_t first_listener(std::size_t stream) const noexcept { return streams + stream * fan_out; }
};

struct outcome
{
    std::size_t sent{};      // bursts
    std::size_t delivered{}; // datagrams
    std::size_t lost{};
    double cpu{};                    // seconds
    double wall{};                   // seconds, until the last one was delivered
    std::vector<double> delays;      // seconds, one for each datagram delivered; empty unless wanted
    std::vector<std::size_t> slices; // of `delays`: where each slice of 5 ms begins
    std::vector<bool> disturbed;     // slices in which the load itself stood still
};

// The calls of a plan, as a stream of bursts round and round.
class traffic
{
public:
    traffic(crowd&, const plan&);

    // Bursts at an even pace.
    outcome paced(const subject&, double bursts_per_second, double seconds, bool with_delays);
    // As fast as the subject delivers: no more than `window` bursts are under way.
    outcome saturated(const subject&, std::size_t window, double seconds);

private:
    void begin(const subject&); // of all calls: headers
    void end(const subject&);   // terminators
    void send_next(const subject&);
    void send(const subject&, std::size_t stream, dmr::frame_type, std::uint8_t detail);
    std::size_t hear(outcome&, bool with_delays);
    void hear_all(std::size_t datagrams);
    void settle(outcome&, bool with_delays);

    crowd& crowd_;
    plan plan_;
    std::uint32_t calls_{}; // a new stream id for each call
    std::size_t next_{};    // burst
    std::uint8_t sequence_{};
};

}

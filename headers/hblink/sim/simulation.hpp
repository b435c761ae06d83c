// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/caller.hpp"
#include "hblink/sim/client.hpp"
#include "hblink/sim/options.hpp"
#include "hblink/sim/population.hpp"
#include "hblink/sim/report.hpp"
#include "hblink/sim/score.hpp"
#include "hblink/sim/transmission.hpp"
#include "hblink/sim/transport.hpp"
#include "hblink/wire/digest.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <queue>
#include <random>
#include <string>
#include <vector>

namespace hblink::sim {

// One run: the repeaters log in, talk by turns, and say goodbye. On the transport's thread only.
class simulation
{
public:
    using progress = std::function<void(const std::string& line)>;

    // `t` outlives it; `p` gets a line a second.
    simulation(const options&, transport& t, progress p);

    void on_datagram(std::size_t repeater, wire::bytes, time_point now); // the transport's handler
    asio::awaitable<void> run();
    void stop(); // end early, but in good order

    summary result() const;

private:
    struct call
    {
        transmission voice; // in the network's words
        transmission local; // in those of a repeater that has its own (--local)
        std::size_t talkgroup{};
        std::size_t talker{};
        time_point first_due;
        std::size_t next{0};         // burst
        std::size_t delayed{0};      // bursts that jitter holds back
        bool ends_in_silence{false}; // the terminator was lost on purpose
    };
    struct delayed_burst
    {
        time_point due;
        std::uint64_t order{}; // what was delayed first goes first
        call* of{};
        std::size_t index{};
        bool operator>(const delayed_burst& o) const noexcept
        {
            return due != o.due ? due > o.due : order > o.order;
        }
    };

    template <class Act>
    void with_client(std::size_t repeater, Act act);

    void step(time_point now);
    void tick(time_point now);
    void start_logins(time_point now);
    void start_calls(time_point now);
    void begin_call(const caller::turn&, std::size_t superframes, time_point now);
    void send_due_bursts(time_point now);
    void dispatch(call&, std::size_t index, time_point now);
    void transmit(call&, std::size_t index);
    void release_delayed(time_point now);
    void end_calls(time_point now);
    void report_progress(time_point now);
    time_point due(const call&, std::size_t index) const;
    time_point next_wake() const;
    asio::awaitable<void> say_goodbye();

    options options_;
    transport& transport_;
    progress progress_;
    population population_;
    wire::sha256 sha_;
    std::vector<client> clients_;
    sim::score score_;
    caller caller_;
    std::list<call> calls_; // delayed bursts point into it
    std::priority_queue<delayed_burst, std::vector<delayed_burst>, std::greater<>> delayed_;
    std::mt19937 random_;
    std::uint32_t next_stream_;

    time_point start_{};
    time_point end_{};
    time_point next_tick_{};
    time_point next_report_{};
    std::size_t started_{0};
    std::size_t connected_{0};
    std::size_t logging_in_{0};
    std::uint64_t delays_made_{0};
    std::uint64_t dropped_on_purpose_{0};
    bool talking_{false};
    bool stopping_{false};
    summary summary_;
};

}

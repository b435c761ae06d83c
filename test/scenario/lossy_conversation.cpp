// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation over bad connections: what reaches the server reaches the listeners, whatever is missing
// (spec routing.md, "Targets of a group stream": silence of 0.2 s and late entry).
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <random>
#include <vector>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::size_t repeaters = 20;
constexpr std::array<std::size_t, 3> talkers{0, 7, 14}; // each one's radio has a repeater of its own
constexpr int calls = 200;
constexpr int bursts_in_call = 50; // 3 s
constexpr auto pause = 500ms;

struct figures
{
    std::uint64_t sent{};
    std::uint64_t arrived{};  // at the server
    std::uint64_t expected{}; // deliveries that should follow from those
    std::uint64_t heard{};
    std::uint64_t calls_missed{}; // by a listener, for the most part
};

class conversation
{
public:
    conversation(std::uint64_t seed, unsigned loss) : random_{seed}, loss_{loss}
    {
        w_.events.muted = true;
        for (std::uint32_t i = 0; i < repeaters; ++i)
            clients_.push_back(w_.connect(i + 1, "TS1=;TS2=91"));
    }

    figures run()
    {
        for (int call = 0; call < calls; ++call) {
            const std::size_t talker = talkers[static_cast<std::size_t>(call) % talkers.size()];
            talk(talker, static_cast<std::uint32_t>(call));
            pass(pause);
        }
        return figures_;
    }

private:
    bool lost() { return random_() % 100 < loss_; }

    void talk(std::size_t talker, std::uint32_t call)
    {
        voice v{.source = static_cast<std::uint32_t>(1001 + talker), .stream = 0x1000 + call};
        arrived_ = 0;
        heard_.assign(repeaters, 0);
        send(talker, v, dmr::frame_type::data_sync, 1);
        for (int i = 0; i < bursts_in_call; ++i) {
            pass(60ms);
            const auto place = static_cast<std::uint8_t>(i % 6);
            send(talker, v, place == 0 ? dmr::frame_type::voice_sync : dmr::frame_type::voice, place);
        }
        pass(60ms);
        send(talker, v, dmr::frame_type::data_sync, 2);
        for (std::size_t to = 0; to < repeaters; ++to)
            if (to != talker && heard_[to] * 10 < arrived_ * 9)
                ++figures_.calls_missed;
    }

    void send(std::size_t talker, voice& v, dmr::frame_type frame, std::uint8_t detail)
    {
        ++figures_.sent;
        if (lost()) {
            ++v.sequence;
            return;
        }
        ++figures_.arrived;
        ++arrived_;
        figures_.expected += repeaters - 1;
        const std::uint8_t sequence = v.sequence;
        for (const sent& s : w_.burst(clients_[talker], v, frame, detail)) {
            const wire::dmrd d{s.bytes};
            if (d.stream().value() != v.stream || d.sequence() != sequence)
                continue; // the end of another call
            ++heard_.at(s.to.remote.address.to_v4() - 0x0A00'0001);
            ++figures_.heard;
        }
    }

    // Everybody keeps alive; that gets lost, too.
    void pass(core::duration d)
    {
        w_.pass(d);
        if (w_.now - kept_alive_ < 10s)
            return;
        kept_alive_ = w_.now;
        for (const client& c : clients_)
            if (!lost())
                w_.receive(c.path, wire::write_keep_alive(c.id));
    }

    std::mt19937_64 random_;
    unsigned loss_; // percent
    world w_;
    std::vector<client> clients_;
    time_point kept_alive_{w_.now};
    std::uint64_t arrived_{};          // of the call in hand
    std::vector<std::uint64_t> heard_; // of it, by each repeater
    figures figures_;
};

void check(std::uint64_t seed, unsigned loss)
{
    const figures f = conversation{seed, loss}.run();
    const double share = 100.0 * static_cast<double>(f.heard) / static_cast<double>(f.expected);
    std::cout << "lossy conversation, seed " << seed << ", " << loss << " % lost: " << f.arrived << " of "
              << f.sent << " bursts reached the server; of them the listeners got " << std::fixed
              << std::setprecision(3) << share << " %, and missed " << f.calls_missed << " calls\n";
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        BOOST_TEST(f.arrived < f.sent);
        BOOST_TEST(share >= 99.9);
        BOOST_TEST(share <= 100.0);
        BOOST_TEST(f.calls_missed == 0U);
    }
}

}

BOOST_AUTO_TEST_CASE(listeners_get_what_reached_the_server_though_three_percent_is_lost)
{
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U})
        check(seed, 3);
}

BOOST_AUTO_TEST_CASE(listeners_get_what_reached_the_server_though_a_tenth_is_lost) { check(6, 10); }

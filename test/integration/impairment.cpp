// SPDX-License-Identifier: GPL-3.0-or-later
// Repeaters behind bad connections.
#include "hblink/sim/relay.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <list>
#include <map>

#include "integration/bad_connection.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
using sim::impairment;

namespace {

// Until all are connected. The ten seconds after which a client asks again are not waited for.
bool log_in_somehow(stage& s, std::list<repeater>& repeaters)
{
    for (repeater& r : repeaters)
        r.start();
    const auto connected = [](const repeater& r) { return r.client().connected(); };
    for (int attempt = 0; attempt < 60; ++attempt) {
        if (s.wait_until([&] { return std::all_of(repeaters.begin(), repeaters.end(), connected); }, 800ms))
            return true;
        for (repeater& r : repeaters)
            if (!connected(r))
                r.skip(10s);
    }
    return false;
}

// The server knows them all, too: each has been answered a keep-alive since.
bool all_are_known(stage& s, std::list<repeater>& repeaters)
{
    std::map<const repeater*, std::uint64_t> before;
    for (const repeater& r : repeaters)
        before[&r] = r.client().pongs();
    for (int attempt = 0; attempt < 30; ++attempt) {
        for (repeater& r : repeaters)
            if (r.client().pongs() == before[&r])
                r.skip(10s);
        if (s.wait_until(
                [&] {
                    return std::all_of(repeaters.begin(), repeaters.end(),
                                       [&](const repeater& r) { return r.client().pongs() > before[&r]; });
                },
                1000ms))
            return true;
    }
    return false;
}

std::size_t bursts_received(const repeater& r)
{
    return static_cast<std::size_t>(
        std::count_if(r.received.begin(), r.received.end(), [](const datagram& d) { return is(d, "DMRD"); }));
}

// Everybody sends a call's bursts, a little faster than in reality.
std::size_t say(stage& s, const repeater& talker, std::uint32_t talkgroup)
{
    const auto bursts = group_call{talker, talkgroup, talkgroup, 14}.all();
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < bursts.size(); ++i) {
        talker.send(bursts[i]);
        s.wait_until([&] { return std::chrono::steady_clock::now() >= begin + 30ms * (i + 1); });
    }
    return bursts.size();
}

}

BOOST_FIXTURE_TEST_CASE(a_relay_that_spoils_nothing_is_not_noticed, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    bad_connection line{stage, ipv4, {}, 1};
    repeater talker{stage, 312001, line.local()};
    repeater listener{stage, 312002, line.local()};
    repeater neighbour{stage, 312003, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in() && neighbour.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener, &neighbour}));
    BOOST_TEST(line.relay().clients() == 2U);
    BOOST_TEST(line.relay().refused() == 0U);
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(over_a_bad_line_the_server_forwards_what_arrives_and_nothing_else, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    const impairment bad{.loss = 0.2, .duplication = 0.1, .delay = 100ms, .jitter = 80ms, .reordering = true};
    bad_connection line{stage, ipv4, {bad, bad}, 20260101};
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312003; ++id)
        repeaters.emplace_back(stage, id, line.local());
    BOOST_REQUIRE(log_in_somehow(stage, repeaters));
    BOOST_REQUIRE(all_are_known(stage, repeaters));

    const repeater& talker = repeaters.front();
    const std::size_t said = say(stage, talker, 91);
    const auto all_has_arrived = [&] {
        const auto& c = line.relay().to_server();
        return c.delivered == c.entered - c.lost + c.duplicated;
    };
    BOOST_REQUIRE(stage.wait_until(all_has_arrived));
    const auto& arrived = line.taken_from(talker);
    BOOST_TEST_MESSAGE("of " << said << " bursts " << arrived.size() << " arrived");
    // The relay has done its work, or the test proves nothing.
    BOOST_TEST(line.relay().to_server().lost > 0U);
    BOOST_TEST(line.relay().to_server().duplicated > 0U);
    BOOST_TEST(line.relay().to_server().reordered > 0U);
    // Duplicates and late frames are forwarded like any other (spec routing.md, quirks.md 26).
    for (repeater& r : repeaters) {
        if (&r == &talker)
            continue;
        BOOST_TEST(stage.wait_until([&] { return line.given_to(r).size() >= arrived.size(); }));
        BOOST_TEST((line.given_to(r) == arrived));
    }
    BOOST_TEST(line.given_to(talker).empty());
    // Whoever got something in spite of all has it unchanged.
    const auto sent = group_call{talker, 91, 91, 14}.all();
    for (const repeater& r : repeaters)
        for (const datagram& d : r.heard)
            BOOST_TEST((std::find(sent.begin(), sent.end(), d) != sent.end()));
    BOOST_TEST(bursts_received(*std::next(repeaters.begin())) > said / 3);
    BOOST_TEST(s.count("repeater_lost") == 0U);
    BOOST_TEST(s.count("repeater_disconnected") == 0U);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(a_login_whose_datagrams_come_twice_and_out_of_order_succeeds, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    const impairment twice{.duplication = 1, .delay = 30ms, .jitter = 30ms, .reordering = true};
    bad_connection line{stage, ipv4, {twice, twice}, 3};
    std::list<repeater> repeaters;
    for (std::uint32_t id = 312001; id <= 312003; ++id)
        repeaters.emplace_back(stage, id, line.local());
    repeater talker{stage, 312009, ipv4};
    BOOST_REQUIRE(talker.log_in());
    BOOST_REQUIRE(log_in_somehow(stage, repeaters));
    BOOST_REQUIRE(all_are_known(stage, repeaters));

    const auto call = group_call{talker, 91, 1}.all();
    for (const datagram& d : call)
        talker.send(d);
    for (repeater& r : repeaters) {
        BOOST_TEST(stage.wait_until([&] { return line.given_to(r).size() >= call.size(); }));
        BOOST_TEST((line.given_to(r) == call));
        // Twice: the line's doing. A late copy of an MSTNAK may have silenced the client meanwhile; what
        // counts is what its socket got.
        BOOST_TEST(stage.wait_until([&] { return bursts_received(r) >= 2 * call.size(); }));
    }
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The first thing that a newcomer tries alone: the echo, with the configuration that `hblinkd init` switches
// on, against the real server.
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <set>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

BOOST_FIXTURE_TEST_CASE(who_talks_to_the_echo_hears_himself_and_nobody_else_does, world)
{
    constexpr std::uint32_t parrot = 9990;
    auto settings = configuration(port);
    settings["parrot"] = {{"enabled", true}, {"talkgroups", {parrot}}, {"radio_ids", {parrot}}};
    server s{stage, file, settings};
    BOOST_REQUIRE(s.started());
    repeater alone{stage, 3120001, ipv4};
    repeater other{stage, 3120002, ipv4};
    BOOST_REQUIRE(alone.log_in());
    BOOST_REQUIRE(other.log_in());

    const group_call call{alone, parrot, 0xEC40};
    const auto said = call.all();
    for (const datagram& burst : said)
        alone.send(burst);
    BOOST_REQUIRE(alone.has_heard(said.size()));
    std::set<std::uint32_t> streams;
    for (std::size_t i = 0; i < said.size(); ++i) {
        const wire::dmrd was{said[i]};
        const wire::dmrd is{alone.heard[i]};
        BOOST_TEST(alone.heard[i].size() == 55U);
        BOOST_TEST(std::equal(was.payload().begin(), was.payload().end(), is.payload().begin()));
        BOOST_TEST(is.source().value() == was.source().value());
        BOOST_TEST(is.destination() == parrot);
        streams.insert(is.stream().value());
    }
    BOOST_TEST(streams.size() == 1U);
    BOOST_TEST(!streams.contains(0xEC40));
    BOOST_TEST(other.heard.empty());
    const auto* const started = s.find("stream_started");
    BOOST_REQUIRE(started != nullptr);
    BOOST_TEST(text_of(*started, "echo") == "recorded");
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <random>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::size_t longest = 600;
constexpr std::array<std::string_view, 13> tags{"",     "RPTL", "RPTK", "RPTC", "RPTCL", "RPTO",  "RPTPING",
                                                "DMRD", "DMRA", "DMRG", "RPTG", "MSTCL", "RPTACK"};

// Garbage of this length that begins with a tag. Its repeater id is random, too, but never a small one.
datagram garbage(std::string_view tag, std::size_t length, std::mt19937& random)
{
    datagram d(length);
    for (std::byte& b : d)
        b = static_cast<std::byte>(random());
    for (std::size_t i = 0; i < std::min(tag.size(), length); ++i)
        d[i] = static_cast<std::byte>(tag[i]);
    for (const std::size_t first_of_id : {tag.size(), std::size_t{11}})
        if (first_of_id < length && first_of_id >= tag.size())
            d[first_of_id] |= std::byte{0x80};
    return d;
}

// A request after the garbage: its answer says that all of it has been dealt with.
void wait_until_read(udp_client& from, std::size_t answers_before)
{
    constexpr dmr::repeater_id nobody{0xFFFF'FFFE};
    from.send(wire::write_login_request(nobody));
    BOOST_REQUIRE(from.has_received(answers_before + 1));
}

// Every length, with every tag. Between lengths it waits, so that no socket overflows.
void send_all_lengths(udp_client& from)
{
    std::mt19937 random{20260101};
    for (std::size_t length = 0; length <= longest; ++length) {
        for (const std::string_view tag : tags)
            from.send(garbage(tag, length, random));
        if (length % 8 == 0)
            wait_until_read(from, from.received.size());
    }
}

}

BOOST_FIXTURE_TEST_CASE(datagrams_of_every_length_harm_nobody, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    repeater odd_one{stage, 312003, ipv4}; // a repeater gone mad
    BOOST_REQUIRE((talker.log_in() && listener.log_in() && odd_one.log_in()));
    udp_client stranger{stage, ipv4, at("127.66.6.6", 0).address};

    send_all_lengths(stranger);
    send_all_lengths(odd_one);

    BOOST_TEST(talker.heard.size() + listener.heard.size() == 0U);
    BOOST_TEST(is_heard(talker, 91, 1, {&listener, &odd_one}));
    for (const udp_client* const c : {&stranger, static_cast<udp_client*>(&odd_one)}) {
        BOOST_TEST(c->empty == 0U); // a client would close its socket
        BOOST_TEST(c->strays == 0U);
    }
    for (const repeater* const r : {&talker, &listener, &odd_one}) {
        BOOST_TEST(r->client().refusals() == 0U);
        BOOST_TEST(r->client().farewells() == 0U);
    }
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.count("server_failed") == 0U);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(what_a_repeater_says_of_itself_may_be_garbage, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater listener{stage, 312002, ipv4};
    repeater odd_one{stage, 312003, ipv4};
    BOOST_REQUIRE((listener.log_in() && odd_one.log_in()));

    std::mt19937 random{7};
    for (const std::string_view tag : {"RPTC", "RPTPING"}) {
        for (std::size_t length = tag.size() + 4; length <= longest; length += 13) {
            datagram d = garbage(tag, length, random);
            for (int i = 0; i < 4; ++i)
                d[tag.size() + static_cast<std::size_t>(i)] = static_cast<std::byte>(312003 >> (24 - 8 * i));
            const std::size_t before = odd_one.received.size();
            odd_one.send(d);
            wait_until_read(odd_one, before + 1); // both are answered
        }
    }
    BOOST_TEST(odd_one.client().refusals() == 0U);
    BOOST_TEST(is_heard(odd_one, 91, 1, {&listener}));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

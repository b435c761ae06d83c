// SPDX-License-Identifier: GPL-3.0-or-later
// Spec hbp.md, "Keep-alive", and quirks.md 16 to 19.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

BOOST_AUTO_TEST_SUITE(keep_alive)

BOOST_AUTO_TEST_CASE(a_silent_repeater_is_removed_at_its_third_missed_keep_alive)
{
    world w;
    const client c = w.connect(7);
    w.pass(1s); // silent for 29 s at the first look, 59, 89, 119 at the next ones
    w.receive(c.path, wire::write_keep_alive(c.id));
    w.events.take();
    w.egress.take();
    w.pass(89s);
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"missed 7 1", "missed 7 2"}),
               boost::test_tools::per_element());
    BOOST_TEST(w.egress.take().empty());
    w.pass(30s);
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"missed 7 3", "disconnected 7 timeout"}),
               boost::test_tools::per_element());
    const auto told = w.egress.take();
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST((told[0].to == c.path && told[0].bytes == to_datagram(wire::write_refusal(c.id))));
}

BOOST_AUTO_TEST_CASE(any_valid_message_brings_the_count_back_to_zero)
{
    world w;
    const client c = w.connect(7);
    w.pass(61s);
    BOOST_TEST(w.events.has("missed 7 1"));
    w.events.take();
    voice v;
    w.header(c, v);
    BOOST_TEST(w.events.lines.front() == "missed 7 0");
    w.events.take();
    w.pass(29s);
    BOOST_TEST(!w.events.has("missed 7 1"));
}

BOOST_AUTO_TEST_CASE(a_client_that_pings_every_ten_seconds_stays_for_days)
{
    world w;
    const client c = w.connect(7);
    w.events.take();
    for (int i = 0; i < 2 * 24 * 360; ++i) {
        w.pass(10s);
        w.receive(c.path, wire::write_keep_alive(c.id));
    }
    BOOST_TEST(w.events.take().empty());
    BOOST_TEST(w.router.occupied().sessions == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_from_a_wrong_address_keeps_a_session_alive)
{
    world w;
    const client c = w.connect(7);
    const core::path stranger = path_of(0x0A09'0909);
    for (int i = 0; i < 13; ++i) {
        w.pass(10s);
        w.receive(stranger, wire::write_keep_alive(c.id));
        w.receive(stranger, wire::write_login_request(c.id));
        w.receive(c.path, wire::write_login_request(c.id)); // RPTL never refreshes
    }
    BOOST_TEST(w.router.occupied().sessions == 0U);
}

BOOST_AUTO_TEST_CASE(a_keep_alive_is_known_by_its_first_four_bytes)
{
    world w;
    const client c = w.connect(7);
    datagram ping = to_datagram(wire::write_keep_alive(c.id));
    ping[4] = ping[5] = ping[6] = std::byte{'?'};
    BOOST_TEST(w.receive(c.path, ping)[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// What the operator does to a running server: kick, block, unblock. And what he is told of a long call.
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

core::block block_of(std::uint32_t id, std::string reason = "noise")
{
    return {.id = dmr::repeater_id{id}, .callsign = {}, .reason = std::move(reason)};
}

core::block block_of(std::string callsign)
{
    return {.id = {}, .callsign = std::move(callsign), .reason = "noise"};
}

using lines = std::vector<std::string>;

}

BOOST_AUTO_TEST_SUITE(steering)

BOOST_AUTO_TEST_CASE(a_kicked_repeater_is_told_and_may_come_back)
{
    world w;
    const client c = w.connect(7);
    w.events.take();
    BOOST_TEST(w.router.kick(c.id, "move over", w.now));
    const auto told = w.egress.take();
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST((told[0].to == c.path && told[0].is("MSTNAK")));
    BOOST_TEST(w.events.take() == (lines{"disconnected 7 kicked"}), boost::test_tools::per_element());
    BOOST_TEST(!w.router.kick(c.id, "", w.now));
    BOOST_TEST(w.log_in(c));
}

BOOST_AUTO_TEST_CASE(a_kick_in_mid_call_ends_the_call_everywhere)
{
    world w;
    const client talker = w.connect(7);
    const client listener = w.connect(8);
    voice v;
    w.header(talker, v);
    w.talk(talker, v, 600ms);
    w.events.take();
    w.router.kick(talker.id, "", w.now);
    const auto told = w.egress.take();
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST((told[0].to == talker.path && told[0].is("MSTNAK")));
    BOOST_TEST((told[1].to == listener.path && wire::dmrd{told[1].bytes}.is_terminator()));
    BOOST_TEST(w.events.take() ==
                   (lines{"rx_end 7 slot 2 tg 91 src 1001 timeout", "tx_end 8 slot 2 tg 91 src 1001 timeout",
                          "free 7 slot 2", "disconnected 7 kicked"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_blocked_id_goes_and_stays_out_until_it_is_unblocked)
{
    world w;
    const client c = w.connect(7);
    const client other = w.connect(8);
    w.events.take();
    BOOST_TEST(w.router.block(block_of(7), w.now).value() == 1U);
    BOOST_TEST(w.events.take() == (lines{"disconnected 7 blocked"}), boost::test_tools::per_element());
    w.egress.take();
    BOOST_TEST(!w.log_in(c));
    BOOST_TEST(w.events.take() == (lines{"refused 7 blocked"}), boost::test_tools::per_element());
    BOOST_TEST(w.receive(other.path, wire::write_keep_alive(other.id))[0].is("MSTPONG"));
    BOOST_TEST(!w.router.unblock(other.id));
    BOOST_TEST(w.router.unblock(c.id));
    BOOST_TEST(w.log_in(c));
}

BOOST_AUTO_TEST_CASE(a_block_for_a_while_is_over_after_it)
{
    world w;
    const client c = w.connect(7);
    core::block b = block_of(7);
    b.until = w.now + 15min;
    w.router.block(b, w.now);
    w.egress.take();
    w.pass(14min);
    BOOST_TEST(!w.log_in(c));
    w.pass(1min);
    BOOST_TEST(w.log_in(c));
}

BOOST_AUTO_TEST_CASE(a_blocked_callsign_is_known_only_when_the_description_comes)
{
    world w;
    const client one = w.connect(7, "", "secret", world::station("AB1CD"));
    const client two = w.connect(8, "", "secret", world::station("ab1cd"));
    const client other = w.connect(9, "", "secret", world::station("AB1CDE"));
    w.events.take();
    BOOST_TEST(w.router.block(block_of("AB1CD"), w.now).value() == 2U);
    BOOST_TEST(w.events.take() == (lines{"disconnected 7 blocked", "disconnected 8 blocked"}),
               boost::test_tools::per_element());
    w.egress.take();
    BOOST_TEST(w.authenticate(one));
    BOOST_TEST(w.describe(one, world::station("AB1CD"))[0].is("MSTNAK"));
    BOOST_TEST(w.events.has("refused 7 blocked"));
    BOOST_TEST(w.log_in(two, world::station("XY9Z"))); // who calls himself something else is somebody else
    BOOST_TEST(w.router.unblock("ab1cd"));
    BOOST_TEST(w.log_in(one, world::station("AB1CD")));
    BOOST_TEST(w.receive(other.path, wire::write_keep_alive(other.id))[0].is("MSTPONG"));
}

BOOST_AUTO_TEST_CASE(the_list_of_blocks_has_an_end_and_forgets_what_is_over)
{
    core::block_list list;
    const core::time_point now{1h};
    for (std::uint32_t id = 1; id <= core::block_list::most; ++id) {
        core::block b = block_of(id);
        if (id == 5)
            b.until = now + 1min;
        BOOST_REQUIRE(list.add(b, now));
    }
    BOOST_TEST(!list.add(block_of("AB1CD"), now));
    BOOST_TEST(list.add(block_of(6, "again"), now)); // replaces its own
    BOOST_TEST(list.find(dmr::repeater_id{6}, "", now)->reason == "again");
    BOOST_TEST(list.find(dmr::repeater_id{5}, "", now + 1min) == nullptr);
    BOOST_TEST(list.add(block_of("AB1CD"), now + 1min));
    BOOST_TEST(list.all().size() == core::block_list::most);
}

BOOST_AUTO_TEST_CASE(a_long_call_is_told_of_at_each_60th_burst_that_does_not_end_it)
{
    world w;
    const client talker = w.connect(7);
    w.connect(8);
    w.events.take();
    voice v;
    w.header(talker, v);
    w.talk(talker, v, 58 * 60ms); // 59 bursts
    BOOST_TEST(!w.events.has("update 7 slot 2 tg 91 src 1001 packets 60"));
    w.speech(talker, v);
    BOOST_TEST(w.events.has("update 7 slot 2 tg 91 src 1001 packets 60"));
    w.talk(talker, v, 59 * 60ms); // 119
    w.terminator(talker, v);
    w.speech(talker, v); // late
    BOOST_TEST(!w.events.has("update 7 slot 2 tg 91 src 1001 packets 120"));
    BOOST_TEST(!w.events.has("update 7 slot 2 tg 91 src 1001 packets 121"));
}

BOOST_AUTO_TEST_SUITE_END()

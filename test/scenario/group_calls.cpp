// SPDX-License-Identifier: GPL-3.0-or-later
// Who hears a group call: spec routing.md, "Targets of a group stream".
#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

BOOST_AUTO_TEST_SUITE(group_calls)

BOOST_AUTO_TEST_CASE(everyone_who_subscribed_hears_every_burst_as_it_came)
{
    world w;
    const client talker = w.connect(1, "TS2=91");
    const client first = w.connect(2, "TS2=91,3120");
    const client second = w.connect(3, "TS2=90-95");
    const client everything = w.connect(4);
    const client other_talkgroup = w.connect(5, "TS2=3120");
    const client other_slot = w.connect(6, "TS1=91;TS2=");
    w.events.take();
    voice v;
    std::vector<sent> all = w.header(talker, v);
    for (auto& s : w.talk(talker, v, 720ms))
        all.push_back(s);
    for (auto& s : w.terminator(talker, v))
        all.push_back(s);
    const std::size_t bursts = 1 + 12 + 1;
    BOOST_TEST(heard_by(first, all) == bursts);
    BOOST_TEST(heard_by(second, all) == bursts);
    BOOST_TEST(heard_by(everything, all) == bursts);
    BOOST_TEST(heard_by(talker, all) == 0U);
    BOOST_TEST(heard_by(other_talkgroup, all) == 0U);
    BOOST_TEST(heard_by(other_slot, all) == 0U);
    BOOST_TEST(
        w.events.take() ==
            (std::vector<std::string>{
                "rx_start 1 slot 2 tg 91 src 1001 targets 3 busy 0", "tx_start 2 slot 2 tg 91 src 1001",
                "tx_start 3 slot 2 tg 91 src 1001", "tx_start 4 slot 2 tg 91 src 1001",
                "rx_end 1 slot 2 tg 91 src 1001 terminator", "tx_end 2 slot 2 tg 91 src 1001 terminator",
                "tx_end 3 slot 2 tg 91 src 1001 terminator", "tx_end 4 slot 2 tg 91 src 1001 terminator"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_datagram_goes_out_byte_for_byte_and_is_always_55_bytes)
{
    world w;
    const client talker = w.connect(1);
    w.connect(2);
    const wire::dmrd_header h{0,
                              dmr::radio_id{1001},
                              91,
                              talker.id,
                              dmr::slot::two,
                              dmr::call_type::group,
                              dmr::frame_type::data_sync,
                              1,
                              dmr::stream_id{5}};
    std::array<std::byte, dmr::burst_size> payload{};
    payload.fill(std::byte{0xA5});
    const datagram normal = to_datagram(wire::write_dmrd(h, payload, 3, 47));

    datagram shorter{normal.begin(), normal.begin() + 53};
    datagram longer = normal;
    longer.resize(71, std::byte{1});
    datagram padded = shorter;
    padded.resize(55);
    BOOST_TEST((w.receive(talker.path, normal).at(0).bytes == normal));
    BOOST_TEST((w.receive(talker.path, shorter).at(0).bytes == padded));
    BOOST_TEST((w.receive(talker.path, longer).at(0).bytes == normal));
    shorter.resize(52);
    BOOST_TEST(w.receive(talker.path, shorter).empty());
    BOOST_TEST(w.router.counters().malformed == 1U);
}

BOOST_AUTO_TEST_CASE(a_network_client_gets_its_own_id_in_what_it_is_sent)
{
    world w;
    const client talker = w.connect(1);
    auto server = world::station("N0SRV");
    server.package_id = "hblink3";
    const client hblink3 = w.connect(2, "", "secret", server);
    server.package_id = "HBlink4 v2.0";
    const client hblink4 = w.connect(3, "", "secret", server);
    const client hotspot = w.connect(4);
    voice v;
    for (const sent& s : w.header(talker, v)) {
        const wire::dmrd seen{s.bytes};
        BOOST_TEST(seen.id().value() == (s.to == hblink3.path ? 2U : 1U));
        BOOST_TEST(seen.source().value() == 1001U);
    }
    (void)hblink4;
    (void)hotspot;
}

BOOST_AUTO_TEST_CASE(the_rule_decides_about_the_repeater_id_when_it_says_so)
{
    for (const auto rewrite : {config::rewrite_id::yes, config::rewrite_id::no}) {
        config::settings s = open_settings();
        auto rule = rule_of("default", "secret");
        rule->rewrite_repeater_id = rewrite;
        s.access.fallback = rule;
        s.access.prepare();
        world w{s};
        const client talker = w.connect(1);
        w.connect(2);
        voice v;
        const auto out = w.header(talker, v);
        BOOST_REQUIRE(out.size() == 1U);
        BOOST_TEST(wire::dmrd{out[0].bytes}.id().value() == (rewrite == config::rewrite_id::yes ? 2U : 1U));
    }
}

BOOST_AUTO_TEST_CASE(the_set_of_a_slot_decides_what_may_be_sent_and_what_is_heard)
{
    world w;
    const client talker = w.connect(1, "TS1=;TS2=3120");
    const client listener = w.connect(2);
    voice v{.talkgroup = 91};
    BOOST_TEST(w.header(talker, v).empty());
    BOOST_TEST(w.events.count("call_refused 1 not_permitted") == 1U);
    w.talk(talker, v, 600ms);
    BOOST_TEST(w.events.count("call_refused 1 not_permitted") == 1U); // once for a stream
    voice nothing{.slot = dmr::slot::one, .talkgroup = 3120, .stream = 2};
    BOOST_TEST(w.header(talker, nothing).empty());
    voice good{.talkgroup = 3120, .stream = 3};
    BOOST_TEST(heard_by(listener, w.header(talker, good)) == 1U);
    BOOST_TEST(w.router.counters().dropped[std::size_t(core::drop_reason::not_permitted)] == 12U);
}

BOOST_AUTO_TEST_CASE(a_refused_transmission_starts_in_its_middle_once_it_may)
{
    world w;
    const client talker = w.connect(1, "TS2=3120");
    const client listener = w.connect(2);
    voice v{.talkgroup = 91};
    w.header(talker, v);
    w.ask(talker, "TS2=91,3120");
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
}

BOOST_AUTO_TEST_CASE(who_subscribes_during_a_transmission_joins_with_the_next_one)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2, "TS2=3120");
    voice v;
    w.header(talker, v);
    w.ask(listener, "TS2=91");
    const client newcomer = w.connect(3);
    auto out = w.talk(talker, v, 1s);
    BOOST_TEST(heard_by(listener, out) == 0U);
    BOOST_TEST(heard_by(newcomer, out) == 0U);
    w.terminator(talker, v);
    voice next{.stream = 2};
    out = w.header(talker, next);
    BOOST_TEST(heard_by(listener, out) == 1U);
    BOOST_TEST(heard_by(newcomer, out) == 1U);
}

BOOST_AUTO_TEST_CASE(who_gives_a_talkgroup_up_keeps_it_until_the_transmission_ends)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    w.ask(listener, "TS2=3120");
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
    w.terminator(talker, v);
    voice next{.stream = 2};
    BOOST_TEST(heard_by(listener, w.header(talker, next)) == 0U);
}

BOOST_AUTO_TEST_CASE(a_target_that_goes_away_is_skipped_also_when_its_place_is_taken)
{
    world w;
    const client talker = w.connect(1);
    const client leaver = w.connect(2);
    const client listener = w.connect(3);
    voice v;
    w.header(talker, v);
    w.receive(leaver.path, wire::write_goodbye(leaver.id));
    const client heir = w.connect(4, "TS2=3120"); // in the memory of the one that left
    const auto out = w.talk(talker, v, 1s);
    BOOST_TEST(heard_by(leaver, out) == 0U);
    BOOST_TEST(heard_by(heir, out) == 0U);
    BOOST_TEST(heard_by(listener, out) == 17U);
}

BOOST_AUTO_TEST_CASE(a_talker_that_goes_away_ends_its_call_everywhere)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    w.receive(talker.path, wire::write_goodbye(talker.id));
    BOOST_TEST(w.events.has("tx_end 2 slot 2 tg 91 src 1001 timeout"));
    w.pass(13s);
    BOOST_TEST(w.events.has("free 2 slot 2"));
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
    (void)listener;
}

BOOST_AUTO_TEST_CASE(voice_leaves_from_the_address_that_the_client_spoke_to_last)
{
    world w;
    const client talker = w.connect(1);
    client listener = w.connect(2);
    listener.path.local = wire::address::v4(0xC000'0202);
    w.receive(listener.path, wire::write_keep_alive(listener.id));
    voice v;
    const auto out = w.header(talker, v);
    BOOST_REQUIRE(out.size() == 1U);
    BOOST_TEST((out[0].to == listener.path));
}

BOOST_AUTO_TEST_CASE(both_slots_are_worlds_of_their_own_even_with_one_stream_id)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice one{.slot = dmr::slot::one, .talkgroup = 8};
    voice two{.slot = dmr::slot::two, .talkgroup = 91};
    BOOST_TEST(heard_by(listener, w.header(talker, one)) == 1U);
    BOOST_TEST(heard_by(listener, w.header(talker, two)) == 1U);
    w.terminator(talker, one);
    BOOST_TEST(heard_by(listener, w.speech(talker, two)) == 1U);
    BOOST_TEST(w.router.occupied().streams == 1U);
}

BOOST_AUTO_TEST_CASE(frames_with_another_destination_or_call_type_are_dropped_and_counted)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    voice strayed = v;
    strayed.talkgroup = 92;
    BOOST_TEST(w.speech(talker, strayed).empty());
    strayed = v;
    strayed.call = dmr::call_type::unit;
    BOOST_TEST(w.speech(talker, strayed).empty());
    voice other_source = v;
    other_source.source = 4711; // a changed source is passed
    BOOST_TEST(heard_by(listener, w.speech(talker, other_source)) == 1U);
    BOOST_TEST(w.router.counters().dropped[std::size_t(core::drop_reason::changed_call)] == 2U);
    w.terminator(talker, v);
    BOOST_TEST(w.events.has("rx_end 1 slot 2 tg 91 src 1001 terminator")); // its first source
}

BOOST_AUTO_TEST_CASE(data_never_touches_the_voice_of_its_slot)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice data{.stream = 77};
    for (const std::uint8_t type : std::array<std::uint8_t, 6>{3, 4, 6, 7, 8, 10})
        BOOST_TEST(w.burst(talker, data, dmr::frame_type::data_sync, type).empty());
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
    voice v;
    BOOST_TEST(heard_by(listener, w.header(talker, v)) == 1U);
    w.burst(talker, data, dmr::frame_type::data_sync, 6);
    BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
    BOOST_TEST(w.router.counters().data_bursts == 7U);
}

BOOST_AUTO_TEST_CASE(an_encrypted_call_and_a_late_entry_are_voice)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice encrypted{.stream = 1};
    BOOST_TEST(heard_by(listener, w.burst(talker, encrypted, dmr::frame_type::data_sync, 0)) == 1U);
    w.terminator(talker, encrypted);
    voice late{.stream = 2};
    BOOST_TEST(heard_by(listener, w.speech(talker, late)) == 1U);
}

BOOST_AUTO_TEST_CASE(odd_frame_types_and_burst_numbers_pass_within_a_stream)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v;
    w.header(talker, v);
    BOOST_TEST(heard_by(listener, w.burst(talker, v, dmr::frame_type::reserved, 15)) == 1U);
    BOOST_TEST(heard_by(listener, w.burst(talker, v, dmr::frame_type::voice, 14)) == 1U);
    BOOST_TEST(heard_by(listener, w.burst(talker, v, dmr::frame_type::data_sync, 6)) == 1U);
}

BOOST_AUTO_TEST_CASE(the_start_of_a_call_costs_by_its_listeners_not_by_the_connected)
{
    world w;
    w.events.muted = true;
    const client talker = w.connect(1, "TS1=;TS2=91");
    for (std::uint32_t id = 2; id < 12; ++id)
        w.connect(id, "TS1=;TS2=91");
    for (std::uint32_t id = 12; id < 1000; ++id)
        w.connect(id, "TS1=;TS2=" + std::to_string(1000 + id));
    // One key for each talkgroup in use, and the look-up asks for one: nobody has a range.
    BOOST_TEST(w.router.occupied().subscription_keys == 989U);
    voice v;
    BOOST_TEST(w.header(talker, v).size() == 10U);
}

BOOST_AUTO_TEST_SUITE_END()

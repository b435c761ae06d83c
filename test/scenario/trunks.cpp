// SPDX-License-Identifier: GPL-3.0-or-later
// OpenBridge trunks: spec links.md and quirks.md 52 to 55.
#include "hblink/dmr/full_link_control.hpp"

#include <boost/test/unit_test.hpp>

#include "support/linked_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings with_trunks(std::vector<config::trunk_settings> trunks)
{
    config::settings s = open_settings();
    s.trunks = std::move(trunks);
    return s;
}

std::uint64_t refused(const core::trunk& t, core::frame_refusal r)
{
    return t.counts.refused[static_cast<std::size_t>(r)];
}

std::size_t count(const std::vector<std::string>& events, std::string_view begin)
{
    return static_cast<std::size_t>(std::count_if(
        events.begin(), events.end(), [&](const std::string& e) { return e.starts_with(begin); }));
}

constexpr dmr::repeater_id far_repeater{4711};

}

BOOST_AUTO_TEST_SUITE(trunks)

BOOST_AUTO_TEST_CASE(a_call_goes_out_signed_with_53_bytes_on_slot_one_from_whichever_slot)
{
    for (const bool preserve : {true, false}) {
        auto t = trunk_called("Core", 262, {{91, 1}});
        t.preserve_source_peer = preserve;
        linked_world w{with_trunks({t})};
        const client here = w.connect(1);
        const core::path peer = w.connect_trunk("Core");
        voice v; // on slot two
        const auto out = w.header(here, v);
        BOOST_TEST_REQUIRE(sent_to(peer, out) == 1U);
        const datagram& frame = out.at(0).bytes;
        BOOST_TEST(frame.size() == 73U);
        BOOST_TEST(wire::openbridge_seal{"trunk secret"}.is_genuine(frame));
        const wire::dmrd d{wire::bytes{frame}.first(53)};
        BOOST_TEST((d.slot() == dmr::slot::one));
        BOOST_TEST(d.destination() == 91U);
        BOOST_TEST((d.source() == dmr::radio_id{1001}));
        BOOST_TEST((d.id() == dmr::repeater_id{preserve ? 1U : 262U}));
        BOOST_TEST((d.stream() == dmr::stream_id{v.stream}));
        const auto end = w.terminator(here, v);
        BOOST_TEST(sent_to(peer, end) == 1U);
        BOOST_TEST(w.trunk("Core").counts.sent == 2U);
    }
}

BOOST_AUTO_TEST_CASE(a_call_comes_in_on_the_mapped_slot_with_55_bytes_whatever_slot_it_says)
{
    for (const dmr::slot said : {dmr::slot::one, dmr::slot::two}) {
        linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}, {8, 1}})})};
        const client on_two = w.connect(1, "TS1=;TS2=91");
        const client on_one = w.connect(2, "TS1=91;TS2=");
        w.connect_trunk("Core");
        w.events.take();
        voice v{.slot = said};
        const auto in = w.from_trunk("Core", header_of(v, far_repeater));
        BOOST_TEST(heard_by(on_two, in) == 1U);
        BOOST_TEST(heard_by(on_one, in) == 0U);
        BOOST_TEST(in.at(0).bytes.size() == 55U);
        BOOST_TEST((wire::dmrd{in.at(0).bytes}.slot() == dmr::slot::two));
        BOOST_TEST((wire::dmrd{in.at(0).bytes}.id() == far_repeater));
        BOOST_TEST(w.events.take() ==
                       (std::vector<std::string>{"rx_start 262 slot 2 tg 91 src 1001 targets 1 busy 0",
                                                 "tx_start 1 slot 2 tg 91 src 1001"}),
                   boost::test_tools::per_element());
        w.from_trunk("Core", terminator_of(v, far_repeater));
        BOOST_TEST(w.events.take() == (std::vector<std::string>{"rx_end 262 slot 2 tg 91 src 1001 terminator",
                                                                "tx_end 1 slot 2 tg 91 src 1001 terminator"}),
                   boost::test_tools::per_element());
        w.pass(15s);
        BOOST_TEST(w.events.take() == (std::vector<std::string>{"free 1 slot 2"}),
                   boost::test_tools::per_element());
        BOOST_TEST(w.trunk("Core").streams() == 0U);
        BOOST_TEST(w.router.occupied().slots_in_use == 0U);
    }
}

BOOST_AUTO_TEST_CASE(translations_hold_towards_and_from_a_trunk)
{
    config::settings s = with_trunks({trunk_called("Core", 262, {{3120, 2}})});
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    s.access.fallback = rule;
    s.access.prepare();
    linked_world w{s};
    const client here = w.connect(1, "TS2=3120:1:9;SRC=55");
    const core::path peer = w.connect_trunk("Core");
    voice v{.slot = dmr::slot::one, .talkgroup = 9};
    const auto out = w.header(here, v);
    BOOST_TEST_REQUIRE(sent_to(peer, out) == 1U);
    const wire::dmrd d{wire::bytes{out.at(0).bytes}.first(53)};
    BOOST_TEST(d.destination() == 3120U);
    BOOST_TEST((d.source() == dmr::radio_id{55}));
    const auto lc = dmr::read_full_link_control(d.payload(), dmr::data_type::voice_lc_header);
    BOOST_TEST_REQUIRE(lc.has_value());
    BOOST_TEST(lc->destination() == 3120U);
    BOOST_TEST((lc->source() == dmr::radio_id{55}));
    w.terminator(here, v);
    w.pass(15s);
    voice in{.talkgroup = 3120, .source = 2002, .stream = 6};
    const auto heard = w.from_trunk("Core", header_of(in, far_repeater));
    BOOST_TEST_REQUIRE(heard_by(here, heard) == 1U);
    BOOST_TEST(wire::dmrd{heard.at(0).bytes}.destination() == 9U);
    BOOST_TEST((wire::dmrd{heard.at(0).bytes}.slot() == dmr::slot::one));
}

BOOST_AUTO_TEST_CASE(what_is_not_in_the_table_is_dropped_both_ways)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    const client here = w.connect(1);
    const core::path peer = w.connect_trunk("Core");
    voice out{.talkgroup = 92};
    BOOST_TEST(sent_to(peer, w.header(here, out)) == 0U);
    w.terminator(here, out);
    w.pass(15s);
    voice in{.talkgroup = 92, .stream = 5};
    BOOST_TEST(w.from_trunk("Core", header_of(in, far_repeater)).empty());
    BOOST_TEST(refused(w.trunk("Core"), core::frame_refusal::unmapped) == 1U);
}

BOOST_AUTO_TEST_CASE(forged_damaged_and_foreign_frames_are_counted_and_change_nothing)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    w.connect(1);
    w.connect_trunk("Core");
    const core::trunk& t = w.trunk("Core");
    voice v;
    const datagram good = header_of(v, far_repeater);
    BOOST_TEST(w.from_trunk("Core", linked_world::frame_of(good, "another secret")).empty());
    auto damaged = linked_world::frame_of(good);
    damaged[30] ^= std::byte{1};
    BOOST_TEST(w.from_trunk("Core", damaged).empty());
    BOOST_TEST(refused(t, core::frame_refusal::bad_hmac) == 2U);
    core::path elsewhere = t.path;
    elsewhere.remote.port += 1;
    const auto frame = linked_world::frame_of(good);
    w.router.on_trunk_datagram(t.number, elsewhere, frame, w.now);
    BOOST_TEST(refused(t, core::frame_refusal::wrong_source) == 1U);
    for (std::size_t size = 0; size < 120; ++size)
        if (size != 73)
            w.router.on_trunk_datagram(t.number, t.path, datagram(size, std::byte{'D'}), w.now);
    BOOST_TEST(refused(t, core::frame_refusal::wrong_size) == 119U);
    BOOST_TEST(w.egress.take().empty());
    BOOST_TEST(w.router.occupied().streams == 0U);
    BOOST_TEST(t.counts.received == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_from_or_sent_to_a_peer_whose_address_is_not_known)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    const client here = w.connect(1);
    const core::trunk& t = w.trunk("Core");
    w.router.open_trunk(t.number, core::port_id{301}, w.now);
    voice v;
    BOOST_TEST(w.header(here, v).empty());
    voice in{.stream = 9};
    const auto frame = linked_world::frame_of(header_of(in, far_repeater));
    w.router.on_trunk_datagram(t.number, peer_path(301, 1301), frame, w.now);
    BOOST_TEST(refused(t, core::frame_refusal::wrong_source) == 1U);
    // Nor from nowhere, which is what an unknown address looks like.
    w.router.on_trunk_datagram(t.number, core::path{}, frame, w.now);
    BOOST_TEST(refused(t, core::frame_refusal::wrong_source) == 2U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_moves_is_followed)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    const client here = w.connect(1);
    w.connect_trunk("Core");
    const core::trunk& t = w.trunk("Core");
    const wire::endpoint moved{wire::address::v4(0xC000'0299), 62035};
    w.events.take();
    w.router.resolve_trunk(t.number, moved, w.now);
    w.router.resolve_trunk(t.number, moved, w.now); // five minutes later
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"trunk_peer Core changed"}),
               boost::test_tools::per_element());
    voice v;
    const auto out = w.header(here, v);
    BOOST_TEST((out.at(0).to.remote == moved));
}

BOOST_AUTO_TEST_CASE(unit_calls_do_not_go_over_trunks)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    w.connect(1);
    w.connect_trunk("Core");
    voice v{.talkgroup = 91, .call = dmr::call_type::unit};
    BOOST_TEST(w.from_trunk("Core", header_of(v, far_repeater)).empty());
    BOOST_TEST(refused(w.trunk("Core"), core::frame_refusal::unit_call) == 1U);
}

BOOST_AUTO_TEST_CASE(group_data_is_routed_inwards_and_never_disturbs_voice)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    const client here = w.connect(1);
    const client other = w.connect(2, "TS1=;TS2=");
    w.connect_trunk("Core");
    voice data{.source = 5005, .stream = 5};
    auto burst = [&] { return dmrd_of(data, far_repeater, dmr::frame_type::data_sync, 6); };
    const auto in = w.from_trunk("Core", burst());
    BOOST_TEST(heard_by(here, in) == 1U);
    BOOST_TEST((wire::dmrd{in.at(0).bytes}.slot() == dmr::slot::two));
    voice v{.source = 2002, .stream = 6};
    BOOST_TEST(heard_by(here, w.from_trunk("Core", header_of(v, far_repeater))) == 1U);
    BOOST_TEST(w.from_trunk("Core", burst()).empty()); // its slot has voice
    BOOST_TEST(heard_by(here, w.from_trunk("Core", speech_of(v, far_repeater))) == 1U);
    w.pass(30s);
    BOOST_TEST(w.router.occupied().data_calls == 0U);
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
}

BOOST_AUTO_TEST_CASE(any_number_of_calls_comes_in_at_once_and_those_for_busy_slots_are_shown)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}, {92, 2}, {8, 1}})})};
    w.connect(1);
    w.connect_trunk("Core");
    w.events.take();
    voice first{.talkgroup = 91, .stream = 1};
    voice second{.talkgroup = 92, .source = 1002, .stream = 2};
    voice third{.talkgroup = 8, .source = 1003, .stream = 3};
    BOOST_TEST(w.from_trunk("Core", header_of(first, far_repeater)).size() == 1U);
    BOOST_TEST(w.from_trunk("Core", header_of(second, far_repeater)).empty()); // quirks.md 54
    BOOST_TEST(w.from_trunk("Core", header_of(third, far_repeater)).size() == 1U);
    BOOST_TEST(w.trunk("Core").streams() == 3U);
    BOOST_TEST(count(w.events.take(), "rx_start 262 ") == 3U);
}

BOOST_AUTO_TEST_CASE(a_trunk_that_is_full_drops_what_is_new_and_counts_it)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    w.connect_trunk("Core");
    for (std::uint32_t i = 0; i < 600; ++i) {
        voice v{.source = 1000 + i, .stream = 1 + i};
        w.from_trunk("Core", header_of(v, far_repeater));
    }
    const core::trunk& t = w.trunk("Core");
    BOOST_TEST(t.streams() == core::trunk::most_streams);
    BOOST_TEST(t.counts.no_room == 600 - core::trunk::most_streams);
    w.pass(6s);
    BOOST_TEST(t.streams() == 0U);
}

BOOST_AUTO_TEST_CASE(a_silent_call_ends_by_time_and_is_over)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    w.connect(1);
    w.connect_trunk("Core");
    voice v;
    w.from_trunk("Core", header_of(v, far_repeater));
    w.events.take();
    w.pass(5s);
    const auto events = w.events.take();
    BOOST_TEST(count(events, "rx_end 262 slot 2 tg 91 src 1001 timeout") == 1U);
    BOOST_TEST(count(events, "free 262") == 0U); // it has no hang time
    BOOST_TEST(w.trunk("Core").streams() == 0U);
}

BOOST_AUTO_TEST_CASE(a_repeated_terminator_is_no_new_call)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
    w.connect(1);
    w.connect_trunk("Core");
    voice v;
    w.from_trunk("Core", header_of(v, far_repeater));
    w.from_trunk("Core", terminator_of(v, far_repeater));
    w.events.take();
    w.from_trunk("Core", terminator_of(v, far_repeater));
    BOOST_TEST(w.events.take().empty());
}

BOOST_AUTO_TEST_CASE(nothing_goes_from_a_trunk_to_another_trunk_or_back_but_to_links)
{
    config::settings s =
        with_trunks({trunk_called("Core", 262, {{91, 2}}), trunk_called("West", 263, {{8, 1}})});
    s.links = {link_called("North", 901)};
    linked_world w{s};
    const core::path core_peer = w.connect_trunk("Core");
    const core::path west_peer = w.connect_trunk("West");
    const client north = w.come_up("North");
    voice v;
    const auto out = w.from_trunk("Core", header_of(v, far_repeater));
    BOOST_TEST(heard_by(north, out) == 1U);
    BOOST_TEST((wire::dmrd{out.at(0).bytes}.id() == dmr::repeater_id{901}));
    BOOST_TEST(sent_to(core_peer, out) == 0U);
    BOOST_TEST(sent_to(west_peer, out) == 0U);
    // And nothing from a link to a trunk.
    voice from_link{.source = 3003, .stream = 99};
    from_link.slot = dmr::slot::one;
    const auto in = w.from_peer("North", header_of(from_link, dmr::repeater_id{901}));
    BOOST_TEST(sent_to(core_peer, in) == 0U);
}

// (HBlink4 has an open report that after a start the audio of one side stays silent.)
BOOST_AUTO_TEST_CASE(whoever_speaks_first_on_either_side_is_heard_and_so_is_the_reply)
{
    for (const bool we_first : {true, false})
        for (const bool terminators_lost : {true, false}) {
            linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}})})};
            const client here = w.connect(1);
            const core::path peer = w.connect_trunk("Core");
            const auto out = [&](std::uint32_t stream) {
                voice v{.stream = stream};
                const auto all = w.header(here, v);
                const auto more = w.talk(here, v, 600ms);
                if (!terminators_lost)
                    w.terminator(here, v);
                return sent_to(peer, all) + sent_to(peer, more);
            };
            const auto in = [&](std::uint32_t stream) {
                voice v{.source = 2002, .stream = stream};
                std::size_t heard = heard_by(here, w.from_trunk("Core", header_of(v, far_repeater)));
                for (int i = 0; i < 10; ++i) {
                    w.pass(60ms);
                    heard += heard_by(here, w.from_trunk("Core", speech_of(v, far_repeater)));
                }
                if (!terminators_lost)
                    w.from_trunk("Core", terminator_of(v, far_repeater));
                return heard;
            };
            if (we_first)
                BOOST_TEST(out(1) == 11U);
            BOOST_TEST((w.pass(300ms), in(2)) == 11U);
            BOOST_TEST((w.pass(300ms), out(3)) == 11U);
            BOOST_TEST((w.pass(300ms), in(4)) == 11U);
            w.pass(30s);
            BOOST_TEST(w.router.occupied().slots_in_use == 0U);
        }
}

BOOST_AUTO_TEST_CASE(a_reload_keeps_trunks_that_stay_and_closes_the_others_with_their_calls)
{
    linked_world w{with_trunks({trunk_called("Core", 262, {{91, 2}}), trunk_called("West", 263, {{8, 2}})})};
    const client here = w.connect(1);
    const client third = w.connect(3, "TS1=;TS2=8");
    const core::path core_peer = w.connect_trunk("Core");
    w.connect_trunk("West");
    voice v;
    w.header(here, v);
    voice west{.talkgroup = 8, .source = 9, .stream = 8};
    w.from_trunk("West", header_of(west, far_repeater));
    w.events.take();
    w.router.reload(with_trunks({trunk_called("Core", 262, {{91, 2}})}), w.now);
    const auto events = w.events.take();
    BOOST_TEST(count(events, "rx_end 263") == 1U);
    BOOST_TEST(events.back() == "trunk_closed West");
    w.egress.take();
    BOOST_TEST(sent_to(core_peer, w.speech(here, v)) == 1U);
    w.router.reload(with_trunks({}), w.now);
    w.egress.take();
    BOOST_TEST(sent_to(core_peer, w.talk(here, v, 1s)) == 0U);
    w.terminator(here, v);
    w.pass(20s);
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

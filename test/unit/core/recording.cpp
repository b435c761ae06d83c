// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

#include "support/spoken.hpp"

using namespace hblink;
using core::addressing;
using core::playback;
using core::recording;
using core::time_point;
using test::embedded_in;
using test::spoken;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};
constexpr dmr::repeater_id repeater{312000};
constexpr dmr::stream_id fresh{0x1234};
constexpr std::size_t plenty = 1000;
constexpr addressing to_talkgroup{dmr::radio_id{2620001}, 9990, dmr::call_type::group};
constexpr addressing to_radio{dmr::radio_id{2620001}, 9990, dmr::call_type::unit};
constexpr addressing to_caller{dmr::radio_id{9990}, 2620001, dmr::call_type::unit};

recording record(const spoken& call, const addressing& as, std::size_t most = plenty)
{
    recording r{as, dmr::slot::two, most};
    for (const auto& d : call.datagrams())
        r.add(wire::dmrd{d});
    return r;
}

std::vector<wire::dmrd_bytes> play(recording r)
{
    std::vector<wire::dmrd_bytes> heard;
    playback p{std::move(r), repeater, fresh, start};
    while (!p.is_over()) {
        BOOST_TEST(p.is_first() == heard.empty());
        const bool last = p.is_last();
        heard.push_back(p.next(p.due()));
        BOOST_TEST(last == p.is_over());
    }
    return heard;
}

std::vector<wire::dmrd_bytes> echo_of(const spoken& call, const addressing& as)
{
    return play(record(call, as));
}

// What HomeBrew puts around it is of the playback, all else as it was.
bool same_sound(const wire::dmrd_bytes& a, const wire::dmrd_bytes& b)
{
    return std::equal(a.begin() + 15, a.begin() + 16, b.begin() + 15) &&
           std::equal(a.begin() + 20, a.end(), b.begin() + 20);
}

// Voice and EMB: a burst without bits 116 to 147.
bool same_voice(const wire::dmrd_bytes& a, const wire::dmrd_bytes& b)
{
    auto x = a;
    auto y = b;
    for (auto* const d : {&x, &y})
        dmr::write_fragment(0, std::span{*d}.subspan<20, dmr::burst_size>());
    return same_sound(x, y);
}

void check_whole(const wire::dmrd_bytes& datagram, dmr::data_type type, const addressing& call,
                 std::uint8_t options)
{
    const wire::dmrd d{datagram};
    BOOST_TEST((d.frame() == dmr::frame_type::data_sync));
    BOOST_TEST((d.data() == type));
    const auto lc = dmr::read_full_link_control(d.payload(), type);
    BOOST_REQUIRE(lc.has_value());
    BOOST_TEST((lc->opcode() ==
                (call.call == dmr::call_type::group ? dmr::flco::group_voice : dmr::flco::unit_voice)));
    BOOST_TEST((lc->source() == call.source));
    BOOST_TEST(lc->destination() == call.destination);
    BOOST_TEST(lc->service_options() == options);
    const auto slot_type = dmr::read_slot_type(d.payload());
    BOOST_REQUIRE(slot_type.has_value());
    BOOST_TEST((slot_type->type == type));
    BOOST_TEST(slot_type->colour_code == spoken::colour_code);
}

}

BOOST_AUTO_TEST_SUITE(recorded_calls)

BOOST_AUTO_TEST_CASE(a_group_call_comes_back_bit_for_bit)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header().header().superframe().superframe().terminator();
    const auto heard = echo_of(call, to_talkgroup);
    BOOST_REQUIRE(heard.size() == call.datagrams().size());
    for (std::size_t i = 0; i < heard.size(); ++i) {
        const wire::dmrd d{heard[i]};
        BOOST_TEST(same_sound(heard[i], call.datagrams()[i]));
        BOOST_TEST(d.sequence() == i); // whatever the radio's were
        BOOST_TEST((d.stream() == fresh));
        BOOST_TEST((d.id() == repeater));
        BOOST_TEST((d.source() == to_talkgroup.source));
        BOOST_TEST(d.destination() == to_talkgroup.destination);
    }
}

BOOST_AUTO_TEST_CASE(sequence_numbers_begin_again_after_255)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header();
    for (int i = 0; i < 50; ++i)
        call.superframe();
    const auto heard = echo_of(call.terminator(), to_talkgroup);
    for (std::size_t i = 0; i < heard.size(); ++i)
        BOOST_TEST(wire::dmrd{heard[i]}.sequence() == i % 256);
}

BOOST_AUTO_TEST_CASE(a_lost_header_and_a_lost_terminator_are_made_up)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.superframe();
    const auto heard = echo_of(call, to_talkgroup);
    BOOST_REQUIRE(heard.size() == 8U);
    check_whole(heard.front(), dmr::data_type::voice_lc_header, to_talkgroup, 0x20);
    check_whole(heard.back(), dmr::data_type::terminator_with_lc, to_talkgroup, 0x20);
    for (std::size_t i = 0; i < 6; ++i)
        BOOST_TEST(same_sound(heard[i + 1], call.datagrams()[i]));
    BOOST_TEST((wire::dmrd{heard.front()}.slot() == dmr::slot::two));
    BOOST_TEST(wire::dmrd{heard.back()}.sequence() == 7);
    BOOST_TEST((wire::dmrd{heard.back()}.rssi() == 0));
}

BOOST_AUTO_TEST_CASE(a_made_up_terminator_has_the_options_of_the_header_that_was_heard)
{
    spoken call{to_talkgroup, dmr::slot::two};
    const auto heard = echo_of(call.header().superframe(), to_talkgroup);
    BOOST_REQUIRE(heard.size() == 8U);
    check_whole(heard.back(), dmr::data_type::terminator_with_lc, to_talkgroup, spoken::options);
}

BOOST_AUTO_TEST_CASE(without_a_readable_colour_code_it_is_one)
{
    recording r{to_talkgroup, dmr::slot::two, plenty};
    spoken call{to_talkgroup, dmr::slot::two};
    call.superframe();
    r.add(wire::dmrd{call.datagrams().front()}); // burst A has none
    BOOST_TEST(r.colour_code() == 1);
    r.add(wire::dmrd{call.datagrams()[1]});
    BOOST_TEST(r.colour_code() == spoken::colour_code);
}

BOOST_AUTO_TEST_CASE(what_is_too_long_is_cut_off_and_gets_a_terminator)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header().superframe().superframe().superframe().terminator();
    const auto heard = play(record(call, to_talkgroup, 10));
    BOOST_REQUIRE(heard.size() == 11U);
    for (std::size_t i = 0; i < 10; ++i)
        BOOST_TEST(same_sound(heard[i], call.datagrams()[i]));
    check_whole(heard.back(), dmr::data_type::terminator_with_lc, to_talkgroup, spoken::options);
}

BOOST_AUTO_TEST_CASE(lost_bursts_leave_no_silence)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header().superframe().superframe().terminator();
    recording r{to_talkgroup, dmr::slot::two, plenty};
    for (std::size_t i = 0; i < call.datagrams().size(); ++i)
        if (i < 3 || i > 8)
            r.add(wire::dmrd{call.datagrams()[i]});
    playback p{std::move(r), repeater, fresh, start};
    std::size_t bursts = 0;
    for (; !p.is_over(); ++bursts) {
        BOOST_TEST((p.due() == start + bursts * 60ms));
        BOOST_TEST(wire::dmrd{p.next(p.due())}.sequence() == bursts);
    }
    BOOST_TEST(bursts == 8U);
}

BOOST_AUTO_TEST_CASE(a_unit_call_comes_back_from_the_called_radio_to_the_caller)
{
    spoken call{to_radio, dmr::slot::two};
    call.header().superframe().superframe().terminator();
    const auto heard = echo_of(call, to_radio);
    BOOST_REQUIRE(heard.size() == 14U);
    for (const auto& datagram : heard) {
        const wire::dmrd d{datagram};
        BOOST_TEST((d.source() == to_caller.source));
        BOOST_TEST(d.destination() == to_caller.destination);
        BOOST_TEST((d.call() == dmr::call_type::unit));
        BOOST_TEST((d.slot() == dmr::slot::two));
    }
    check_whole(heard.front(), dmr::data_type::voice_lc_header, to_caller, spoken::options);
    check_whole(heard.back(), dmr::data_type::terminator_with_lc, to_caller, spoken::options);
    for (const std::size_t a : {1U, 7U}) {
        const auto lc = embedded_in(heard, a);
        BOOST_REQUIRE(lc.has_value());
        BOOST_TEST((*lc == dmr::link_control::voice(dmr::flco::unit_voice, 0, spoken::options,
                                                    to_caller.destination, to_caller.source)));
        BOOST_TEST(same_sound(heard[a], call.datagrams()[a]));         // the voice sync
        BOOST_TEST(same_sound(heard[a + 5], call.datagrams()[a + 5])); // burst F has no link control
        for (std::size_t i = a + 1; i < a + 5; ++i)
            BOOST_TEST(same_voice(heard[i], call.datagrams()[i]));
    }
}

BOOST_AUTO_TEST_CASE(a_unit_call_entered_late_has_its_link_control_turned_too)
{
    spoken call{to_radio, dmr::slot::two};
    const auto heard = echo_of(call.superframe().superframe(), to_radio);
    BOOST_REQUIRE(heard.size() == 14U);
    check_whole(heard.front(), dmr::data_type::voice_lc_header, to_caller, 0x20);
    for (const std::size_t a : {1U, 7U}) {
        const auto lc = embedded_in(heard, a);
        BOOST_REQUIRE(lc.has_value());
        BOOST_TEST((lc->source() == to_caller.source));
        BOOST_TEST(lc->destination() == to_caller.destination);
    }
}

BOOST_AUTO_TEST_CASE(the_talker_alias_in_a_unit_call_stays)
{
    const dmr::link_control alias{{std::byte{4}, std::byte{0}, std::byte{0x54}, std::byte{'N'},
                                   std::byte{'0'}, std::byte{'C'}, std::byte{'A'}, std::byte{'L'},
                                   std::byte{'L'}}};
    spoken call{to_radio, dmr::slot::two};
    call.header().superframe().superframe(alias).superframe().terminator();
    const auto heard = echo_of(call, to_radio);
    BOOST_REQUIRE(heard.size() == 20U);
    BOOST_TEST((embedded_in(heard, 1).value().source() == to_caller.source));
    BOOST_TEST((embedded_in(heard, 7).value() == alias));
    BOOST_TEST((embedded_in(heard, 13).value().source() == to_caller.source));
}

BOOST_AUTO_TEST_CASE(playback_keeps_to_its_times_however_late_it_is_asked)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header().superframe().terminator();
    playback p{record(call, to_talkgroup), repeater, fresh, start};
    p.next(start + 20ms);
    BOOST_TEST((p.due() == start + 60ms));
    p.next(start + 240ms); // 180 ms behind: made up for
    BOOST_TEST((p.due() == start + 120ms));
}

BOOST_AUTO_TEST_CASE(after_a_long_standstill_playback_goes_on_at_its_pace)
{
    spoken call{to_talkgroup, dmr::slot::two};
    call.header().superframe().terminator();
    playback p{record(call, to_talkgroup), repeater, fresh, start};
    p.next(start);
    p.next(start + 5s);
    BOOST_TEST((p.due() == start + 5s + 60ms));
}

BOOST_AUTO_TEST_CASE(there_is_voice_only_in_voice_bursts)
{
    spoken call{to_talkgroup, dmr::slot::two};
    BOOST_TEST(!record(call.header().terminator(), to_talkgroup).has_voice());
    BOOST_TEST(record(call.superframe(), to_talkgroup).has_voice());
}

BOOST_AUTO_TEST_SUITE_END()

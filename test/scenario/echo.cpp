// SPDX-License-Identifier: GPL-3.0-or-later
// The echo service: spec config.md, section `parrot`.
#include <boost/test/unit_test.hpp>

#include "support/spoken_call.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::uint32_t parrot = 9990;

config::settings with_echo()
{
    config::settings s = open_settings();
    s.parrot.enabled = true;
    s.parrot.talkgroups = {dmr::talkgroup{parrot}};
    s.parrot.radio_ids = {dmr::radio_id{parrot}};
    return s;
}

struct played
{
    sent what;
    time_point at;
};

// Lets time pass as the shell does, and collects what is played.
std::vector<played> listen(world& w, core::duration d)
{
    std::vector<played> all;
    for (const time_point end = w.now + d; w.now < end;) {
        const auto next = w.router.play_echo(w.now);
        for (auto& s : w.egress.take())
            all.push_back({std::move(s), w.now});
        w.pass(std::min(next.value_or(w.now + 250ms), end) - w.now);
    }
    return all;
}

std::vector<sent> datagrams(const std::vector<played>& all)
{
    std::vector<sent> found;
    for (const played& p : all)
        found.push_back(p.what);
    return found;
}

payload payload_of(const sent& s)
{
    payload p{};
    std::copy_n(s.bytes.begin() + 20, p.size(), p.begin());
    return p;
}

}

BOOST_AUTO_TEST_SUITE(echo)

BOOST_AUTO_TEST_CASE(a_group_call_comes_back_with_the_same_talkgroup_and_source_and_a_fresh_stream_id)
{
    world w{with_echo()};
    const client alone = w.connect(1, "TS1=;TS2="); // no permission for anything
    const client other = w.connect(2);
    w.events.take();
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001, .stream = 77}};
    BOOST_TEST(call.header().empty());
    BOOST_TEST(call.superframe().empty());
    BOOST_TEST(call.superframe().empty());
    BOOST_TEST(call.terminator().empty());
    const time_point ended = w.now;
    const auto all = listen(w, 10s);
    BOOST_REQUIRE(all.size() == 14U);
    BOOST_TEST(heard_by(other, datagrams(all)) == 0U);
    const auto stream = wire::dmrd{all[0].what.bytes}.stream();
    BOOST_TEST(stream.value() != 77U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const wire::dmrd d{all[i].what.bytes};
        BOOST_TEST((all[i].what.to == alone.path));
        BOOST_TEST(all[i].what.bytes.size() == 55U);
        BOOST_TEST(d.source().value() == 1001U);
        BOOST_TEST(d.destination() == parrot);
        BOOST_TEST((d.call() == dmr::call_type::group));
        BOOST_TEST(dmr::number_of(d.slot()) == 2);
        BOOST_TEST((d.stream() == stream));
        BOOST_TEST(int{d.sequence()} == static_cast<int>(i));
        BOOST_TEST((all[i].at == all[0].at + 60ms * i)); // the pace of the air
    }
    BOOST_TEST((all[0].at > ended));
    BOOST_TEST((all[0].at <= ended + 2s));
    const auto seen = shown_to(alone, datagrams(all));
    BOOST_TEST(seen.embedded.size() == 2U);
    BOOST_TEST(seen.unreadable == 0U);
    BOOST_TEST(w.events.has("tx_start 1 slot 2 tg 9990 src 1001"));
    BOOST_TEST(w.events.has("tx_end 1 slot 2 tg 9990 src 1001 terminator"));
}

BOOST_AUTO_TEST_CASE(a_group_calls_voice_comes_back_bit_for_bit)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    const auto lc = link_control_of({.talkgroup = parrot, .source = 1001}, 0x10, 0x08);
    std::vector<payload> spoken{dmr::lc_burst(lc, dmr::data_type::voice_lc_header, colour)};
    for (std::size_t i = 0; i < 12; ++i)
        spoken.push_back(voice_burst(lc, i % 6, static_cast<std::uint8_t>(i + 1)));
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.header();
    call.superframe();
    call.superframe();
    call.terminator();
    const auto all = listen(w, 10s);
    BOOST_REQUIRE(all.size() == spoken.size() + 1);
    for (std::size_t i = 0; i < spoken.size(); ++i)
        BOOST_TEST((payload_of(all[i].what) == spoken[i]));
}

BOOST_AUTO_TEST_CASE(a_unit_call_comes_back_from_the_parrot_to_the_caller)
{
    world w{with_echo()}; // unit calls are off in the only rule
    const client alone = w.connect(1);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001, .call = dmr::call_type::unit}};
    BOOST_TEST(call.header().empty());
    call.superframe();
    call.terminator();
    const auto all = listen(w, 10s);
    BOOST_REQUIRE(all.size() == 8U);
    const auto seen = shown_to(alone, datagrams(all));
    BOOST_TEST(seen.unreadable == 0U);
    BOOST_TEST(seen.headers.size() == 1U);
    BOOST_TEST(seen.embedded.size() == 1U);
    BOOST_TEST(seen.terminators.size() == 1U);
    for (const auto& list : {seen.headers, seen.embedded, seen.terminators})
        for (const auto& lc : list) {
            BOOST_TEST((lc.opcode() == dmr::flco::unit_voice));
            BOOST_TEST(lc.destination() == 1001U);
            BOOST_TEST(lc.source().value() == parrot);
        }
    for (const auto& p : all) {
        const wire::dmrd d{p.what.bytes};
        BOOST_TEST((d.call() == dmr::call_type::unit));
        BOOST_TEST(d.source().value() == parrot);
        BOOST_TEST(d.destination() == 1001U);
    }
}

BOOST_AUTO_TEST_CASE(it_is_played_after_a_timeout_too_with_a_header_and_a_terminator_made_for_it)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.superframe(); // the header was lost, and so is the terminator
    const auto all = listen(w, 10s);
    BOOST_REQUIRE(all.size() == 8U);
    const auto seen = shown_to(alone, datagrams(all));
    BOOST_TEST(seen.headers.size() == 1U);
    BOOST_TEST(seen.terminators.size() == 1U);
    BOOST_TEST(seen.unreadable == 0U);
    BOOST_TEST(seen.terminators[0].destination() == parrot);
}

BOOST_AUTO_TEST_CASE(the_slot_is_free_as_soon_as_it_has_been_played)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    const client other = w.connect(2);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.header();
    call.superframe();
    call.terminator();
    BOOST_TEST(listen(w, 4s).size() == 8U);
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
    BOOST_TEST(w.events.has("free 1 slot 2"));
    voice v{.talkgroup = 91, .source = 1002, .stream = 5};
    BOOST_TEST(heard_by(alone, w.header(other, v)) == 1U);
}

BOOST_AUTO_TEST_CASE(who_keys_up_while_it_plays_is_dropped_as_contention)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.header();
    for (int i = 0; i < 10; ++i)
        call.superframe();
    call.terminator();
    listen(w, 2s);
    voice v{.talkgroup = parrot, .source = 1001, .stream = 9};
    BOOST_TEST(w.header(alone, v).empty());
    BOOST_TEST(w.events.has("call_refused 1 contention"));
}

BOOST_AUTO_TEST_CASE(who_keys_up_before_it_plays_is_recorded_instead)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    spoken_call first{w, alone, {.talkgroup = parrot, .source = 1001, .stream = 1}};
    first.header();
    first.superframe();
    first.terminator();
    w.pass(200ms);
    spoken_call second{w, alone, {.talkgroup = parrot, .source = 1001, .stream = 2}};
    second.header();
    second.superframe();
    second.superframe();
    second.terminator();
    BOOST_TEST(listen(w, 10s).size() == 14U);
}

BOOST_AUTO_TEST_CASE(both_slots_of_a_repeater_have_recordings_of_their_own)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    spoken_call one{w, alone, {.slot = dmr::slot::one, .talkgroup = parrot, .source = 1001, .stream = 1}};
    spoken_call two{w, alone, {.slot = dmr::slot::two, .talkgroup = parrot, .source = 1002, .stream = 2}};
    one.header();
    two.header();
    one.superframe();
    two.superframe();
    two.superframe();
    one.terminator();
    two.terminator();
    std::size_t on_one = 0;
    const auto all = listen(w, 10s);
    for (const auto& p : all)
        on_one += wire::dmrd{p.what.bytes}.slot() == dmr::slot::one ? 1 : 0;
    BOOST_TEST(on_one == 8U);
    BOOST_TEST(all.size() == 22U);
}

BOOST_AUTO_TEST_CASE(it_records_at_most_max_seconds)
{
    config::settings s = with_echo();
    s.parrot.longest = 3s;
    world w{s};
    const client alone = w.connect(1);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.header();
    for (int i = 0; i < 20; ++i) // 7.2 s
        call.superframe();
    call.terminator();
    const auto all = listen(w, 20s);
    BOOST_TEST(all.size() >= 50U);
    BOOST_TEST(all.size() <= 53U);
    BOOST_TEST(wire::dmrd{all.back().what.bytes}.is_terminator());
}

BOOST_AUTO_TEST_CASE(a_repeater_that_goes_is_played_nothing)
{
    world w{with_echo()};
    const client alone = w.connect(1);
    spoken_call call{w, alone, {.talkgroup = parrot, .source = 1001}};
    call.header();
    call.superframe();
    call.terminator();
    w.receive(alone.path, wire::write_goodbye(alone.id));
    BOOST_TEST(listen(w, 10s).empty());
    w.connect(9); // its memory may be another's now
    BOOST_TEST(listen(w, 10s).empty());
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
}

BOOST_AUTO_TEST_CASE(without_the_section_it_is_a_talkgroup_like_any_other)
{
    world w;
    const client talker = w.connect(1);
    const client other = w.connect(2);
    spoken_call call{w, talker, {.talkgroup = parrot, .source = 1001}};
    BOOST_TEST(heard_by(other, call.header()) == 1U);
    BOOST_TEST(heard_by(other, call.terminator()) == 1U);
    BOOST_TEST(listen(w, 10s).empty());
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// A repeater's own words for talkgroups: spec routing.md, "Translation in the path", and quirks.md 23, 40
// to 43.
#include <boost/test/unit_test.hpp>

#include "support/spoken_call.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings trusting()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    s.access.fallback = rule;
    s.access.prepare();
    return s;
}

// The parts of a call, one after the other: braces are evaluated from left to right.
std::vector<sent> in_order(std::initializer_list<std::vector<sent>> parts)
{
    std::vector<sent> all;
    for (const auto& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<sent> to(const client& c, const std::vector<sent>& all)
{
    std::vector<sent> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                 [&](const sent& s) { return s.to == c.path; });
    return own;
}

void check_all_are(const std::vector<dmr::link_control>& seen, std::uint32_t destination,
                   std::uint32_t source)
{
    for (const auto& lc : seen) {
        BOOST_TEST(lc.destination() == destination);
        BOOST_TEST(lc.source().value() == source);
        BOOST_TEST(int{lc.feature_set()} == 0x10);
        BOOST_TEST(int{lc.service_options()} == 0x08); // 0x10 and 0x08 differ: quirks.md 40
    }
}

}

BOOST_AUTO_TEST_SUITE(translation)

BOOST_AUTO_TEST_CASE(a_listener_sees_only_its_own_words_in_header_voice_and_terminator)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    const client plain = w.connect(3, "TS2=3120");
    w.events.take();
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.header(), call.superframe(), call.superframe(), call.terminator()});

    const auto seen = shown_to(translated, all);
    BOOST_TEST(seen.headers.size() == 1U);
    BOOST_TEST(seen.embedded.size() == 2U);
    BOOST_TEST(seen.terminators.size() == 1U);
    BOOST_TEST(seen.unreadable == 0U);
    check_all_are(seen.headers, 9, 1001);
    check_all_are(seen.embedded, 9, 1001);
    check_all_are(seen.terminators, 9, 1001);
    for (const sent& s : to(translated, all)) {
        const wire::dmrd d{s.bytes};
        BOOST_TEST(s.bytes.size() == 55U);
        BOOST_TEST(d.destination() == 9U);
        BOOST_TEST(d.source().value() == 1001U);
        BOOST_TEST(dmr::number_of(d.slot()) == 1);
        BOOST_TEST(int{*d.bit_errors()} == 3);
        BOOST_TEST(int{*d.rssi()} == 47);
    }
    check_all_are(shown_to(plain, all).embedded, 3120, 1001);
    BOOST_TEST(w.events.has("rx_start 1 slot 2 tg 3120 src 1001 targets 2 busy 0"));
    BOOST_TEST(w.events.has("tx_start 2 slot 1 tg 9 src 1001"));
    BOOST_TEST(w.events.has("tx_end 2 slot 1 tg 9 src 1001 terminator"));
}

BOOST_AUTO_TEST_CASE(voice_bits_and_everything_but_the_link_control_stay_as_they_came)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    const client plain = w.connect(3, "TS2=3120");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.header(), call.superframe()});
    const auto mine = to(translated, all);
    const auto others = to(plain, all);
    BOOST_REQUIRE(mine.size() == others.size());
    for (std::size_t i = 1; i < mine.size(); ++i) {
        payload a{};
        payload b{};
        std::copy_n(mine[i].bytes.begin() + 20, a.size(), a.begin());
        std::copy_n(others[i].bytes.begin() + 20, b.size(), b.begin());
        const bool has_fragment = i >= 2 && i <= 5;
        BOOST_TEST((a == b) == !has_fragment);
        dmr::write_fragment(0, a); // the 32 bits apart, they are the same
        dmr::write_fragment(0, b);
        BOOST_TEST((a == b));
    }
}

BOOST_AUTO_TEST_CASE(a_talker_with_its_own_words_is_heard_in_everybody_elses)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120:1:9");
    const client plain = w.connect(2, "TS2=3120");
    const client other = w.connect(3, "TS2=3120:2:8");
    const client alike = w.connect(4, "TS2=3120:1:9");
    w.events.take();
    spoken_call call{w, talker, {.slot = dmr::slot::one, .talkgroup = 9, .source = 1001}};
    const auto all = in_order({call.header(), call.superframe(), call.terminator()});
    check_all_are(shown_to(plain, all).embedded, 3120, 1001);
    check_all_are(shown_to(plain, all).headers, 3120, 1001);
    check_all_are(shown_to(other, all).embedded, 8, 1001);
    check_all_are(shown_to(alike, all).embedded, 9, 1001);
    BOOST_TEST(shown_to(plain, all).headers.size() == 1U);
    BOOST_TEST(heard_by(plain, all) == 8U);
    BOOST_TEST(heard_by(other, all) == 8U);
    BOOST_TEST(heard_by(alike, all) == 8U);
    // The same words: the very bytes that came.
    for (const sent& s : to(alike, all))
        BOOST_TEST(wire::dmrd{s.bytes}.id().value() == 1U);
    BOOST_TEST(w.events.has("rx_start 1 slot 1 tg 9 src 1001 targets 3 busy 0"));
    BOOST_TEST(w.events.has("tx_start 4 slot 1 tg 9 src 1001"));
}

BOOST_AUTO_TEST_CASE(keying_the_networks_number_of_an_aliased_talkgroup_is_refused_by_its_own_reason)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120:1:9,91");
    w.connect(2, "TS2=3120,91");
    voice wrong{.talkgroup = 3120};
    BOOST_TEST(w.header(talker, wrong).empty());
    BOOST_TEST(w.events.has("call_refused 1 network_side"));
    BOOST_TEST(w.router.occupied().slots_in_use == 0U);
    voice right{.slot = dmr::slot::one, .talkgroup = 9, .stream = 2};
    BOOST_TEST(w.header(talker, right).size() == 1U);
    w.terminator(talker, right);
    w.pass(15s);
    voice untouched{.talkgroup = 91, .stream = 3};
    BOOST_TEST(w.header(talker, untouched).size() == 1U);
}

BOOST_AUTO_TEST_CASE(permission_is_asked_for_in_the_networks_words)
{
    config::settings s = trusting();
    world w{s};
    const client talker = w.connect(1, "TS2=3120:1:9");
    w.connect(2, "TS2=3120;TS1=9");
    // Slot 1 talkgroup 9 is not in its list for slot 1, but 3120 is in that for slot 2.
    voice v{.slot = dmr::slot::one, .talkgroup = 9};
    BOOST_TEST(w.header(talker, v).size() == 1U);
    voice other{.slot = dmr::slot::two, .talkgroup = 9, .stream = 2};
    BOOST_TEST(w.header(talker, other).empty());
    BOOST_TEST(w.events.has("call_refused 1 not_permitted"));
}

BOOST_AUTO_TEST_CASE(a_slot_alone_may_be_translated_and_then_the_link_control_is_as_it_came)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client moved = w.connect(2, "TS2=3120:1");
    const client plain = w.connect(3, "TS2=3120");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.header(), call.superframe()});
    const auto mine = to(moved, all);
    const auto others = to(plain, all);
    for (std::size_t i = 0; i < mine.size(); ++i) {
        BOOST_TEST(dmr::number_of(wire::dmrd{mine[i].bytes}.slot()) == 1);
        BOOST_TEST(std::equal(mine[i].bytes.begin() + 16, mine[i].bytes.end(), others[i].bytes.begin() + 16));
    }
}

BOOST_AUTO_TEST_CASE(src_replaces_the_source_for_everyone_and_slots_remember_the_radio_itself)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120;SRC=3120999");
    const client plain = w.connect(2, "TS2=3120");
    const client translated = w.connect(3, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.header(), call.superframe(), call.terminator()});
    for (const client& c : {plain, translated}) {
        const std::uint32_t talkgroup = c.id == plain.id ? 3120 : 9;
        check_all_are(shown_to(c, all).headers, talkgroup, 3120999);
        check_all_are(shown_to(c, all).embedded, talkgroup, 3120999);
        check_all_are(shown_to(c, all).terminators, talkgroup, 3120999);
        for (const sent& s : to(c, all))
            BOOST_TEST(wire::dmrd{s.bytes}.source().value() == 3120999U);
    }
    // In the hang time the same radio may follow on another talkgroup: it is known by its own number.
    w.ask(plain, "TS2=3120,91");
    const client elsewhere = w.connect(4, "TS2=91");
    voice same{.talkgroup = 91, .source = 1001, .stream = 5};
    BOOST_TEST(heard_by(plain, w.header(elsewhere, same)) == 1U);
}

BOOST_AUTO_TEST_CASE(a_late_entry_without_a_header_is_translated_all_the_same)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.superframe(), call.superframe(), call.terminator()});
    const auto seen = shown_to(translated, all);
    BOOST_REQUIRE(seen.embedded.size() == 2U);
    BOOST_TEST(seen.unreadable == 0U);
    for (const auto& lc : seen.embedded) {
        BOOST_TEST(lc.destination() == 9U);
        BOOST_TEST(int{lc.feature_set()} == 0);
        BOOST_TEST(int{lc.service_options()} == 0x20);
    }
    BOOST_REQUIRE(seen.terminators.size() == 1U);
    BOOST_TEST(seen.terminators[0].destination() == 9U);
}

BOOST_AUTO_TEST_CASE(a_header_that_comes_late_gives_its_options_from_then_on)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    const auto all = in_order({call.superframe(), call.header(), call.superframe()});
    const auto seen = shown_to(translated, all);
    BOOST_REQUIRE(seen.embedded.size() == 2U);
    BOOST_TEST(int{seen.embedded[0].service_options()} == 0x20);
    BOOST_TEST(int{seen.embedded[1].service_options()} == 0x08);
}

BOOST_AUTO_TEST_CASE(alias_blocks_and_positions_between_the_voice_pass_unharmed)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    dmr::link_control alias;
    alias.octets = {std::byte{4},    std::byte{0},    std::byte{0x4C}, std::byte{0x4E}, std::byte{0x30},
                    std::byte{0x43}, std::byte{0x41}, std::byte{0x4C}, std::byte{0x4C}};
    for (const bool with_header : {true, false}) {
        std::vector<sent> all;
        if (with_header)
            all = call.header();
        all = in_order({all, call.superframe(alias), call.superframe(), call.superframe(alias)});
        const auto seen = shown_to(translated, all);
        BOOST_REQUIRE(seen.embedded.size() == 3U);
        BOOST_TEST((seen.embedded[0] == alias));
        BOOST_TEST(seen.embedded[1].destination() == 9U);
        BOOST_TEST((seen.embedded[2] == alias));
        call.terminator();
        w.pass(20s);
    }
}

BOOST_AUTO_TEST_CASE(damaged_pieces_never_show_the_untranslated_number)
{
    for (unsigned wrong_bit = 0; wrong_bit < 32; ++wrong_bit) {
        world w{trusting()};
        const client talker = w.connect(1, "TS2=3120");
        const client translated = w.connect(2, "TS2=3120:1:9");
        spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
        auto all = call.header();
        for (std::size_t place = 0; place < 6; ++place) {
            payload p = voice_burst(call.link_control(), place, 3);
            if (place >= 1 && place <= 4)
                dmr::write_fragment(dmr::read_fragment(p) ^ 1U << wrong_bit, p);
            all = in_order({all, call.send(p, place == 0 ? 1 : 0, static_cast<std::uint8_t>(place))});
        }
        const auto seen = shown_to(translated, all);
        BOOST_REQUIRE(seen.embedded.size() == 1U);
        BOOST_TEST(seen.embedded[0].destination() == 9U);
    }
}

BOOST_AUTO_TEST_CASE(a_running_stream_keeps_its_addressing_when_the_options_change)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    call.header();
    w.ask(translated, "TS2=3120:2:8");
    check_all_are(shown_to(translated, in_order({call.superframe(), call.terminator()})).embedded, 9, 1001);
    w.pass(15s);
    spoken_call next{w, talker, {.talkgroup = 3120, .source = 1001, .stream = 2}};
    check_all_are(shown_to(translated, next.header()).headers, 8, 1001);
}

BOOST_AUTO_TEST_CASE(targets_without_translation_get_a_contradictory_link_control_as_it_came)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client plain = w.connect(2, "TS2=3120");
    const client translated = w.connect(3, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    call.pretend(dmr::link_control::voice(dmr::flco::group_voice, 0x10, 0x08, 555, dmr::radio_id{4444}));
    const auto all = in_order({call.header(), call.superframe(), call.terminator()});
    check_all_are(shown_to(plain, all).embedded, 555, 4444); // quirks.md 42
    check_all_are(shown_to(plain, all).headers, 555, 4444);
    check_all_are(shown_to(translated, all).embedded, 9, 1001);
    check_all_are(shown_to(translated, all).headers, 9, 1001);
    BOOST_TEST(w.events.count("doubt 1 contradicts") == 1U);
}

BOOST_AUTO_TEST_CASE(a_header_whose_error_codes_do_not_fit_gives_the_usual_options)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    payload broken = dmr::lc_burst(call.link_control(), dmr::data_type::terminator_with_lc, colour);
    const auto seen =
        shown_to(translated, call.send(broken, 2, 1)); // the terminator's mask: Reed-Solomon fails
    BOOST_REQUIRE(seen.headers.size() == 1U);
    BOOST_TEST(seen.headers[0].destination() == 9U);
    BOOST_TEST(int{seen.headers[0].feature_set()} == 0);
    BOOST_TEST(int{seen.headers[0].service_options()} == 0x20);
    BOOST_TEST(w.events.count("doubt 1 unreadable") == 1U);
}

BOOST_AUTO_TEST_CASE(a_header_that_is_no_group_calls_is_impossible)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    call.pretend(dmr::link_control::voice(dmr::flco::unit_voice, 0x10, 0x08, 3120, dmr::radio_id{1001}));
    const auto seen = shown_to(translated, call.header());
    BOOST_REQUIRE(seen.headers.size() == 1U);
    BOOST_TEST((seen.headers[0].opcode() == dmr::flco::group_voice));
    BOOST_TEST(int{seen.headers[0].service_options()} == 0x20);
    BOOST_TEST(w.events.count("doubt 1 impossible") == 1U);
}

BOOST_AUTO_TEST_CASE(a_closing_terminator_speaks_the_targets_words)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120;SRC=3120999");
    const client translated = w.connect(2, "TS2=3120:1:9");
    spoken_call call{w, talker, {.talkgroup = 3120, .source = 1001}};
    call.header();
    call.superframe();
    const auto closing = w.receive(talker.path, wire::write_goodbye(talker.id));
    const auto seen = shown_to(translated, closing);
    BOOST_REQUIRE(seen.terminators.size() == 1U);
    check_all_are(seen.terminators, 9, 3120999);
    const auto type = dmr::read_slot_type(wire::dmrd{closing[0].bytes}.payload());
    BOOST_REQUIRE(type.has_value());
    BOOST_TEST(int{type->colour_code} == colour);
}

BOOST_AUTO_TEST_CASE(busy_is_asked_in_the_targets_words)
{
    world w{trusting()};
    const client talker = w.connect(1, "TS2=3120,91");
    const client translated = w.connect(2, "TS2=3120:1:9,91:1:8");
    voice first{.talkgroup = 3120};
    w.over(talker, first);
    // Its slot 1 is in the hang time of its own talkgroup 9.
    w.ask(talker, "TS2=91");
    const client other = w.connect(3, "TS2=91,3120");
    voice refused{.talkgroup = 91, .source = 1002, .stream = 2};
    BOOST_TEST(heard_by(translated, w.header(other, refused)) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

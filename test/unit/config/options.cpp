// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/options.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/hostile_options.hpp"

// The grammar of RPTO (spec routing.md, "RPTO: options").

using namespace hblink;
using config::options;
using dmr::talkgroup;
using dmr::talkgroup_range;
using dmr::talkgroup_set;

namespace {

constexpr std::uint64_t plenty = 20'000; // limits.talkgroups_per_slot, as it is by default

options parse(std::string_view text) { return config::parse_options(text, {plenty}); }
options parse_dmrplus(std::string_view text) { return config::parse_options(text, {plenty, true}); }

talkgroup_set set_of(std::initializer_list<talkgroup_range> ranges)
{
    talkgroup_set s;
    for (const auto& r : ranges)
        s.add(r);
    return s;
}
talkgroup_range range(std::uint32_t first, std::uint32_t last) { return {talkgroup{first}, talkgroup{last}}; }
talkgroup_set groups(std::initializer_list<std::uint32_t> numbers)
{
    talkgroup_set s;
    for (const auto n : numbers)
        s.add(talkgroup{n});
    return s;
}

using words = std::vector<std::string_view>;

}

BOOST_AUTO_TEST_SUITE(repeater_options)

BOOST_AUTO_TEST_CASE(an_empty_text_mentions_nothing)
{
    for (const auto text : {"", ";", " ", ";;  ; ;"}) {
        const auto o = parse(text);
        BOOST_TEST(!o.talkgroups[0]);
        BOOST_TEST(!o.talkgroups[1]);
        BOOST_TEST(!o.unit_calls);
        BOOST_TEST(!o.source.has_value());
        BOOST_TEST(o.bad_entries.empty());
        BOOST_TEST(o.unknown_keys.empty());
        BOOST_TEST(o.cut.empty());
    }
}

BOOST_AUTO_TEST_CASE(each_slot_has_its_own_list)
{
    const auto o = parse("TS1=1,2;TS2=91,3100-3199");
    BOOST_TEST((o.talkgroups[0] == groups({1, 2})));
    BOOST_TEST((o.talkgroups[1] == set_of({range(91, 91), range(3100, 3199)})));
    BOOST_TEST(o.bad_entries.empty());
    BOOST_TEST(o.translations.empty());
}

BOOST_AUTO_TEST_CASE(a_slot_that_is_not_mentioned_stays_as_configured)
{
    const auto o = parse("TS2=91");
    BOOST_TEST(!o.talkgroups[0].has_value());
    BOOST_TEST(o.talkgroups[1].has_value());
}

BOOST_AUTO_TEST_CASE(a_list_that_is_empty_asks_for_nothing)
{
    for (const auto text : {"TS1=", "TS1= ", "TS1=;TS2=91", "TS1=,", "TS1= , ,"}) {
        const auto o = parse(text);
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_REQUIRE(o.talkgroups[0].has_value());
            BOOST_TEST(o.talkgroups[0]->empty());
            BOOST_TEST(o.bad_entries.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_list_of_nothing_but_bad_entries_asks_for_nothing)
{
    const auto o = parse("TS1=abc");
    BOOST_REQUIRE(o.talkgroups[0].has_value());
    BOOST_TEST(o.talkgroups[0]->empty());
    BOOST_TEST((o.bad_entries == words{"abc"}));
}

BOOST_AUTO_TEST_CASE(a_star_as_the_whole_list_is_as_if_the_slot_were_not_mentioned)
{
    for (const auto text : {"TS1=*", "TS1= * ", "ts1=*;"}) {
        const auto o = parse(text);
        BOOST_TEST(!o.talkgroups[0].has_value(), text);
        BOOST_TEST(o.bad_entries.empty(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_star_among_other_entries_is_a_bad_one)
{
    const auto o = parse("TS1=*,91");
    BOOST_TEST((o.talkgroups[0] == groups({91})));
    BOOST_TEST((o.bad_entries == words{"*"}));
}

// quirks.md 22
BOOST_AUTO_TEST_CASE(a_slot_that_is_mentioned_twice_adds_up)
{
    BOOST_TEST((parse("TS1=1;TS2=9;TS1=2").talkgroups[0] == groups({1, 2})));
    BOOST_TEST((parse("TS1=1;TS1=").talkgroups[0] == groups({1})));
    BOOST_TEST((parse("TS1=*;TS1=1").talkgroups[0] == groups({1})));
}

BOOST_AUTO_TEST_CASE(keys_are_understood_in_any_case_and_with_spaces_around)
{
    for (const auto text : {"ts2=91", "Ts2=91", "tS2 = 91", "  TS2 =91;", ";TS2=\t91 ", "TS2=91\r\n"}) {
        const auto o = parse(text);
        BOOST_TEST((o.talkgroups[1] == groups({91})), text);
        BOOST_TEST(o.unknown_keys.empty(), text);
    }
}

BOOST_AUTO_TEST_CASE(spaces_are_tolerated_around_every_part_of_an_entry)
{
    BOOST_TEST((parse("TS1= 1 , 2 ,3 ").talkgroups[0] == groups({1, 2, 3})));
    BOOST_TEST((parse("TS1= 5 - 7 ").talkgroups[0] == set_of({range(5, 7)})));
    const auto o = parse("TS1= 5 : 2 : 9 ");
    BOOST_TEST((o.talkgroups[0] == groups({5})));
    BOOST_TEST(o.translations.size() == 1u);
}

BOOST_AUTO_TEST_CASE(good_entries)
{
    struct
    {
        const char* text;
        talkgroup_set means;
        unsigned translations;
    } const cases[] = {
        {"1", groups({1}), 0},
        {"91", groups({91}), 0},
        {"0091", groups({91}), 0},
        {"16777215", groups({16'777'215}), 0},
        {"31-39", set_of({range(31, 39)}), 0},
        {"7-7", groups({7}), 0},
        {"1-10000", set_of({range(1, 10'000)}), 0},
        {"16767216-16777215", set_of({range(16'767'216, 16'777'215)}), 0},
        // With a colon: the network's talkgroups count all the same.
        {"91:1", groups({91}), 1},
        {"91:2", groups({91}), 1},
        {"91:*", groups({91}), 1},
        {"91:", groups({91}), 1},
        {"91::", groups({91}), 1},
        {"91::9", groups({91}), 1},
        {"91:2:", groups({91}), 1},
        {"91:2:9", groups({91}), 1},
        {"91:*:*", groups({91}), 1},
        {"91:1:16777215", groups({91}), 1},
        {"3100-3109:2:*", set_of({range(3100, 3109)}), 1},
        {"3100-3109:1:9", set_of({range(3100, 3109)}), 1}, // loses a collision: the talkgroups count
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            const auto o = parse("TS2=" + std::string{c.text});
            BOOST_TEST((o.talkgroups[1] == c.means));
            BOOST_TEST(o.translations.size() == c.translations);
            BOOST_TEST(o.bad_entries.empty());
            BOOST_TEST(o.cut.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_bad_entry_is_named_and_skipped_and_the_others_count)
{
    for (const std::string bad : {"*",
                                  "*:1",
                                  "*:2:9",
                                  "31*",
                                  "*31",
                                  "16777216",
                                  "4294967296",
                                  "4294967387",
                                  "99999999999999999999",
                                  "-1",
                                  "-",
                                  "5-",
                                  "-5",
                                  "1--5",
                                  "1-2-3",
                                  "9-5",
                                  "1-10001",
                                  "0-16777215",
                                  "16777215-16777216",
                                  "16777215-4294967295",
                                  "abc",
                                  "91a",
                                  "a91",
                                  "9 1",
                                  "+91",
                                  "0x5B",
                                  "91.",
                                  "9.1",
                                  ":",
                                  "::",
                                  ":2",
                                  ":2:91",
                                  "91:3",
                                  "91:0",
                                  "91:12",
                                  "91:-1",
                                  "91:x",
                                  "91:2:x",
                                  "91:2:16777216",
                                  "91:2:9-10",
                                  "91:2:-1",
                                  "91:2:9:1",
                                  "91:::",
                                  "1-2:3:4",
                                  "=",
                                  "91=92",
                                  "\xC3\xA9",
                                  "\x01",
                                  "TS2"}) {
        BOOST_TEST_CONTEXT(bad)
        {
            const auto text = "TS1=1," + bad + ",2";
            const auto o = parse(text);
            BOOST_TEST((o.talkgroups[0] == groups({1, 2})));
            BOOST_TEST((o.bad_entries == words{bad}));
            BOOST_TEST(o.translations.empty());
            BOOST_TEST(o.cut.empty());
        }
    }
}

// quirks.md 20
BOOST_AUTO_TEST_CASE(a_talkgroup_above_24_bits_does_not_spoil_the_rest)
{
    const auto o = parse("TS1=1;TS2=16777216,91;UNIT=1");
    BOOST_TEST((o.talkgroups[0] == groups({1})));
    BOOST_TEST((o.talkgroups[1] == groups({91})));
    BOOST_TEST((o.unit_calls == true));
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_twice_counts_once)
{
    const auto o = parse("TS1=91,91,90-92,91:2:9");
    BOOST_TEST((o.talkgroups[0] == set_of({range(90, 92)})));
}

BOOST_AUTO_TEST_CASE(a_slot_takes_as_many_talkgroups_as_the_limit_says)
{
    const auto o = config::parse_options("TS1=1-60,101-140", {100});
    BOOST_TEST((o.talkgroups[0] == set_of({range(1, 60), range(101, 140)})));
    BOOST_TEST(o.cut.empty());
    BOOST_TEST(o.bad_entries.empty());
}

BOOST_AUTO_TEST_CASE(entries_beyond_the_limit_are_skipped_and_named)
{
    const auto o = config::parse_options("TS1=1-60,101-141,200", {100});
    BOOST_TEST((o.cut == words{"101-141"}));
    BOOST_TEST(o.bad_entries.empty());
    BOOST_TEST((o.talkgroups[0] == set_of({range(1, 60), range(200, 200)})));
}

BOOST_AUTO_TEST_CASE(the_limit_is_for_each_slot_and_for_all_its_lists_together)
{
    const auto o = config::parse_options("TS1=1-100;TS2=1-100;TS1=200;TS2=200", {100});
    BOOST_TEST((o.cut == words{"200", "200"}));
    BOOST_TEST(o.bad_entries.empty());
    BOOST_TEST((o.talkgroups[0] == set_of({range(1, 100)})));
    BOOST_TEST((o.talkgroups[1] == set_of({range(1, 100)})));
}

BOOST_AUTO_TEST_CASE(unit_is_a_switch_with_many_spellings)
{
    for (const std::string on : {"true", "1", "yes", "on", "TRUE", "Yes", "oN", " true "})
        BOOST_TEST((parse("UNIT=" + on).unit_calls == true), on);
    for (const std::string off : {"false", "0", "no", "off", "FALSE", "No", "oFF"})
        BOOST_TEST((parse("unit=" + off).unit_calls == false), off);
    for (const std::string bad : {"", "2", "10", "maybe", "true1", "t", "-1"}) {
        const auto text = "UNIT=" + bad;
        const auto o = parse(text);
        BOOST_TEST(!o.unit_calls.has_value(), bad);
        BOOST_TEST((o.bad_entries == words{text}), bad);
    }
}

// quirks.md 22
BOOST_AUTO_TEST_CASE(of_two_unit_switches_the_last_one_counts)
{
    BOOST_TEST((parse("UNIT=1;UNIT=0").unit_calls == false));
    BOOST_TEST((parse("UNIT=0;TS1=5;UNIT=1").unit_calls == true));
}

BOOST_AUTO_TEST_CASE(a_source_is_a_radio_id)
{
    for (const auto& [good, radio] :
         {std::pair{"1", 1u}, {"3120001", 3'120'001u}, {"16777215", 16'777'215u}, {" 5 ", 5u}})
        BOOST_TEST((parse("SRC=" + std::string{good}).source == dmr::radio_id{radio}), good);
    for (const std::string bad : {"", "0", "16777216", "-1", "x", "5,6", "*"}) {
        const auto text = "SRC=" + bad;
        const auto o = parse(text);
        BOOST_TEST(!o.source, bad);
        BOOST_TEST((o.bad_entries == words{text}), bad);
    }
}

// quirks.md 22
BOOST_AUTO_TEST_CASE(of_two_sources_the_last_one_counts)
{
    BOOST_TEST((parse("SRC=1;SRC=2").source == dmr::radio_id{2}));
    BOOST_TEST((parse("SRC=1;src=x").source == dmr::radio_id{1}));
}

BOOST_AUTO_TEST_CASE(an_entry_with_a_colon_is_a_translation)
{
    using dmr::slot;
    struct
    {
        const char* text;
        config::remap means;
    } const cases[] = {
        {"TS2=2624:2:9", {slot::two, {talkgroup{2624}, talkgroup{2624}}, slot::two, talkgroup{9}}},
        {"TS2=2624:1:9", {slot::two, {talkgroup{2624}, talkgroup{2624}}, slot::one, talkgroup{9}}},
        {"TS1=2624::9", {slot::one, {talkgroup{2624}, talkgroup{2624}}, slot::one, talkgroup{9}}},
        {"TS2=2624:*:9", {slot::two, {talkgroup{2624}, talkgroup{2624}}, slot::two, talkgroup{9}}},
        {"TS1=2624:2", {slot::one, {talkgroup{2624}, talkgroup{2624}}, slot::two, {}}},
        {"TS1=2624:2:", {slot::one, {talkgroup{2624}, talkgroup{2624}}, slot::two, {}}},
        {"TS1=2624:2:*", {slot::one, {talkgroup{2624}, talkgroup{2624}}, slot::two, {}}},
        {"TS1=2624:", {slot::one, {talkgroup{2624}, talkgroup{2624}}, slot::one, {}}},
        {"TS1=2620-2629:2", {slot::one, {talkgroup{2620}, talkgroup{2629}}, slot::two, {}}},
        {"TS1= 2620 - 2629 : 2 : 9 ",
         {slot::one, {talkgroup{2620}, talkgroup{2629}}, slot::two, talkgroup{9}}},
    };
    for (const auto& c : cases) {
        BOOST_TEST_CONTEXT(c.text)
        {
            const auto o = parse(c.text);
            BOOST_REQUIRE(o.translations.size() == 1u);
            const config::remap& r = o.translations[0].remap;
            BOOST_TEST((r.network_slot == c.means.network_slot));
            BOOST_TEST((r.network == c.means.network));
            BOOST_TEST((r.local_slot == c.means.local_slot));
            BOOST_TEST((r.local == c.means.local));
        }
    }
}

BOOST_AUTO_TEST_CASE(translations_stay_in_their_order_and_know_their_text)
{
    const auto o = parse("TS2=1:2:9, 5 , 2 :1: 8;TS1=3:2:7");
    words texts;
    for (const auto& entry : o.translations)
        texts.push_back(entry.text);
    BOOST_TEST((texts == words{"1:2:9", "2 :1: 8", "3:2:7"}));
}

BOOST_AUTO_TEST_CASE(what_is_beyond_the_limit_is_not_translated)
{
    const auto o = config::parse_options("TS1=1-99,200-210:2,300:2", {100});
    BOOST_TEST((o.cut == words{"200-210:2"}));
    BOOST_REQUIRE(o.translations.size() == 1u);
    BOOST_TEST(o.translations[0].text == "300:2");
}

BOOST_AUTO_TEST_CASE(the_dialect_of_dmr_plus_adds_one_talkgroup_with_each_key)
{
    const auto o = parse_dmrplus("StartRef=4001;TS1_1=262; ts1_9 = 26 ;TS2_1=91;TS2=92");
    BOOST_TEST((o.talkgroups[0] == groups({26, 262})));
    BOOST_TEST((o.talkgroups[1] == groups({91, 92})));
    BOOST_TEST((o.unknown_keys == words{"StartRef"}));
    BOOST_TEST(o.bad_entries.empty());
    BOOST_TEST(o.translations.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_key_of_dmr_plus_mentions_no_slot)
{
    const auto o = parse_dmrplus("TS1_1=;TS1_2= ;TS2_1=91");
    BOOST_TEST(!o.talkgroups[0].has_value());
    BOOST_TEST((o.talkgroups[1] == groups({91})));
    BOOST_TEST(o.bad_entries.empty());
}

BOOST_AUTO_TEST_CASE(a_bad_key_of_dmr_plus_is_named_and_skipped)
{
    for (const std::string bad :
         {"TS1_1=x", "TS2_3=16777216", "TS1_1=1,2", "TS1_1=1-2", "TS1_1=1:2", "TS1_1=*"}) {
        const auto text = bad + ";TS1_2=5";
        const auto o = parse_dmrplus(text);
        BOOST_TEST((o.talkgroups[0] == groups({5})), bad);
        BOOST_TEST((o.bad_entries == words{bad}), bad);
    }
    for (const std::string foreign :
         {"TS1_0=1", "TS1_10=1", "TS3_1=1", "TS1_=1", "TS1-1=1", "XTS1_1=1", "TS11=1"})
        BOOST_TEST(parse_dmrplus(foreign).unknown_keys.size() == 1u, foreign);
    const auto o = config::parse_options("TS1_1=1;TS1_2=2;TS1_3=3", {2, true});
    BOOST_TEST((o.talkgroups[0] == groups({1, 2})));
    BOOST_TEST((o.cut == words{"TS1_3=3"}));
}

BOOST_AUTO_TEST_CASE(keys_seen_in_the_wild_are_named_and_ignored)
{
    const auto o = parse("StartRef=4001;RelinkTime=15;UserLink=1;TS1_1=262;TS2=91;DIAL=0;VOICE=1;LANG=de;"
                         "SINGLE=1;TIMER=10;PASS=secret;TS3=9;TS=9;TS11=9");
    BOOST_TEST((o.unknown_keys == words{"StartRef", "RelinkTime", "UserLink", "TS1_1", "DIAL", "VOICE",
                                        "LANG", "SINGLE", "TIMER", "PASS", "TS3", "TS", "TS11"}));
    BOOST_TEST(!o.talkgroups[0].has_value());
    BOOST_TEST((o.talkgroups[1] == groups({91})));
    BOOST_TEST(o.bad_entries.empty());
}

BOOST_AUTO_TEST_CASE(a_part_without_an_equals_sign_is_no_list)
{
    const auto o = parse("TS1;hello;TS2=91");
    BOOST_TEST(!o.talkgroups[0].has_value());
    BOOST_TEST((o.unknown_keys == words{"TS1", "hello"}));
    BOOST_TEST((o.talkgroups[1] == groups({91})));
}

BOOST_AUTO_TEST_CASE(what_is_named_points_into_the_text_that_was_given)
{
    const std::string text = "TS1=x ;Y=1; UNIT=z";
    const auto o = parse(text);
    words all = o.bad_entries;
    all.insert(all.end(), o.unknown_keys.begin(), o.unknown_keys.end());
    BOOST_TEST((all == words{"x", "UNIT=z", "Y"}));
    for (const auto word : all) {
        BOOST_TEST(std::less_equal<>{}(text.data(), word.data()));
        BOOST_TEST(std::less_equal<>{}(word.data() + word.size(), text.data() + text.size()));
    }
}

// As wide as a datagram can be: RPTO carries 300 bytes.
BOOST_AUTO_TEST_CASE(three_hundred_bytes_of_ranges_keep_to_the_limit)
{
    std::string text = "TS1=";
    for (std::uint32_t first = 1; text.size() < 280; first += 20'000)
        text += std::to_string(first) + '-' + std::to_string(first + 9'999) + ',';
    const auto o = parse(text);
    BOOST_TEST((o.talkgroups[0] == set_of({range(1, 10'000), range(20'001, 30'000)})));
    BOOST_TEST(o.bad_entries.empty());
    const auto entries = static_cast<std::size_t>(std::count(text.begin(), text.end(), ','));
    BOOST_TEST(o.cut.size() == entries - 2);
}

BOOST_AUTO_TEST_CASE(three_hundred_bytes_of_single_talkgroups_are_all_taken)
{
    std::string text = "TS1=";
    std::uint32_t count = 0;
    while (text.size() < 296)
        text += std::to_string(++count * 2) + ',';
    const auto o = parse(text);
    BOOST_REQUIRE(o.talkgroups[0].has_value());
    BOOST_TEST(o.talkgroups[0]->size() == count);
    BOOST_TEST(o.bad_entries.empty());
}

// Texts whose meaning is known, because they are made from it.
BOOST_AUTO_TEST_CASE(random_texts_mean_what_they_were_made_from)
{
    for (unsigned seed = 1; seed <= 500; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            std::mt19937 random{seed};
            const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
            const auto blanks = [&] { return std::string(below(4) == 0 ? below(3) : 0, ' '); };

            std::array<std::optional<talkgroup_set>, 2> expected;
            std::vector<std::string> bad;
            unsigned translations = 0;
            std::string text;
            for (auto lists = below(4); lists > 0; --lists) {
                const auto slot = below(2);
                text += blanks() + (below(2) == 0 ? "TS" : "ts") + std::to_string(slot + 1) + blanks() + '=';
                if (!expected[slot])
                    expected[slot].emplace();
                for (auto entries = below(8); entries > 0; --entries) {
                    const auto first = below(dmr::largest_24_bit - 100);
                    const auto last = first + (below(2) == 0 ? 0 : below(100));
                    auto entry = std::to_string(first);
                    if (last != first)
                        entry += blanks() + '-' + blanks() + std::to_string(last);
                    switch (below(6)) {
                    case 0:
                        entry = "x" + entry;
                        bad.push_back(entry);
                        break;
                    case 1:
                        entry += ":2:" + std::to_string(below(100));
                        ++translations;
                        [[fallthrough]];
                    default:
                        expected[slot]->add(talkgroup_range{talkgroup{first}, talkgroup{last}});
                    }
                    text += blanks() + entry + blanks() + ',';
                }
                text += ';';
            }
            const auto o = parse(text);
            BOOST_TEST((o.talkgroups == expected), text);
            BOOST_TEST(o.translations.size() == translations, text);
            BOOST_TEST((std::vector<std::string>(o.bad_entries.begin(), o.bad_entries.end()) == bad), text);
            BOOST_TEST(o.unknown_keys.empty(), text);
        }
    }
}

namespace {

// The numbers that stand in a text: nobody can ask for a talkgroup beyond the largest range around them.
std::vector<std::uint64_t> numbers_in(const std::string& text)
{
    std::vector<std::uint64_t> numbers;
    bool running = false;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (digit && !running)
            numbers.push_back(0);
        if (digit && numbers.back() < 1'000'000'000)
            numbers.back() = numbers.back() * 10 + static_cast<std::uint64_t>(c - '0');
        running = digit;
    }
    return numbers;
}

}

BOOST_AUTO_TEST_CASE(random_garbage_asks_for_nothing_that_is_not_written_there)
{
    for (unsigned seed = 1; seed <= 20'000; ++seed) {
        std::mt19937 random{seed};
        const auto text = test::hostile_options(random);
        const std::uint64_t most = seed % 3 == 0 ? 100 : plenty;
        const auto o = config::parse_options(text, {most, seed % 2 == 0});
        const auto numbers = numbers_in(text);
        const auto written = [&](talkgroup t) {
            return std::find(numbers.begin(), numbers.end(), t.value()) != numbers.end();
        };
        for (const auto& wanted : o.talkgroups) {
            if (!wanted)
                continue;
            BOOST_TEST(wanted->size() <= most, "seed " << seed);
            for (const auto& r : wanted->ranges()) {
                BOOST_TEST(r.last.value() <= dmr::largest_24_bit, "seed " << seed);
                // Neighbours melt together, but where they begin and end was written.
                BOOST_TEST(written(r.first), "seed " << seed);
                BOOST_TEST(written(r.last), "seed " << seed);
            }
        }
        for (const auto word : o.bad_entries)
            BOOST_TEST(text.find(word) != text.npos, "seed " << seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()

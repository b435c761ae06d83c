// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/grants.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/core_world.hpp"
#include "support/hostile_options.hpp"

// What repeaters get of what they ask for (spec routing.md, "RPTO: options"); test/scenario/options.cpp has
// the sentences of the specification.

using namespace hblink;
using namespace std::chrono_literals;

namespace {

struct office
{
    explicit office(config::settings s = test::open_settings()) : settings{std::move(s)} {}

    core::session& welcome(std::uint32_t id, bool trust)
    {
        core::session& s = sessions.create(dmr::repeater_id{id}, test::path_of(0x0A00'0000 + id));
        s.state = core::session_state::connected;
        change_rule(s, trust);
        return s;
    }
    void change_rule(core::session& s, bool trust, bool unit_calls = false)
    {
        const auto rule = test::rule_of("rule", "secret");
        rule->trust = trust;
        rule->default_unit_calls = unit_calls;
        s.rule = rule;
        grants.rule_changed(s, now);
    }
    void bid_farewell(core::session& s)
    {
        grants.forget(s);
        sessions.remove(s);
    }
    std::vector<std::uint32_t> participants() const
    {
        std::vector<std::uint32_t> ids;
        subscriptions.for_each_unit_participant(
            [&](const core::connection& s) { ids.push_back(s.id.value()); });
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    config::settings settings;
    core::session_table sessions;
    core::subscriptions subscriptions;
    test::recording_sink events;
    core::grants grants{settings, sessions, subscriptions, events};
    core::time_point now{1h};
};

using ids = std::vector<std::uint32_t>;

}

BOOST_AUTO_TEST_SUITE(grants_to_repeaters)

BOOST_AUTO_TEST_CASE(who_takes_part_in_unit_calls_stands_in_the_list_as_long_as_he_does)
{
    office o;
    core::session& one = o.welcome(1, true);
    core::session& two = o.welcome(2, true);
    core::session& three = o.welcome(3, false);
    BOOST_TEST(o.participants() == ids{}, boost::test_tools::per_element());
    for (core::session* const s : {&one, &two, &three})
        o.grants.ask(*s, "UNIT=1", o.now);
    BOOST_TEST(o.participants() == (ids{1, 2}), boost::test_tools::per_element());
    o.change_rule(three, false, true);
    o.change_rule(two, false);
    BOOST_TEST(o.participants() == (ids{1, 3}), boost::test_tools::per_element());
    o.grants.ask(one, "TS2=91", o.now);
    o.bid_farewell(three);
    BOOST_TEST(o.participants() == ids{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_new_rule_applies_options_that_wait_and_they_wait_no_longer)
{
    office o;
    o.settings.limits.options_per_minute = 1;
    core::session& s = o.welcome(1, true);
    o.grants.ask(s, "TS2=1", o.now);
    o.grants.ask(s, "TS2=2", o.now);
    BOOST_TEST(s.talkgroups[1].admits(dmr::talkgroup{1}));
    o.change_rule(s, true);
    BOOST_TEST(s.talkgroups[1].admits(dmr::talkgroup{2}));
    o.events.take();
    o.grants.apply_deferred(o.now + 2min);
    BOOST_TEST(o.events.lines.empty());
}

namespace {

// The longest texts of entries that cost something: numbers, ranges, translations, without any order.
std::string hostile_text(std::mt19937& random)
{
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    const std::uint32_t width = 1U << below(11);
    const std::uint32_t highest = below(2) == 0 ? 999 : below(2) == 0 ? 9'999 : dmr::largest_24_bit - 1'000;
    const bool translated = below(2) == 0;
    const bool mixed = below(2) == 0;  // not all of them to the other slot
    const bool spread = below(2) == 0; // side by side, as tightly as ranges are that do not melt
    std::string text = "TS1=";
    std::uint32_t next = 1;
    while (true) {
        const std::uint32_t first = spread ? below(highest) : next;
        const std::uint32_t last = first + below(width);
        next = last + 2;
        std::string entry = std::to_string(first);
        if (last != first)
            entry += '-' + std::to_string(last);
        if (translated)
            entry += mixed && below(3) == 0 ? "::" + std::to_string(below(10)) : ":2";
        if (text.size() + entry.size() > 294)
            return text;
        text += entry + (below(30) == 0 ? ";TS2=" : ",");
    }
}

// What a session costs beyond a session without options, in bytes as they are asked of the allocator.
std::size_t cost_of(const core::session& s)
{
    std::size_t bytes = s.options->capacity();
    for (const std::size_t i : {0U, 1U}) {
        const std::size_t ranges = s.talkgroups[i].ranges().size();
        const std::size_t blocks = s.places.talkgroups[i].size();
        bytes += 2 * ranges * sizeof(dmr::talkgroup_range); // a vector may have twice the room
        bytes += s.places.talkgroups[i].capacity() * sizeof(std::uint32_t);
        bytes +=
            blocks * (32 + 2 * 40); // a list of the index for itself alone, and its place in a sparse table
    }
    if (s.translation)
        bytes += s.translation->stretches() * 2 * 12;
    return bytes;
}

}

// An RPTO has 300 bytes, so what it can ask for is bounded, whatever the numbers in it.
BOOST_AUTO_TEST_CASE(the_most_hostile_text_costs_some_kilobytes_and_nothing_is_left_of_it)
{
    office o;
    o.events.muted = true;
    core::session& s = o.welcome(1, true);
    std::size_t most_stretches = 0;
    std::size_t most_blocks = 0;
    for (unsigned seed = 1; seed <= 5'000; ++seed) {
        std::mt19937 random{seed};
        const std::string text = hostile_text(random);
        o.now += 1min;
        o.grants.ask(s, text, o.now);
        const std::size_t blocks = s.places.talkgroups[0].size() + s.places.talkgroups[1].size();
        const std::size_t stretches = s.translation ? s.translation->stretches() : 0;
        most_blocks = std::max(most_blocks, blocks);
        most_stretches = std::max(most_stretches, stretches);
        BOOST_TEST(text.size() <= 300U);
        BOOST_TEST(blocks <= 500U, text);
        BOOST_TEST(stretches <= 150U, text);
        BOOST_TEST(cost_of(s) <= 40'000U, text);
        BOOST_TEST(s.talkgroups[0].size() <= o.settings.limits.talkgroups_per_slot, text);
    }
    BOOST_TEST(most_blocks > 200U); // else the texts are not hostile
    BOOST_TEST(most_stretches > 40U);
    o.bid_farewell(s);
    BOOST_TEST(o.subscriptions.keys() == 0U);
}

BOOST_AUTO_TEST_CASE(ten_thousand_hostile_repeaters_cost_ten_thousand_times_that_and_leave_nothing)
{
    office o;
    o.events.muted = true;
    std::vector<core::session*> all;
    for (std::uint32_t id = 1; id <= 10'000; ++id) {
        std::mt19937 random{id};
        all.push_back(&o.welcome(id, true));
        o.grants.ask(*all.back(), hostile_text(random), o.now);
    }
    BOOST_TEST(o.subscriptions.keys() <= all.size() * 500U);
    // Nobody has to look at all of them to take one out: they are taken out in any order.
    std::shuffle(all.begin(), all.end(), std::mt19937{1});
    for (core::session* const s : all)
        o.bid_farewell(*s);
    BOOST_TEST(o.subscriptions.keys() == 0U);
    BOOST_TEST(o.sessions.size() == 0U);
}

// Whatever a repeater without `trust` asks for, it gets no more than its rule has.
BOOST_AUTO_TEST_CASE(what_is_granted_is_within_the_rule_and_within_what_was_asked_for)
{
    auto settings = test::open_settings();
    const auto rule = test::rule_of("default", "secret");
    for (const auto& [first, last] : {std::pair{1U, 9U}, {90U, 99U}, {3100U, 3199U}})
        rule->talkgroups[0].add(dmr::talkgroup_range{dmr::talkgroup{first}, dmr::talkgroup{last}});
    rule->talkgroups[1].add(dmr::talkgroup_range{dmr::talkgroup{2}, dmr::talkgroup{2000}});
    settings.access.fallback = rule;
    settings.limits.options_per_minute = 1'000'000;
    settings.access.prepare();
    const std::uint64_t most = settings.limits.talkgroups_per_slot;
    test::world w{std::move(settings)};
    w.events.muted = true;
    const auto repeater = w.connect(312);

    const auto within = [](const dmr::talkgroup_set& a, const dmr::talkgroup_set& b) {
        return difference(a, b).empty();
    };
    std::size_t granted_something = 0;
    for (unsigned seed = 1; seed <= 3'000; ++seed) {
        std::mt19937 random{seed};
        auto text = test::hostile_options(random);
        text.resize(std::min(text.size(), text.find('\0'))); // what follows a NUL is padding
        const auto answer = w.ask(repeater, text);
        BOOST_TEST((answer.size() == 1 && answer[0].is("RPTACK")), "seed " << seed);
        const auto wanted = config::parse_options(text, {most});
        w.router.for_each_session([&](const core::session& s) {
            for (const std::size_t i : {0U, 1U}) {
                BOOST_TEST(within(s.talkgroups[i], rule->talkgroups[i]), "seed " << seed);
                const auto& asked = wanted.talkgroups[i];
                const auto expected = asked ? intersection(*asked, rule->talkgroups[i]) : rule->talkgroups[i];
                BOOST_TEST((s.talkgroups[i] == expected), "seed " << seed);
                granted_something += asked && !s.talkgroups[i].empty() ? 1 : 0;
            }
        });
    }
    BOOST_TEST(granted_something > 500u); // else this test would prove nothing
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/heard_calls.hpp"

#include "hblink/sim/transmission.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace hblink;
using namespace std::chrono_literals;
using sim::heard_calls;
using sim::time_point;

namespace {

struct listener
{
    std::vector<std::string> lines;
    heard_calls heard{[this](const std::string& line) { lines.push_back(line); }};
    time_point now{1h};

    void hear(std::uint32_t stream, std::uint32_t talkgroup, const std::vector<std::size_t>& bursts)
    {
        const sim::transmission t{{dmr::repeater_id{312'000}, dmr::radio_id{2'345'001}, talkgroup,
                                   dmr::slot::two, dmr::stream_id{stream}},
                                  1};
        for (const std::size_t i : bursts) {
            const auto bytes = t.burst(i);
            heard.on(wire::dmrd{bytes}, now);
            now += 60ms;
        }
    }
    heard_calls::counters of(std::uint32_t talkgroup)
    {
        return heard.by_target().at({dmr::call_type::group, dmr::slot::two, talkgroup});
    }
};

const std::vector<std::size_t> whole{0, 1, 2, 3, 4, 5, 6, 7};

}

BOOST_AUTO_TEST_SUITE(heard_calls_of_a_player)

BOOST_AUTO_TEST_CASE(a_call_is_told_when_it_begins_and_when_it_ends)
{
    listener l;
    l.hear(1, 91, whole);
    BOOST_TEST(l.lines == (std::vector<std::string>{
                              "hears 2345001 on talkgroup 91, timeslot 2 (repeater id 312000)",
                              "heard 2345001 on talkgroup 91, timeslot 2: 0.4 s, 8 bursts, 0 missing"}),
               boost::test_tools::per_element());
    BOOST_TEST(l.of(91).calls == 1U);
    BOOST_TEST(l.of(91).bursts == 8U);
    BOOST_TEST(l.of(91).unfinished == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_seen_by_the_sequence)
{
    listener l;
    l.hear(1, 91, {0, 1, 4, 5, 7});
    BOOST_TEST(l.of(91).missing == 3U);
    BOOST_TEST(l.lines.back().find("5 bursts, 3 missing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_comes_twice_or_late_is_out_of_order)
{
    listener l;
    l.hear(1, 91, {0, 1, 1, 3, 2, 4, 5, 6, 7});
    BOOST_TEST(l.of(91).out_of_order == 2U);
    BOOST_TEST(l.of(91).missing == 1U); // it came, but too late to be heard
}

BOOST_AUTO_TEST_CASE(a_repeated_terminator_is_no_call)
{
    listener l;
    l.hear(1, 91, whole);
    l.hear(1, 91, {7, 7});
    BOOST_TEST(l.of(91).calls == 1U);
    BOOST_TEST(l.lines.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_call_without_a_terminator_ends_by_silence)
{
    listener l;
    l.hear(1, 91, {0, 1, 2});
    l.heard.tick(l.now);
    BOOST_TEST(l.lines.size() == 1U);
    l.heard.tick(l.now + 2s);
    BOOST_REQUIRE(l.lines.size() == 2U);
    BOOST_TEST(l.lines.back().find("no terminator") != std::string::npos);
    BOOST_TEST(l.of(91).unfinished == 1U);
}

BOOST_AUTO_TEST_CASE(calls_are_counted_by_talkgroup)
{
    listener l;
    l.hear(1, 91, whole);
    l.hear(2, 8, whole);
    l.hear(3, 91, whole);
    BOOST_TEST(l.of(91).calls == 2U);
    BOOST_TEST(l.of(8).calls == 1U);
    BOOST_TEST(l.heard.total().bursts == 24U);
    BOOST_TEST(l.heard.to_table().find("talkgroup 91, timeslot 2") != std::string::npos);
    BOOST_TEST(l.heard.to_json().size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_counted_apart)
{
    listener l;
    const sim::transmission t{{}, 1};
    const auto bytes = t.burst(0);
    l.heard.refuse(wire::dmrd{bytes});
    BOOST_TEST(l.heard.total().refused == 1U);
    BOOST_TEST(l.heard.total().bursts == 0U);
    BOOST_TEST(l.lines.empty());
}

BOOST_AUTO_TEST_CASE(the_tables_are_bounded)
{
    listener l;
    for (std::uint32_t i = 1; i <= 2'000; ++i)
        l.hear(i, i, {0});
    BOOST_TEST(l.lines.size() == heard_calls::most_at_once);
    BOOST_TEST(l.heard.by_target().size() == heard_calls::most_targets);
    BOOST_TEST(l.heard.total().bursts == 2'000U);
    BOOST_TEST(l.heard.to_table().find("others") != std::string::npos);
    l.heard.tick(l.now + 2s); // and there is room again
    l.hear(5'000, 1, {0});
    BOOST_TEST(l.lines.back().find("hears 2345001 on talkgroup 1,") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

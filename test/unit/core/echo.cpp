// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/echo.hpp"

#include "hblink/core/session.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "support/spoken.hpp"

using namespace hblink;
using core::addressing;
using core::echo;
using core::playback;
using core::session;
using core::time_point;
using test::spoken;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};
constexpr dmr::slot one = dmr::slot::one;
constexpr dmr::slot two = dmr::slot::two;
constexpr dmr::stream_id fresh{0x1234};
constexpr addressing call{dmr::radio_id{2620001}, 9990, dmr::call_type::group};

struct world
{
    struct burst
    {
        const core::connection* to;
        dmr::slot slot;
        time_point at;
        bool first;
        bool last;
    };

    session here;
    session there;
    echo tapes{30s};
    std::vector<burst> heard;
    bool willing{true};

    world()
    {
        here.id = dmr::repeater_id{312000};
        there.id = dmr::repeater_id{312001};
    }

    // One superframe, with header and terminator: eight bursts.
    void speak(session& from, dmr::slot slot)
    {
        spoken words{call, slot};
        BOOST_TEST(tapes.begin(from, slot, call));
        for (const auto& d : words.header().superframe().terminator().datagrams())
            tapes.add(from, slot, wire::dmrd{d});
    }

    std::optional<time_point> play(time_point now)
    {
        return tapes.play(now, [&](core::connection& to, const playback& p, const wire::dmrd_bytes& datagram,
                                   bool first, bool last) {
            const wire::dmrd d{datagram};
            BOOST_TEST((d.id() == to.id));
            BOOST_TEST((d.slot() == p.slot()));
            BOOST_TEST((d.stream() == fresh));
            heard.push_back({&to, p.slot(), now, first, last});
            return willing;
        });
    }
    // As a timer does it.
    void play_all(time_point now)
    {
        for (auto next = play(now); next; next = play(*next))
            ;
    }
};

}

BOOST_FIXTURE_TEST_SUITE(echo_service, world)

BOOST_AUTO_TEST_CASE(a_call_comes_back_a_second_after_it_ended_at_60_ms_pace)
{
    speak(here, two);
    BOOST_TEST(!tapes.next_due().has_value());
    tapes.finish(here, two, fresh, start);
    BOOST_TEST((tapes.next_due() == start + 1s));
    BOOST_TEST((play(start + 999ms) == start + 1s));
    BOOST_TEST(heard.empty());
    play_all(start + 1s);
    BOOST_REQUIRE(heard.size() == 8U);
    for (std::size_t i = 0; i < heard.size(); ++i) {
        BOOST_TEST(heard[i].to == &here);
        BOOST_TEST((heard[i].slot == two));
        BOOST_TEST((heard[i].at == start + 1s + i * 60ms));
        BOOST_TEST(heard[i].first == (i == 0));
        BOOST_TEST(heard[i].last == (i == 7));
    }
    BOOST_TEST(tapes.tapes() == 0U);
    BOOST_TEST(!tapes.next_due().has_value());
}

BOOST_AUTO_TEST_CASE(each_slot_of_each_repeater_gets_its_own_back)
{
    speak(here, one);
    speak(here, two);
    speak(there, two);
    tapes.finish(here, one, fresh, start);
    tapes.finish(here, two, fresh, start + 10ms);
    tapes.finish(there, two, fresh, start + 20ms);
    play_all(start);
    BOOST_REQUIRE(heard.size() == 24U);
    std::size_t of[3]{};
    for (const burst& b : heard) {
        const std::size_t which = b.to == &there ? 2 : dmr::index_of(b.slot);
        BOOST_TEST((b.at == start + 1s + which * 10ms + of[which]++ * 60ms));
    }
    for (const std::size_t n : of)
        BOOST_TEST(n == 8U);
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_end_is_not_recorded)
{
    speak(here, two);
    tapes.finish(here, two, fresh, start);
    spoken late{call, two};
    for (const auto& d : late.superframe().datagrams())
        tapes.add(here, two, wire::dmrd{d});
    tapes.finish(here, two, fresh, start + 500ms); // no second end either
    play_all(start + 1s);
    BOOST_TEST(heard.size() == 8U);
    BOOST_TEST((heard.front().at == start + 1s));
}

BOOST_AUTO_TEST_CASE(the_next_call_takes_the_place_of_what_was_kept)
{
    speak(here, two);
    tapes.finish(here, two, fresh, start);
    speak(here, two);
    BOOST_TEST(tapes.tapes() == 1U);
    BOOST_TEST(!tapes.next_due().has_value());
    tapes.finish(here, two, fresh, start + 5s);
    play_all(start + 5s);
    BOOST_TEST(heard.size() == 8U);
    BOOST_TEST((heard.front().at == start + 6s));
}

BOOST_AUTO_TEST_CASE(a_call_without_voice_is_not_played)
{
    spoken nothing{call, two};
    BOOST_TEST(tapes.begin(here, two, call));
    for (const auto& d : nothing.header().terminator().datagrams())
        tapes.add(here, two, wire::dmrd{d});
    tapes.finish(here, two, fresh, start);
    BOOST_TEST(tapes.tapes() == 0U);
}

BOOST_AUTO_TEST_CASE(playback_ends_when_it_is_told_to)
{
    speak(here, two);
    tapes.finish(here, two, fresh, start);
    willing = false;
    BOOST_TEST(!play(start + 1s).has_value());
    BOOST_TEST(heard.size() == 1U);
    BOOST_TEST(tapes.tapes() == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_of_a_repeater_that_goes)
{
    speak(here, one);
    speak(here, two);
    speak(there, two);
    tapes.finish(here, two, fresh, start);
    tapes.finish(there, two, fresh, start);
    tapes.forget(here);
    BOOST_TEST(tapes.tapes() == 1U);
    play_all(start);
    BOOST_REQUIRE(heard.size() == 8U);
    BOOST_TEST(heard.front().to == &there);
}

BOOST_AUTO_TEST_CASE(bursts_of_a_call_that_is_not_recorded_are_left_alone)
{
    spoken words{call, two};
    for (const auto& d : words.superframe().datagrams())
        tapes.add(here, two, wire::dmrd{d});
    tapes.finish(here, two, fresh, start);
    tapes.cancel(here, two);
    BOOST_TEST(tapes.tapes() == 0U);
    BOOST_TEST(!play(start + 1s).has_value());
}

BOOST_AUTO_TEST_CASE(a_call_is_kept_for_so_many_seconds_and_no_longer)
{
    spoken words{call, two};
    words.header();
    for (int i = 0; i < 100; ++i)
        words.superframe();
    BOOST_TEST(tapes.begin(here, two, call));
    for (const auto& d : words.datagrams())
        tapes.add(here, two, wire::dmrd{d});
    tapes.finish(here, two, fresh, start);
    play_all(start);
    BOOST_TEST(heard.size() == 501U); // 30 s, and a terminator
}

BOOST_AUTO_TEST_CASE(there_are_only_so_many_tapes)
{
    std::vector<std::unique_ptr<session>> crowd;
    for (std::size_t i = 0; i < echo::most_tapes; ++i) {
        crowd.push_back(std::make_unique<session>());
        BOOST_TEST(tapes.begin(*crowd.back(), one, call));
    }
    BOOST_TEST(!tapes.begin(here, two, call));
    BOOST_TEST(tapes.begin(*crowd.front(), one, call)); // in its own place
    tapes.cancel(*crowd.back(), one);
    BOOST_TEST(tapes.begin(here, two, call));
    BOOST_TEST(tapes.tapes() == echo::most_tapes);
}

BOOST_AUTO_TEST_CASE(long_tapes_are_fewer_so_that_the_memory_stays_bounded)
{
    echo patient{600s};
    std::vector<std::unique_ptr<session>> crowd;
    do
        crowd.push_back(std::make_unique<session>());
    while (patient.begin(*crowd.back(), one, call));
    BOOST_TEST(patient.tapes() * 10'000 * sizeof(core::recorded_burst) <= echo::most_bytes);
    BOOST_TEST(patient.tapes() >= 40U);
}

BOOST_AUTO_TEST_CASE(after_a_standstill_of_the_server_a_playback_does_not_come_all_at_once)
{
    speak(here, two);
    tapes.finish(here, two, fresh, start);
    BOOST_TEST((play(start + 10s) == start + 10s + 60ms));
    BOOST_TEST(heard.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/refused_streams.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace hblink;
using core::refused_streams;
using core::time_point;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};
constexpr dmr::slot one = dmr::slot::one;
constexpr dmr::slot two = dmr::slot::two;

constexpr dmr::stream_id id(std::uint32_t n) { return dmr::stream_id{n}; }

}

BOOST_AUTO_TEST_SUITE(refused_stream_memory)

BOOST_AUTO_TEST_CASE(a_refused_stream_is_told_of_once)
{
    refused_streams r;
    BOOST_TEST(r.note(one, id(7), start).first);
    for (auto now = start; now < start + 1min; now += 60ms)
        BOOST_TEST(!r.note(one, id(7), now).first);
}

BOOST_AUTO_TEST_CASE(the_same_stream_id_on_the_other_slot_is_another_stream)
{
    refused_streams r;
    BOOST_TEST(r.note(one, id(7), start).first);
    BOOST_TEST(!r.first_frame(two, id(7), start).has_value());
    BOOST_TEST(r.note(two, id(7), start + 1s).first);
    BOOST_TEST((r.first_frame(one, id(7), start + 1s) == start));
    BOOST_TEST((r.first_frame(two, id(7), start + 1s) == start + 1s));
}

BOOST_AUTO_TEST_CASE(what_was_never_refused_has_no_first_frame)
{
    refused_streams r;
    BOOST_TEST(!r.first_frame(one, id(0), start).has_value());
    // An empty place in the table is no stream either, whatever the time.
    BOOST_TEST(!r.first_frame(one, id(0), time_point{}).has_value());
    BOOST_TEST(r.note(one, id(0), time_point{}).first);
}

BOOST_AUTO_TEST_CASE(ten_seconds_of_silence_make_it_new_again)
{
    refused_streams r;
    r.note(one, id(7), start);
    BOOST_TEST((r.first_frame(one, id(7), start + 9999ms) == start));
    BOOST_TEST(!r.first_frame(one, id(7), start + 10s).has_value());
    const auto again = r.note(one, id(7), start + 10s);
    BOOST_TEST(again.first);
    BOOST_TEST(!again.forgot);
    BOOST_TEST((r.first_frame(one, id(7), start + 10s) == start + 10s));
}

BOOST_AUTO_TEST_CASE(a_stream_that_goes_on_keeps_its_first_frame)
{
    refused_streams r;
    auto now = start;
    for (int i = 0; i < 20; ++i, now += 9s)
        r.note(two, id(7), now);
    BOOST_TEST((r.first_frame(two, id(7), now) == start));
}

BOOST_AUTO_TEST_CASE(asking_for_the_first_frame_does_not_keep_a_stream_alive)
{
    refused_streams r;
    r.note(one, id(7), start);
    for (auto now = start; now < start + 10s; now += 1s)
        BOOST_TEST(r.first_frame(one, id(7), now).has_value());
    BOOST_TEST(r.note(one, id(7), start + 10s).first);
}

BOOST_AUTO_TEST_CASE(eight_streams_at_once_are_remembered)
{
    refused_streams r;
    for (std::uint32_t i = 0; i < 8; ++i) {
        const auto noted = r.note(i % 2 == 0 ? one : two, id(i), start + i * 10ms);
        BOOST_TEST(noted.first);
        BOOST_TEST(!noted.forgot);
    }
    for (std::uint32_t i = 0; i < 8; ++i)
        BOOST_TEST((r.first_frame(i % 2 == 0 ? one : two, id(i), start + 1s) == start + i * 10ms));
}

BOOST_AUTO_TEST_CASE(a_ninth_stream_pushes_out_the_one_that_was_silent_longest_and_says_so)
{
    refused_streams r;
    for (std::uint32_t i = 0; i < 8; ++i)
        r.note(one, id(i), start + i * 10ms);
    r.note(one, id(0), start + 1s); // the oldest, but not the most silent
    const auto ninth = r.note(one, id(8), start + 2s);
    BOOST_TEST(ninth.first);
    BOOST_TEST(ninth.forgot);
    for (std::uint32_t i = 0; i < 9; ++i)
        BOOST_TEST(r.first_frame(one, id(i), start + 2s).has_value() == (i != 1));
    BOOST_TEST(r.note(one, id(1), start + 2s).first); // it would be told of again
}

BOOST_AUTO_TEST_CASE(nobody_is_pushed_out_while_a_forgotten_stream_leaves_its_place)
{
    refused_streams r;
    for (std::uint32_t i = 0; i < 8; ++i)
        r.note(one, id(i), start + i * 1s);
    const auto ninth = r.note(one, id(8), start + 10s); // stream 0 is forgotten by now
    BOOST_TEST(ninth.first);
    BOOST_TEST(!ninth.forgot);
    for (std::uint32_t i = 1; i < 9; ++i)
        BOOST_TEST(r.first_frame(one, id(i), start + 10s).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

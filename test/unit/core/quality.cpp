// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/quality.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <initializer_list>

using namespace hblink;
using core::quality;
using core::quality_summary;
using core::time_point;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};

// Sequence numbers that come every 60 ms.
quality_summary of(std::initializer_list<int> sequence)
{
    quality q;
    auto now = start;
    for (const int n : sequence) {
        q.arrived(static_cast<std::uint8_t>(n), now);
        now += 60ms;
    }
    return q.summary();
}

constexpr std::array<std::byte, dmr::burst_size> payload{};

wire::dmrd_bytes datagram(dmr::frame_type frame, std::uint8_t bit_errors, std::uint8_t rssi)
{
    wire::dmrd_header header;
    header.frame = frame;
    header.detail = 1;
    return wire::write_dmrd(header, payload, bit_errors, rssi);
}

}

BOOST_AUTO_TEST_SUITE(stream_quality)

BOOST_AUTO_TEST_CASE(nothing_has_no_quality)
{
    const auto s = quality{}.summary();
    BOOST_TEST(s.packets == 0U);
    BOOST_TEST(s.timed_packets == 0U);
    BOOST_TEST(!s.mean_jitter().has_value());
    BOOST_TEST(!s.bit_error_percent().has_value());
    BOOST_TEST(!s.mean_rssi().has_value());
    BOOST_TEST(!s.lowest_rssi().has_value());
}

BOOST_AUTO_TEST_CASE(an_even_stream_has_no_fault)
{
    for (const int first : {0, 1, 77, 255}) {
        quality q;
        auto now = start;
        for (int i = 0; i < 1000; ++i, now += 60ms)
            q.arrived(static_cast<std::uint8_t>(first + i), now);
        const auto s = q.summary();
        BOOST_TEST(s.packets == 1000U);
        BOOST_TEST(s.lost == 0U);
        BOOST_TEST(s.out_of_order == 0U);
        BOOST_TEST(s.duplicates == 0U);
        BOOST_TEST(s.restarts == 0U);
        BOOST_TEST(s.longest_loss == 0U);
        BOOST_TEST(s.timed_packets == 999U); // the first one has none before it
        BOOST_TEST((s.longest_jitter == 0ms));
        BOOST_TEST((s.mean_jitter() == 0ms));
    }
}

BOOST_AUTO_TEST_CASE(the_first_packet_is_no_jitter_at_any_time)
{
    for (const auto when : {time_point{}, start, time_point{-1h}}) {
        for (const std::uint8_t sequence : {std::uint8_t{0}, std::uint8_t{9}}) {
            quality q;
            q.arrived(sequence, when);
            const auto s = q.summary();
            BOOST_TEST(s.packets == 1U);
            BOOST_TEST(s.timed_packets == 0U);
            BOOST_TEST(s.lost == 0U);
            BOOST_TEST((s.longest_jitter == 0ms));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_gap_in_the_sequence_is_a_loss)
{
    const auto s = of({1, 2, 5, 6, 8});
    BOOST_TEST(s.packets == 5U);
    BOOST_TEST(s.lost == 3U);
    BOOST_TEST(s.longest_loss == 2U);
}

BOOST_AUTO_TEST_CASE(a_gap_over_the_end_of_the_numbers_is_a_loss)
{
    const auto s = of({253, 254, 2, 3});
    BOOST_TEST(s.lost == 3U);
    BOOST_TEST(s.longest_loss == 3U);
    BOOST_TEST(s.restarts == 0U);
}

BOOST_AUTO_TEST_CASE(a_packet_that_comes_late_is_out_of_order_and_not_lost)
{
    const auto s = of({1, 2, 4, 3, 5, 6});
    BOOST_TEST(s.lost == 0U);
    BOOST_TEST(s.out_of_order == 1U);
    BOOST_TEST(s.duplicates == 0U);

    const auto over_the_end = of({254, 0, 255, 1});
    BOOST_TEST(over_the_end.lost == 0U);
    BOOST_TEST(over_the_end.out_of_order == 1U);
}

BOOST_AUTO_TEST_CASE(one_of_two_lost_packets_that_comes_late_leaves_one_lost)
{
    const auto s = of({1, 4, 2, 5});
    BOOST_TEST(s.lost == 1U);
    BOOST_TEST(s.out_of_order == 1U);
    BOOST_TEST(s.longest_loss == 2U);
}

BOOST_AUTO_TEST_CASE(a_constant_sequence_number_is_duplicates_and_no_losses)
{
    quality q;
    auto now = start;
    for (int i = 0; i < 600; ++i, now += 60ms)
        q.arrived(0, now);
    const auto s = q.summary();
    BOOST_TEST(s.packets == 600U);
    BOOST_TEST(s.duplicates == 599U);
    BOOST_TEST(s.lost == 0U);
    BOOST_TEST(s.out_of_order == 0U);
    BOOST_TEST((s.mean_jitter() == 0ms)); // as even as any other
    BOOST_TEST(s.timed_packets == 599U);
}

BOOST_AUTO_TEST_CASE(a_doubled_datagram_leaves_the_jitter_alone)
{
    quality q;
    auto now = start;
    for (int i = 0; i < 10; ++i, now += 60ms) {
        q.arrived(static_cast<std::uint8_t>(i), now);
        q.arrived(static_cast<std::uint8_t>(i), now + 5ms);
    }
    const auto s = q.summary();
    BOOST_TEST(s.packets == 20U);
    BOOST_TEST(s.duplicates == 10U);
    BOOST_TEST(s.timed_packets == 9U);
    BOOST_TEST((s.longest_jitter == 0ms));
}

BOOST_AUTO_TEST_CASE(a_loss_of_three_seconds_is_believed_and_a_longer_one_is_a_restart)
{
    const auto longest = of({0, 51, 52});
    BOOST_TEST(longest.lost == 50U);
    BOOST_TEST(longest.restarts == 0U);

    const auto beyond = of({0, 52, 53});
    BOOST_TEST(beyond.lost == 0U);
    BOOST_TEST(beyond.restarts == 1U);
    BOOST_TEST(beyond.longest_loss == 0U);
}

BOOST_AUTO_TEST_CASE(a_jump_back_is_a_late_packet_only_if_it_is_short)
{
    const auto late = of({100, 84, 101}); // 17 behind the expected 101
    BOOST_TEST(late.out_of_order == 1U);
    BOOST_TEST(late.restarts == 0U);
    BOOST_TEST(late.lost == 0U);

    const auto restarted = of({100, 83, 84, 85});
    BOOST_TEST(restarted.out_of_order == 0U);
    BOOST_TEST(restarted.restarts == 1U);
    BOOST_TEST(restarted.lost == 0U);
}

BOOST_AUTO_TEST_CASE(jitter_is_measured_from_where_the_packet_before_puts_the_next)
{
    quality q;
    q.arrived(0, start);
    q.arrived(1, start + 70ms);         // 10 late
    q.arrived(2, start + 70ms + 40ms);  // 20 early
    q.arrived(3, start + 110ms + 60ms); // in time
    q.arrived(4, start + 170ms + 66ms); // 6 late: no new record
    const auto s = q.summary();
    BOOST_TEST(s.timed_packets == 4U);
    BOOST_TEST((s.longest_jitter == 20ms));
    BOOST_TEST((s.mean_jitter() == 9ms));
}

BOOST_AUTO_TEST_CASE(jitter_allows_60_ms_for_each_lost_packet)
{
    quality q;
    q.arrived(0, start);
    q.arrived(4, start + 250ms);
    const auto s = q.summary();
    BOOST_TEST(s.lost == 3U);
    BOOST_TEST((s.longest_jitter == 10ms));
    BOOST_TEST((s.mean_jitter() == 10ms));
}

BOOST_AUTO_TEST_CASE(the_longest_gap_is_time_without_a_packet_whatever_was_lost_in_it)
{
    BOOST_TEST((of({0}).longest_gap == 0ms));
    BOOST_TEST((of({0, 1, 2, 3}).longest_gap == 60ms));

    quality q;
    q.arrived(0, start);
    q.arrived(1, start + 30ms); // the longest jitter, but early
    q.arrived(2, start + 100ms);
    BOOST_TEST((q.summary().longest_gap == 70ms));
    q.arrived(6, start + 340ms);
    BOOST_TEST((q.summary().longest_gap == 240ms));
    BOOST_TEST((q.summary().longest_jitter == 30ms)); // 240 ms for four packets: in time
    q.arrived(200, start + 1340ms);
    BOOST_TEST((q.summary().longest_gap == 1s));
}

BOOST_AUTO_TEST_CASE(late_packets_and_restarts_say_nothing_of_the_jitter)
{
    const auto s = of({0, 2, 1, 3, 200});
    // The 2 came 60 ms too early for its number, the 3 another 60 ms too late for that.
    BOOST_TEST(s.timed_packets == 2U);
    BOOST_TEST((s.jitter == 120ms));
}

BOOST_AUTO_TEST_CASE(bit_errors_are_percent_of_141_bits_of_voice)
{
    quality q;
    q.received(true, 0, 0);
    q.received(true, 141, 0);
    q.received(false, 100, 0); // headers and terminators have no voice
    const auto s = q.summary();
    BOOST_TEST(s.voice_bursts == 2U);
    BOOST_TEST(s.bit_error_percent().value() == 50.0);
}

BOOST_AUTO_TEST_CASE(more_bit_errors_than_bits_are_all_of_them)
{
    quality q;
    q.received(true, 255, 0);
    BOOST_TEST(q.summary().bit_error_percent().value() == 100.0);
}

BOOST_AUTO_TEST_CASE(field_strength_counts_only_where_it_is_known)
{
    quality q;
    q.received(true, 0, 0);
    BOOST_TEST(!q.summary().mean_rssi().has_value());
    q.received(true, 0, 80);
    q.received(false, 0, 110);
    const auto s = q.summary();
    BOOST_TEST(s.rssi_bursts == 2U);
    BOOST_TEST(s.mean_rssi().value() == -95.0);
    BOOST_TEST(s.lowest_rssi().value() == -110);
}

BOOST_AUTO_TEST_CASE(a_datagram_tells_its_quality_if_it_is_long_enough)
{
    quality q;
    for (const auto frame : {dmr::frame_type::voice, dmr::frame_type::voice_sync, dmr::frame_type::data_sync})
        q.count(wire::dmrd{datagram(frame, 3, 90)}, start);
    const auto voice = datagram(dmr::frame_type::voice, 3, 90);
    q.count(wire::dmrd{wire::bytes{voice}.first(wire::dmrd_least)}, start);
    const auto s = q.summary();
    BOOST_TEST(s.packets == 4U);
    BOOST_TEST(s.voice_bursts == 2U);
    BOOST_TEST(s.bit_errors == 6U);
    BOOST_TEST(s.rssi_bursts == 3U);
}

BOOST_AUTO_TEST_CASE(a_repeater_has_the_sums_of_its_streams)
{
    core::quality_totals totals;
    totals.add(of({1, 2, 4}));
    totals.add(of({1, 5, 6, 7}));
    BOOST_TEST(totals.streams == 2U);
    BOOST_TEST(totals.sum.packets == 7U);
    BOOST_TEST(totals.sum.lost == 4U);
    BOOST_TEST(totals.sum.longest_loss == 3U);
    BOOST_TEST(totals.sum.timed_packets == 5U);
    BOOST_TEST((totals.sum.longest_jitter == 180ms));

    quality weak;
    weak.received(true, 1, 120);
    quality strong;
    strong.received(true, 0, 60);
    totals.add(weak.summary());
    totals.add(strong.summary());
    BOOST_TEST(totals.sum.lowest_rssi().value() == -120);
    BOOST_TEST(totals.sum.mean_rssi().value() == -90.0);
    BOOST_TEST(totals.sum.bit_errors == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

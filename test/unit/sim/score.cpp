// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/score.hpp"

#include "hblink/sim/transmission.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <vector>

using namespace hblink;
using namespace std::chrono_literals;

namespace {

constexpr dmr::stream_id stream{77};

// Eight repeaters on two talkgroups: 0, 2, 4, 6 and 1, 3, 5, 7. Repeater 0 talks.
struct network
{
    sim::population population{8, 2};
    sim::score score{population};
    sim::transmission voice{{dmr::repeater_id{1}, dmr::radio_id{2}, 3, dmr::slot::one, stream}, 60};
    sim::time_point now{};

    network()
    {
        for (std::size_t i = 0; i < population.repeaters(); ++i)
            score.logged_in(i, true);
    }

    void begin() { score.begin(stream, 0, voice.bursts()); }
    void send(std::size_t index) { score.sent(stream, index, voice.burst(index), now); }
    void hear(std::size_t repeater, const wire::dmrd_bytes& bytes)
    {
        score.heard(repeater, wire::dmrd{bytes}, now);
    }
    void hear(std::size_t repeater, std::size_t index) { hear(repeater, voice.burst(index)); }
    void hear_all(std::size_t index)
    {
        for (const std::size_t repeater : {2u, 4u, 6u})
            hear(repeater, index);
    }
    const sim::score::totals& settled()
    {
        score.settle_all();
        return score.result();
    }
};

}

BOOST_FIXTURE_TEST_SUITE(scores, network)

BOOST_AUTO_TEST_CASE(a_call_that_everybody_heard_lost_nothing)
{
    begin();
    for (std::size_t i = 0; i < voice.bursts(); ++i) {
        send(i);
        now += 20ms;
        hear_all(i);
        now += 40ms;
    }
    const auto& t = settled();
    BOOST_TEST(t.calls == 1u);
    BOOST_TEST(t.sent == 362u);
    BOOST_TEST(t.expected == 3 * 362u);
    BOOST_TEST(t.heard == 3 * 362u);
    BOOST_TEST(t.lost == 0u);
    BOOST_TEST(t.late == 0u);
    BOOST_TEST(t.reordered == 0u);
    BOOST_TEST(t.unexpected == 0u);
    BOOST_TEST(score.delays().percentile(0.99).count() == 20);
    BOOST_TEST((score.delays().longest() == 20ms));
}

BOOST_AUTO_TEST_CASE(what_nobody_heard_is_lost_once_the_call_is_settled)
{
    begin();
    send(0);
    send(1);
    hear(2, 0);
    score.end(stream, now);
    score.settle(now + 4999ms);
    BOOST_TEST(score.result().lost == 0u);
    score.settle(now + 5s);
    BOOST_TEST(score.result().expected == 6u);
    BOOST_TEST(score.result().heard == 1u);
    BOOST_TEST(score.result().lost == 5u);
    BOOST_TEST(settled().lost == 5u); // not counted again
}

BOOST_AUTO_TEST_CASE(a_call_under_way_is_not_settled)
{
    begin();
    send(0);
    score.settle(now + 1h);
    hear_all(0);
    BOOST_TEST(settled().lost == 0u);
}

BOOST_AUTO_TEST_CASE(what_was_lost_on_purpose_is_not_expected)
{
    begin();
    send(0);
    send(2);
    hear_all(0);
    hear_all(2);
    BOOST_TEST(settled().expected == 6u);
    BOOST_TEST(score.result().lost == 0u);
}

BOOST_AUTO_TEST_CASE(a_burst_is_late_after_the_jitter_buffer)
{
    begin();
    send(0);
    now += 360ms;
    hear(2, 0);
    BOOST_TEST(score.result().late == 0u);
    now += 1ms;
    hear(4, 0);
    BOOST_TEST(score.result().late == 1u);
    BOOST_TEST(score.result().heard == 2u);
}

BOOST_AUTO_TEST_CASE(order_is_judged_for_each_listener)
{
    begin();
    for (const std::size_t i : {0u, 1u, 2u})
        send(i);
    hear(2, 0);
    hear(2, 2);
    hear(2, 1);
    hear(4, 0);
    hear(4, 1);
    hear(4, 2);
    BOOST_TEST(score.result().reordered == 1u);
}

BOOST_AUTO_TEST_CASE(bursts_that_jitter_swapped_on_the_way_in_are_in_order_as_sent)
{
    begin();
    for (const std::size_t i : {0u, 2u, 1u})
        send(i);
    for (const std::size_t i : {0u, 2u, 1u})
        hear(2, i);
    BOOST_TEST(score.result().reordered == 0u);
    BOOST_TEST(score.result().heard == 3u);
}

BOOST_AUTO_TEST_CASE(a_burst_heard_twice_is_unexpected)
{
    begin();
    send(0);
    hear(2, 0);
    hear(2, 0);
    BOOST_TEST(score.result().heard == 1u);
    BOOST_TEST(score.result().unexpected == 1u);
}

BOOST_AUTO_TEST_CASE(an_echo_is_unexpected)
{
    begin();
    send(0);
    hear(0, std::size_t{0});
    BOOST_TEST(score.result().unexpected == 1u);
}

BOOST_AUTO_TEST_CASE(voice_on_another_talkgroup_is_unexpected)
{
    begin();
    send(0);
    hear(1, std::size_t{0});
    BOOST_TEST(score.result().unexpected == 1u);
    BOOST_TEST(score.result().heard == 0u);
}

BOOST_AUTO_TEST_CASE(an_altered_burst_is_unexpected_and_missing)
{
    begin();
    send(1);
    for (std::size_t i = 5; i < wire::dmrd_least; ++i) {
        if (i >= 11 && i < 15)
            continue;
        if (i >= 16 && i < 20)
            continue; // another stream
        wire::dmrd_bytes bytes = voice.burst(1);
        bytes[i] ^= std::byte{1};
        hear(2, bytes);
    }
    BOOST_TEST(score.result().unexpected == 40u);
    BOOST_TEST(score.result().heard == 0u);
    BOOST_TEST(settled().lost == 3u);
}

BOOST_AUTO_TEST_CASE(repeater_id_and_reception_quality_may_differ)
{
    begin();
    send(1);
    wire::dmrd_bytes bytes = voice.burst(1);
    wire::set_repeater_id(bytes, dmr::repeater_id{4711});
    bytes[53] = bytes[54] = std::byte{9};
    hear(2, bytes);
    BOOST_TEST(score.result().heard == 1u);
    BOOST_TEST(score.result().unexpected == 0u);
}

BOOST_AUTO_TEST_CASE(each_repeater_hears_its_own_words_for_the_talkgroup)
{
    sim::transmission_address a = voice.address();
    a.destination = 9;
    a.slot = dmr::slot::two;
    const sim::transmission local = voice.readdressed(a);
    begin();
    score.sent(stream, 0, voice.burst(0), local.burst(0), now);
    hear(4, voice.burst(0)); // the third member of the talkgroup; the second and the fourth have own words
    hear(2, local.burst(0));
    BOOST_TEST(score.result().heard == 2u);
    BOOST_TEST(score.result().unexpected == 0u);
    hear(6, voice.burst(0));
    BOOST_TEST(score.result().unexpected == 1u);
    BOOST_TEST(settled().lost == 1u);
}

BOOST_AUTO_TEST_CASE(another_stream_is_foreign)
{
    begin();
    sim::transmission other{voice.address(), 1};
    wire::dmrd_bytes bytes = other.burst(0);
    bytes[16] ^= std::byte{0x80};
    hear(2, bytes);
    BOOST_TEST(score.result().foreign == 1u);
    BOOST_TEST(score.result().unexpected == 0u);
}

BOOST_AUTO_TEST_CASE(the_terminator_that_a_server_makes_itself_is_nothing)
{
    begin();
    send(0);
    send(1);
    wire::dmrd_bytes made = voice.burst(voice.bursts() - 1);
    for (const unsigned sequence : {0u, 1u, 2u, 200u}) {
        made[4] = std::byte(sequence);
        hear(2, made);
    }
    BOOST_TEST(score.result().unexpected == 0u);
    BOOST_TEST(score.result().heard == 0u);
}

BOOST_AUTO_TEST_CASE(the_sequence_number_of_a_long_call_names_its_newest_burst)
{
    begin();
    for (std::size_t i = 0; i < voice.bursts(); ++i)
        if (i != 300)
            send(i);
    hear(2, 301);
    hear(4, 106); // its number was used again 256 bursts later: 362 is beyond the end
    BOOST_TEST(score.result().heard == 2u);
    hear(6, 299);
    hear(6, 300); // was never sent; 44 had its number, and is another burst
    BOOST_TEST(score.result().heard == 3u);
    BOOST_TEST(score.result().unexpected == 1u);
}

BOOST_AUTO_TEST_CASE(who_is_not_logged_in_is_not_expected_to_hear)
{
    score.logged_in(6, false);
    begin();
    send(0);
    BOOST_TEST(score.result().expected == 2u);
}

BOOST_AUTO_TEST_CASE(who_logs_in_during_a_call_joins_with_the_next_one)
{
    score.logged_in(6, false);
    begin();
    send(0);
    score.logged_in(6, true);
    send(1);
    BOOST_TEST(score.result().expected == 4u);
    hear(6, 1); // a server that lets it in earlier does no wrong
    BOOST_TEST(score.result().unexpected == 0u);
    BOOST_TEST(score.result().heard == 0u);
}

BOOST_AUTO_TEST_CASE(who_goes_during_a_call_is_not_expected_back_in_it)
{
    begin();
    send(0);
    score.logged_in(6, false);
    send(1);
    score.logged_in(6, true);
    send(2);
    BOOST_TEST(score.result().expected == 3u + 2u + 2u);
}

BOOST_AUTO_TEST_CASE(large_talkgroups_are_counted_right)
{
    sim::score large{sim::population{1000, 1}};
    for (std::size_t i = 0; i < 1000; ++i)
        large.logged_in(i, true);
    large.begin(stream, 500, 8);
    large.sent(stream, 0, voice.burst(0), now);
    const wire::dmrd_bytes bytes = voice.burst(0);
    for (std::size_t i = 0; i < 1000; ++i)
        if (i != 500 && i != 999)
            large.heard(i, wire::dmrd{bytes}, now);
    large.settle_all();
    BOOST_TEST(large.result().expected == 999u);
    BOOST_TEST(large.result().heard == 998u);
    BOOST_TEST(large.result().lost == 1u);
    BOOST_TEST(large.result().unexpected == 0u);
}

BOOST_AUTO_TEST_CASE(delays_have_percentiles)
{
    sim::delays d;
    BOOST_TEST(d.percentile(0.5).count() == 0);
    for (int i = 1; i <= 100; ++i)
        d.add(std::chrono::milliseconds{i});
    d.add(1h);
    BOOST_TEST(d.percentile(0.5).count() == 51);
    BOOST_TEST(d.percentile(0.99).count() == 100);
    BOOST_TEST(d.percentile(1).count() == 2000);
    BOOST_TEST((d.longest() == 1h));
}

BOOST_AUTO_TEST_SUITE_END()

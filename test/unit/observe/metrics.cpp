// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/metrics.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <numeric>

#include "unit/observe/sample.hpp"

namespace {

using namespace hblink;

std::uint64_t all(const core::histogram& h)
{
    return std::accumulate(h.counts().begin(), h.counts().end(), std::uint64_t{0});
}

struct counting : test::sample
{
    observe::metrics metrics;
    const observe::event_counts& counts = metrics.counts();

    // A stream of repeater, with so many of its frames lost after the first.
    void end_stream(core::duration length, std::uint8_t lost)
    {
        core::stream s;
        s.quality.arrived(0, now);
        const auto next = static_cast<std::uint8_t>(1 + lost);
        s.quality.arrived(next, now + next * std::chrono::milliseconds{60});
        metrics.on(core::stream_ended{session, slot, core::end_reason::terminator, length, 2, &s}, now);
    }
};

// The last value of each enumeration is the one that the counts are made for.
template <class Enum, Enum Last>
bool counts_all(const observe::counts_by<Enum, Last>&)
{
    return to_string(Last) != "unknown" && to_string(Enum(static_cast<std::size_t>(Last) + 1)) == "unknown";
}

}

BOOST_FIXTURE_TEST_SUITE(metrics_, counting)

BOOST_AUTO_TEST_CASE(every_reason_that_there_is_has_a_count)
{
    BOOST_TEST(counts_all(counts.refused_logins));
    BOOST_TEST(counts_all(counts.disconnects));
    BOOST_TEST(counts_all(counts.strangers));
    BOOST_TEST(counts_all(counts.streams));
    BOOST_TEST(counts_all(counts.ends));
    BOOST_TEST(counts_all(counts.refused_calls));
    BOOST_TEST(counts_all(counts.doubts));
    metrics.on(refused_login(core::refusal_reason(200)), now); // out of range: does no harm
}

BOOST_AUTO_TEST_CASE(what_is_refused_is_counted_by_reason)
{
    using enum core::refusal_reason;
    metrics.on(refused_login(wrong_passphrase), now);
    metrics.on(refused_login(wrong_passphrase), now);
    metrics.on(refused_login(login_unfinished), now);
    metrics.on(refused_call(core::drop_reason::hang_time), now);
    metrics.on(core::stranger_refused{path, session.id, "DMRD", core::stranger_reason::no_session, true},
               now);
    BOOST_TEST(counts.refused_logins[wrong_passphrase] == 2U);
    BOOST_TEST(counts.refused_logins[login_unfinished] == 1U);
    BOOST_TEST(counts.refused_logins[blacklisted] == 0U);
    BOOST_TEST(counts.refused_calls[core::drop_reason::hang_time] == 1U);
    BOOST_TEST(counts.strangers[core::stranger_reason::no_session] == 1U);
}

BOOST_AUTO_TEST_CASE(streams_are_counted_by_kind_and_copies_of_them_apart)
{
    using kind = observe::stream_kind;
    core::stream_started begun{.connection = session, .slot = slot, .targets = 2, .busy = 3};
    metrics.on(begun, now);
    begun.echo = true;
    metrics.on(begun, now);
    begun.echo = false;
    slot.call.call = dmr::call_type::unit;
    metrics.on(begun, now);
    begun.broadcast = true;
    metrics.on(begun, now);
    metrics.on(core::data_call_started{session, slot, data}, now);
    for (const auto k : {kind::group, kind::echo, kind::unit, kind::broadcast, kind::data})
        BOOST_TEST(counts.streams[k] == 1U, to_string(k));
    BOOST_TEST(counts.targets_busy == 12U);
    BOOST_TEST(counts.targets == 0U);

    slot.direction = core::stream_direction::tx;
    metrics.on(core::stream_started{.connection = session, .slot = slot}, now);
    metrics.on(core::stream_started{.connection = session, .slot = slot, .echo = true}, now);
    BOOST_TEST(counts.targets == 1U);
    BOOST_TEST(counts.echo_playbacks == 1U);
    BOOST_TEST(counts.streams[kind::group] == 1U);
}

BOOST_AUTO_TEST_CASE(the_quality_of_a_stream_is_counted_when_it_has_ended)
{
    end_stream(std::chrono::seconds{3}, 0);
    end_stream(std::chrono::hours{1}, 8); // 8 of 10
    BOOST_TEST(counts.ends[core::end_reason::terminator] == 2U);
    BOOST_TEST(all(counts.stream_seconds) == 2U);
    BOOST_TEST(counts.stream_seconds.counts().back() == 1U);
    BOOST_TEST(counts.stream_seconds.sum() == 3603.0);
    BOOST_TEST(counts.loss_ratio.counts().front() == 1U); // none lost
    BOOST_TEST(counts.loss_ratio.counts().back() == 1U);  // more than half
    BOOST_TEST(counts.loss_ratio.sum() == 0.8, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(counts.jitter_seconds.sum() == 0.0);
}

BOOST_AUTO_TEST_CASE(the_servers_own_streams_have_no_quality)
{
    metrics.on(core::stream_ended{session, slot, core::end_reason::timeout, {}, 9, nullptr}, now);
    BOOST_TEST(counts.ends[core::end_reason::timeout] == 0U);
    BOOST_TEST(all(counts.stream_seconds) == 0U);
}

BOOST_AUTO_TEST_CASE(a_stream_without_a_frame_has_a_length_but_no_quality)
{
    const core::stream empty;
    metrics.on(core::stream_ended{session, slot, core::end_reason::timeout, {}, 0, &empty}, now);
    BOOST_TEST(all(counts.stream_seconds) == 1U);
    BOOST_TEST(all(counts.loss_ratio) == 0U);
    BOOST_TEST(all(counts.jitter_seconds) == 0U);
}

BOOST_AUTO_TEST_CASE(sessions_talkers_and_doubts_are_counted)
{
    session.missed_pings = 1;
    metrics.on(core::repeater_keep_alive{session, {}}, now);
    session.missed_pings = 0; // heard again
    metrics.on(core::repeater_keep_alive{session, {}}, now);
    BOOST_TEST(counts.keep_alives_missed == 1U);
    metrics.on(core::repeater_disconnected{session, core::disconnect_reason::kicked}, now);
    BOOST_TEST(counts.disconnects[core::disconnect_reason::kicked] == 1U);
    metrics.on(core::rule_skipped{session, "rule"}, now);
    metrics.on(options("TS1=1"), now);
    metrics.on(core::options_deferred{session}, now);
    metrics.on(core::talker_heard{session, slot, "N0CALL", {}}, now);
    metrics.on(core::link_control_doubted{session, slot, core::link_control_doubt::alias, {}}, now);
    BOOST_TEST(counts.rules_skipped == 1U);
    BOOST_TEST(counts.options_applied == 1U);
    BOOST_TEST(counts.options_deferred == 1U);
    BOOST_TEST(counts.talkers_heard == 1U);
    BOOST_TEST(counts.doubts[core::link_control_doubt::alias] == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page_figures.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace hblink;
using namespace std::chrono_literals;

namespace {

app::page_figures figures()
{
    app::page_figures f;
    f.all.forwarding_delay = core::histogram{100e-6, 200e-6, 1e-3};
    f.all.loop_lag = core::histogram{1e-3, 10e-3};
    return f;
}

app::page_sample five_seconds(const app::page_figures& before, const app::page_figures& now)
{
    return app::sample_between(before, now, 5s, 1'000'000);
}

}

BOOST_AUTO_TEST_SUITE(page_figures)

BOOST_AUTO_TEST_CASE(rates_are_of_what_has_come_meanwhile)
{
    app::page_figures before = figures();
    before.all.network.received = 1000;
    before.all.core.dropped = {7};
    app::page_figures now = before;
    now.all.network.received += 50;
    now.all.network.sent = 500;
    now.all.core.dropped = {12};
    now.all.process.cpu_seconds = 0.5;
    now.all.occupied.streams = 3;
    const app::page_sample s = five_seconds(before, now);
    BOOST_TEST(s.received == 10.0);
    BOOST_TEST(s.sent == 100.0);
    BOOST_TEST(s.dropped == 1.0);
    BOOST_TEST(s.cpu_percent == 10.0);
    BOOST_TEST(s.calls == 3U);
    BOOST_TEST(app::sample_between(before, now, 0s, 0).received == 0.0); // no time has passed
}

BOOST_AUTO_TEST_CASE(delays_are_those_of_new_bursts_and_unknown_without_any)
{
    app::page_figures before = figures();
    for (int i = 0; i < 1000; ++i)
        before.all.forwarding_delay.add(0.5); // long ago
    app::page_figures now = before;
    BOOST_TEST(!five_seconds(before, now).delay_p50_us.has_value());
    for (int i = 0; i < 98; ++i)
        now.all.forwarding_delay.add(50e-6);
    now.all.forwarding_delay.add(150e-6);
    now.all.forwarding_delay.add(800e-6);
    const app::page_sample s = five_seconds(before, now);
    BOOST_TEST(s.delay_p50_us.value() == 100.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(s.delay_p99_us.value() == 200.0, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(s.delay_max_us.value() == 1000.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(loss_is_of_calls_that_have_ended_meanwhile)
{
    app::page_figures before = figures();
    before.voice_packets = 100;
    before.voice_lost = 100;
    app::page_figures now = before;
    BOOST_TEST(!five_seconds(before, now).loss_percent.has_value());
    now.voice_packets += 99;
    now.voice_lost += 1;
    BOOST_TEST(five_seconds(before, now).loss_percent.value() == 1.0, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(health_names_each_reason_and_hides_a_queue_that_is_not_in_use)
{
    app::page_figures now = figures();
    now.all.http.browsers = {2, 500};
    now.started_ms = 400'000;
    now.all.core.dropped[static_cast<std::size_t>(core::drop_reason::hang_time)] = 5;
    const auto row = boost::json::parse(app::write_health(five_seconds(figures(), now), now)).as_object();
    BOOST_TEST(row.at("uptime_s").to_number<int>() == 600);
    BOOST_TEST(row.at("drops").as_object().size() == core::drop_reasons);
    BOOST_TEST(row.at("drops").at("hang_time").to_number<int>() == 5);
    BOOST_TEST(row.at("feed_queue_percent").is_null());
    BOOST_TEST(row.at("browsers").to_number<int>() == 2);
    now.all.feed.queue = {1, 4};
    const auto with = boost::json::parse(app::write_health({}, now)).as_object();
    BOOST_TEST(with.at("feed_queue_percent").to_number<double>() == 25.0);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/http_routes.hpp"

#include "hblink/app/http_log.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "unit/observe/collected_log.hpp"
#include "unit/web/loopback.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;

struct fixture : house
{
    std::vector<std::string> missing;
    int written{0};
    bool fails{false};

    asio::awaitable<std::string> write()
    {
        const int number = ++written;
        const bool throws = fails;
        for (int slice = 0; slice < 10; ++slice)
            co_await asio::post(io, asio::use_awaitable);
        if (throws)
            throw std::runtime_error{"no metrics"};
        co_return "hblinkd_written " + std::to_string(number) + '\n';
    }

    void furnished(config::http_settings settings = anywhere())
    {
        const bool opened = open(std::move(settings), patient());
        BOOST_REQUIRE(opened);
        app::add_routes(*server, io.get_executor(), {[this] { return missing; }, [this] { return write(); }});
    }
};

}

BOOST_FIXTURE_TEST_SUITE(http_routes_test, fixture)

BOOST_AUTO_TEST_CASE(a_server_that_lives_says_so)
{
    furnished();
    const auto a = ask(get("/healthz"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].body == "ok\n");
}

BOOST_AUTO_TEST_CASE(readiness_tells_what_is_missing)
{
    furnished();
    missing = {"listener 192.0.2.1:62031", "names"};
    auto a = ask(get("/readyz"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 503U);
    BOOST_TEST(a[0].body == "not ready\nlistener 192.0.2.1:62031\nnames\n");
    missing.clear();
    a = ask(get("/readyz"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].body == "ready\n");
}

BOOST_AUTO_TEST_CASE(metrics_have_the_type_that_prometheus_expects)
{
    furnished();
    const auto a = ask(get("/metrics"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].fields.at("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    BOOST_TEST(a[0].fields.at("cache-control") == "no-store");
    BOOST_TEST(a[0].body == "hblinkd_written 1\n");
}

BOOST_AUTO_TEST_CASE(many_who_ask_together_get_the_same_text)
{
    furnished();
    for (int i = 0; i < 20; ++i)
        visit().say(get("/metrics"));
    BOOST_TEST(until([&] { return server->counters().answers[0] == 20; }));
    BOOST_TEST(written < 20);
    for (visitor& v : visitors) {
        BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 1; }));
        BOOST_TEST(answers_in(v.heard())[0].body.starts_with("hblinkd_written "));
    }
}

BOOST_AUTO_TEST_CASE(metrics_that_fail_fail_alone)
{
    furnished();
    fails = true;
    for (int i = 0; i < 3; ++i)
        visit().say(get("/metrics") + get("/healthz"));
    for (visitor& v : visitors) {
        BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 2; }));
        BOOST_TEST(answers_in(v.heard())[0].status == 500U);
    }
    fails = false;
    const auto a = ask(get("/metrics"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
}

BOOST_AUTO_TEST_CASE(metrics_may_need_the_token)
{
    auto settings = anywhere();
    settings.metrics_token = true;
    settings.token = "secret";
    furnished(settings);
    const auto a =
        ask(get("/metrics") + get("/metrics", "Authorization: Bearer secret\r\n") + get("/healthz"), 3);
    BOOST_REQUIRE(a.size() == 3U);
    BOOST_TEST(a[0].status == 401U);
    BOOST_TEST(a[0].fields.at("www-authenticate") == "Bearer realm=\"hblinkd\"");
    BOOST_TEST(a[1].status == 200U);
    BOOST_TEST(a[2].status == 200U);
}

BOOST_AUTO_TEST_SUITE_END()

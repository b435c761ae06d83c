// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/site.hpp"

#include "hblink/web/answer.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace hblink;

config::http_settings settings()
{
    config::http_settings s;
    s.base_path = "/dmr/";
    s.token = "secret";
    s.trusted_proxies = {wire::parse_network("127.0.0.1").value()};
    return s;
}

struct fixture
{
    web::site site{settings()};
    const wire::endpoint peer{wire::parse_address("127.0.0.1").value(), 4711};

    fixture()
    {
        site.serve("/healthz", [](const web::request&) -> asio::awaitable<web::response> {
            co_return web::text(200, "ok\n");
        });
    }

    web::site::decision decide(std::string target, std::string method = "GET")
    {
        web::request_head h;
        h.method = std::move(method);
        h.target = std::move(target);
        h.forwarded_for = "198.51.100.7";
        return site.decide(h, peer, {});
    }
};

}

BOOST_FIXTURE_TEST_SUITE(site_test, fixture)

BOOST_AUTO_TEST_CASE(a_page_is_found_with_and_without_the_base)
{
    for (const auto* const target :
         {"/dmr/healthz", "/healthz", "/dmr//x/../healthz", "http://h/dmr/healthz"}) {
        const auto d = decide(target);
        BOOST_TEST((d.handler != nullptr), target);
        BOOST_TEST(d.request.path == "/healthz");
        BOOST_TEST(d.request.client.to_string() == "198.51.100.7:0");
    }
}

BOOST_AUTO_TEST_CASE(other_pages_do_not_exist)
{
    for (const auto* const target : {"/dmr/", "/dmr/healthz/", "/HEALTHZ", "/", "/dmr/../../etc/passwd"}) {
        const auto d = decide(target);
        BOOST_TEST((d.handler == nullptr), target);
        BOOST_TEST(d.instead.status == 404U);
    }
}

BOOST_AUTO_TEST_CASE(who_answers_for_all_below_a_path_answers_for_nothing_else)
{
    const auto nothing = [](const web::request&) -> asio::awaitable<web::response> {
        co_return web::text(200, "");
    };
    site.serve("/", nothing); // the page itself answers for its own path alone
    site.serve("/things/", nothing);
    site.serve("/things", nothing);
    for (const auto* const target : {"/", "/dmr/", "/things", "/things/", "/things/1", "/dmr/things/%31",
                                     "/things/a/../1", "/x/../things/1"})
        BOOST_TEST((decide(target).handler != nullptr), target);
    BOOST_TEST(decide("/things/a/../1").request.path == "/things/1");
    BOOST_TEST(decide("/things/%2e%2e/things/1").request.path == "/things/1");
    for (const auto* const target : {"/x", "/x/", "/thing", "/thingsy", "/things/1/2", "/things/1/",
                                     "/things/../x", "/things/%2e%2e/x", "/things/..%2fx"}) {
        const auto d = decide(target);
        BOOST_TEST((d.handler == nullptr), target);
        BOOST_TEST(d.instead.status == 404U, target);
    }
    BOOST_TEST((decide("/things/" + std::string(2000, '9')).handler != nullptr));
    BOOST_TEST(decide("/things/%zz").instead.status == 400U);
}

BOOST_AUTO_TEST_CASE(the_base_without_its_slash_leads_to_the_base)
{
    const auto d = decide("/dmr?x=y");
    BOOST_TEST(d.instead.status == 307U);
    BOOST_REQUIRE(d.instead.fields.size() == 1U);
    BOOST_TEST(d.instead.fields[0].first == "Location");
    BOOST_TEST(d.instead.fields[0].second == "/dmr/?x=y");
}

BOOST_AUTO_TEST_CASE(only_reading_is_allowed)
{
    for (const auto* const method : {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "BREW", "get"}) {
        const auto d = decide("/healthz", method);
        BOOST_TEST(d.instead.status == 405U, method);
        BOOST_REQUIRE(d.instead.fields.size() == 1U);
        BOOST_TEST(d.instead.fields[0].second == "GET, HEAD");
    }
    BOOST_TEST(decide("/healthz", "HEAD").handler != nullptr);
}

BOOST_AUTO_TEST_CASE(a_change_takes_effect)
{
    web::request r;
    r.authorization = "Bearer other";
    BOOST_TEST(!site.authorized(r));
    config::http_settings s = settings();
    s.token = "other";
    s.base_path = "/";
    site.change(s);
    BOOST_TEST(site.authorized(r));
    BOOST_TEST(decide("/dmr/healthz").instead.status == 404U);
    BOOST_TEST((decide("/healthz").handler != nullptr));
}

BOOST_AUTO_TEST_CASE(an_answer_tells_no_version_and_forbids_to_guess)
{
    const auto page = web::text(200, "ok\n");
    const std::string head = web::head_of(page, {true, 3, false}, 784111777);
    BOOST_TEST(head == "HTTP/1.1 200 OK\r\nServer: hblinkd\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n"
                       "Cache-Control: no-store\r\n"
                       "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                       "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                       "Connection: keep-alive\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()

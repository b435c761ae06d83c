// SPDX-License-Identifier: GPL-3.0-or-later
// Who sees what: token, session, origin.
#include "hblink/web/session.hpp"
#include "hblink/web/session_cookie.hpp"
#include "hblink/web/site.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace hblink;
using namespace std::chrono_literals;

constexpr std::time_t today = 1'800'000'000;

struct visited_site
{
    web::site site{settings()};
    web::moment now{today, {}};
    web::request_head head;
    wire::endpoint peer{wire::address::v4(0xC000'0201), 4711};

    visited_site()
    {
        const auto ok = [](const web::request&) -> asio::awaitable<web::response> {
            co_return web::text(200, "ok\n");
        };
        site.serve("/page", ok);
        site.accept("/act", ok);
        site.show_live("/live");
        head.method = "GET";
        head.host = "example.org";
        ask("/page");
    }

    static config::http_settings settings()
    {
        config::http_settings s;
        s.token = "secret";
        s.base_path = "/dmr/";
        s.trusted_proxies = {wire::parse_network("127.0.0.1").value()};
        return s;
    }

    void ask(std::string target, std::string method = "GET")
    {
        head.target = std::move(target);
        head.method = std::move(method);
    }
    void by_proxy() { peer.address = wire::address::v4(0x7F00'0001); }
    void as_websocket()
    {
        ask("/live");
        head.upgrade = "websocket";
        head.connection = "Upgrade";
        head.websocket_version = "13";
        head.websocket_key = "dGhlIHNhbXBsZSBub25jZQ==";
    }
    web::site::decision decide() { return site.decide(head, peer, now); }
    web::view sees() { return decide().request.view; }
    unsigned status()
    {
        const auto d = decide();
        return d.handler != nullptr ? 200 : d.instead.status;
    }
    web::response session(std::string method, std::string authorization)
    {
        ask("/act", std::move(method));
        head.authorization = std::move(authorization);
        return web::answer_session(decide().request, site.settings(), now.wall);
    }
};

std::string cookie_of(const web::response& r)
{
    for (const auto& [name, value] : r.fields)
        if (name == "Set-Cookie")
            return value;
    return "";
}

}

BOOST_FIXTURE_TEST_SUITE(access_test, visited_site)

BOOST_AUTO_TEST_CASE(the_full_view_needs_the_token_or_a_session)
{
    BOOST_TEST((sees() == web::view::open_to_all));
    head.authorization = "Bearer secret";
    BOOST_TEST((sees() == web::view::full));
    head.authorization = "Bearer wrong";
    BOOST_TEST((sees() == web::view::open_to_all));
    BOOST_TEST(decide().request.wrong_token);
    head.authorization = "";
    head.cookie = "hblinkd=" + web::session_cookie("secret", today + 10);
    BOOST_TEST((sees() == web::view::full));
    now.wall += 10;
    BOOST_TEST((sees() == web::view::open_to_all));
}

BOOST_AUTO_TEST_CASE(nobody_has_the_full_view_without_a_token_be_it_from_this_machine)
{
    auto s = settings();
    s.token = "";
    site.change(s);
    by_proxy();
    for (const auto* const shown : {"", "Bearer ", "Bearer secret"}) {
        head.authorization = shown;
        head.cookie = "hblinkd=" + web::session_cookie("", today + 10);
        BOOST_TEST((sees() == web::view::open_to_all));
        BOOST_TEST(!decide().request.wrong_token);
    }
}

BOOST_AUTO_TEST_CASE(a_cookie_is_not_looked_at_where_a_token_is_shown)
{
    head.authorization = "Bearer wrong";
    head.cookie = "hblinkd=" + web::session_cookie("secret", today + 10);
    BOOST_TEST((sees() == web::view::open_to_all));
}

BOOST_AUTO_TEST_CASE(whoever_guesses_must_wait_and_nobody_else)
{
    head.authorization = "Bearer guess";
    for (unsigned i = 0; i < web::attempts::at_once; ++i)
        BOOST_TEST(status() == 200U); // this page needs no token
    BOOST_TEST(status() == 429U);
    head.authorization = "Bearer secret";
    BOOST_TEST(status() == 429U); // else one could go on guessing
    head.authorization = "";
    BOOST_TEST(status() == 200U);
    head.cookie = "hblinkd=" + web::session_cookie("secret", today + 10);
    BOOST_TEST((sees() == web::view::full));
    head.authorization = "Bearer secret";
    now.steady += 6s;
    BOOST_TEST((sees() == web::view::full));
    now.steady -= 6s;
    peer.address = wire::address::v4(0xC000'0202);
    BOOST_TEST((sees() == web::view::full));
}

BOOST_AUTO_TEST_CASE(an_action_is_taken_by_its_own_path_alone)
{
    ask("/act", "POST");
    BOOST_TEST(status() == 200U);
    BOOST_TEST((decide().request.method == web::method::post));
    ask("/dmr/act", "DELETE");
    BOOST_TEST((decide().request.method == web::method::remove));
    ask("/act");
    BOOST_TEST(status() == 405U);
    BOOST_TEST(decide().instead.fields[0].second == "POST, DELETE");
    for (const auto* const path : {"/page", "/nothing", "/live"}) {
        ask(path, "POST");
        BOOST_TEST(status() == 405U);
        BOOST_TEST(decide().instead.fields[0].second == "GET, HEAD");
    }
}

BOOST_AUTO_TEST_CASE(pages_of_other_sites_may_not_act)
{
    ask("/act", "POST");
    head.origin = "https://example.org";
    BOOST_TEST(status() == 200U);
    head.origin = "https://evil.example";
    BOOST_TEST(status() == 403U);
    head.forwarded_host = "evil.example"; // nobody but a proxy says so
    BOOST_TEST(status() == 403U);
    by_proxy();
    BOOST_TEST(status() == 200U);
    ask("/page"); // reading is for everybody
    head.origin = "null";
    BOOST_TEST(status() == 200U);
}

BOOST_AUTO_TEST_CASE(a_session_is_given_for_the_token_alone)
{
    const auto given = session("POST", "Bearer secret");
    BOOST_TEST(given.status == 204U);
    const std::string cookie = cookie_of(given);
    const std::size_t end = cookie.find(';');
    BOOST_TEST(cookie.substr(end) == "; Path=/dmr/; Max-Age=2592000; HttpOnly; SameSite=Strict");
    head.authorization = "";
    head.cookie = cookie.substr(0, end);
    BOOST_TEST((sees() == web::view::full));
    BOOST_TEST(session("POST", "").status == 401U); // not for a cookie
    BOOST_TEST(session("POST", "Bearer wrong").status == 401U);
    auto s = settings();
    s.token = "";
    site.change(s);
    BOOST_TEST(session("POST", "Bearer ").status == 403U);
}

BOOST_AUTO_TEST_CASE(a_session_ends_when_it_is_asked_to)
{
    const auto ended = session("DELETE", "");
    BOOST_TEST(ended.status == 204U);
    BOOST_TEST(cookie_of(ended) == "hblinkd=; Path=/dmr/; Max-Age=0; HttpOnly; SameSite=Strict");
}

BOOST_AUTO_TEST_CASE(a_cookie_from_a_proxy_with_tls_returns_by_tls_only)
{
    head.forwarded_proto = "https";
    BOOST_TEST(!cookie_of(session("POST", "Bearer secret")).ends_with("; Secure")); // anyone can say so
    by_proxy();
    BOOST_TEST(cookie_of(session("POST", "Bearer secret")).ends_with("; Secure"));
    head.forwarded_proto = "HTTPS, http";
    BOOST_TEST(cookie_of(session("POST", "Bearer secret")).ends_with("; Secure"));
    head.forwarded_proto = "http";
    BOOST_TEST(!cookie_of(session("POST", "Bearer secret")).ends_with("; Secure"));
}

BOOST_AUTO_TEST_CASE(a_websocket_is_opened_at_its_path_alone)
{
    as_websocket();
    BOOST_TEST(decide().to_live);
    BOOST_TEST(status() == 101U);
    ask("/page");
    BOOST_TEST(!decide().to_live);
    BOOST_TEST(status() == 200U);
    as_websocket();
    head.upgrade = "";
    BOOST_TEST(!decide().to_live);
    BOOST_TEST(status() == 426U);
    head.method = "HEAD";
    BOOST_TEST(status() == 405U);
}

BOOST_AUTO_TEST_CASE(a_websocket_is_not_opened_from_elsewhere_nor_with_a_wrong_token)
{
    as_websocket();
    head.origin = "http://example.org";
    BOOST_TEST(status() == 101U);
    head.origin = "http://evil.example";
    BOOST_TEST(status() == 403U);
    head.origin = "";
    head.authorization = "Bearer wrong";
    BOOST_TEST(status() == 401U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/server.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include "unit/web/loopback.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;

}

BOOST_FIXTURE_TEST_SUITE(server_test, house)

BOOST_AUTO_TEST_CASE(a_page_is_served)
{
    BOOST_REQUIRE(open());
    const auto a = ask(get("/hello?world"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].body == "hello world");
    BOOST_TEST(a[0].fields.at("server") == "hblinkd");
    BOOST_TEST(a[0].fields.at("x-content-type-options") == "nosniff");
    BOOST_TEST(a[0].fields.at("connection") == "keep-alive");
    BOOST_TEST(server->counters().answers[0] == 1U);
    BOOST_TEST(server->counters().accepted == 1U);
    BOOST_TEST(server->counters().connections == 1U);
    BOOST_TEST(server->counters().bytes_sent == visitors[0].heard().size());
    BOOST_TEST(told.listening == 1U);
    BOOST_TEST(told.at.port == server->local_endpoint().port);
}

BOOST_AUTO_TEST_CASE(a_head_request_gets_the_header_alone)
{
    BOOST_REQUIRE(open());
    for (const auto* const page : {"/hello", "/big", "/long"}) {
        const auto a = ask("HEAD " + std::string{page} + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        BOOST_REQUIRE(a.size() == 1U);
        BOOST_TEST(a[0].status == 200U);
        BOOST_TEST(visitors.back().heard().ends_with("\r\n\r\n"));
    }
    BOOST_TEST(answers_in(visitors[1].heard(), true)[0].fields.at("content-length") == "1048576");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told_from_what_is_not_allowed)
{
    BOOST_REQUIRE(open());
    const auto a = ask(get("/nothing") + "POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" +
                           get("/%zz") + get("/hello"),
                       4);
    BOOST_REQUIRE(a.size() == 4U);
    BOOST_TEST(a[0].status == 404U);
    BOOST_TEST(a[1].status == 405U);
    BOOST_TEST(a[1].fields.at("allow") == "GET, HEAD");
    BOOST_TEST(a[2].status == 400U);
    BOOST_TEST(a[3].status == 200U); // the connection was still good
    BOOST_TEST(server->counters().answers[2] == 3U);
}

BOOST_AUTO_TEST_CASE(a_big_page_arrives_whole)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    const auto a = ask(get("/big") + get("/long") + get("/hello"), 3);
    BOOST_REQUIRE(a.size() == 3U);
    BOOST_TEST(a[0].body.size() == 1U << 20);
    BOOST_TEST(a[1].body.size() == 6 + (1U << 20));
    BOOST_TEST(a[1].body.starts_with("begin ppp"));
    BOOST_TEST(a[1].fields.at("transfer-encoding") == "chunked");
    BOOST_TEST(a[2].body == "hello ");
}

BOOST_AUTO_TEST_CASE(http_1_0_gets_pieces_until_the_end_of_the_connection)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say("GET /long HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    BOOST_TEST(until([&] { return v.ended(); }));
    const auto a = answers_in(v.heard());
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].fields.at("connection") == "close");
    BOOST_TEST(a[0].body.size() == 6 + (1U << 20));
}

BOOST_AUTO_TEST_CASE(a_connection_goes_on_unless_the_client_wants_its_end)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say(get("/hello?1"));
    BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 1; }));
    v.say(get("/hello?2", "Connection: close\r\n"));
    BOOST_TEST(until([&] { return v.ended(); }));
    const auto a = answers_in(v.heard());
    BOOST_REQUIRE(a.size() == 2U);
    BOOST_TEST(a[1].body == "hello 2");
    BOOST_TEST(a[1].fields.at("connection") == "close");
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_without_a_word)
{
    BOOST_REQUIRE(open());
    visitor& quiet = visit();
    visitor& served = visit();
    served.say(get("/hello"));
    BOOST_TEST(until([&] { return quiet.ended() && served.ended(); }));
    BOOST_TEST(quiet.heard() == "");
    BOOST_TEST(answers_in(served.heard()).size() == 1U);
    BOOST_TEST(until([&] { return server->counters().connections == 0; }));
    BOOST_TEST(server->counters().timeouts == 0U);
    BOOST_TEST(told.trouble.empty());
}

BOOST_AUTO_TEST_CASE(a_handler_that_fails_is_a_500_and_is_told)
{
    BOOST_REQUIRE(open());
    const auto a = ask(get("/broken") + get("/hello"), 2);
    BOOST_REQUIRE(a.size() == 2U);
    BOOST_TEST(a[0].status == 500U);
    BOOST_TEST(a[0].body == "internal error\n"); // why is nobody else's business
    BOOST_TEST(a[1].status == 200U);
    BOOST_TEST(told.faults == std::vector<std::string>{"/broken: as asked"});
    BOOST_TEST(server->counters().faults == 1U);
    BOOST_TEST(server->counters().answers[3] == 1U);
}

BOOST_AUTO_TEST_CASE(a_handler_that_does_not_answer_keeps_nobody_waiting)
{
    BOOST_REQUIRE(open());
    visitor& stuck = visit();
    stuck.say(get("/never"));
    BOOST_TEST(ask(get("/hello")).size() == 1U);
    BOOST_TEST(until([&] { return stuck.ended(); }));
    close(); // it ends although the handler never would
    BOOST_TEST(server->counters().connections == 0U);
}

BOOST_AUTO_TEST_CASE(the_token_is_asked_for)
{
    auto settings = anywhere();
    settings.token = "open sesame";
    BOOST_REQUIRE(open(settings));
    const auto a = ask(get("/secret") + get("/secret", "Authorization: Bearer open sesam\r\n") +
                           get("/secret", "Authorization: Bearer open sesame\r\n"),
                       3);
    BOOST_REQUIRE(a.size() == 3U);
    BOOST_TEST(a[0].status == 401U);
    BOOST_TEST(a[1].status == 401U);
    BOOST_TEST(a[2].body == "sesame");
    BOOST_TEST(trouble(web::trouble::wrong_token) == 1U);
    BOOST_TEST(server->counters().unauthorized == 2U);
}

BOOST_AUTO_TEST_CASE(a_change_applies_to_connections_that_are_there)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say(get("/who", "X-Forwarded-For: 198.51.100.7\r\n"));
    BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 1; }));
    auto settings = anywhere();
    settings.trusted_proxies = {wire::parse_network("127.0.0.0/8").value()};
    settings.base_path = "/dmr/";
    settings.max_connections = 1;
    server->change(settings);
    v.say(get("/dmr/who", "X-Forwarded-For: 198.51.100.7\r\n"));
    BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 2; }));
    const auto a = answers_in(v.heard());
    BOOST_TEST(a[0].body.starts_with("127.0.0.1:"));
    BOOST_TEST(a[1].body == "198.51.100.7:0");
    BOOST_TEST(server->counters().limit == 1U);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_told_and_not_fatal)
{
    BOOST_REQUIRE(open());
    auto same = anywhere();
    same.port = server->local_endpoint().port;
    web::server second{io.get_executor(), same, told};
    BOOST_TEST(!second.listen());
    BOOST_TEST(!second.listening());
    BOOST_REQUIRE(told.listen_errors.size() == 1U);
    BOOST_TEST(told.listen_errors[0] == asio::error::make_error_code(asio::error::address_in_use));
    BOOST_TEST(second.local_endpoint().port == 0U);
}

BOOST_AUTO_TEST_CASE(the_end_is_at_once_whatever_the_clients_do)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visit();
    visit().say("GET / HT");
    visit().say(get("/never"));
    visitor& full = visit(1024);
    full.read(false);
    full.say(get("/big"));
    BOOST_TEST(until([&] { return server->counters().answers[0] == 1; }));
    BOOST_TEST(server->counters().connections == 4U);
    close();
    BOOST_TEST(server->counters().connections == 0U);
    BOOST_TEST(until([&] { return visitors[0].ended() && visitors[1].ended() && visitors[2].ended(); }));
}

BOOST_AUTO_TEST_SUITE_END()

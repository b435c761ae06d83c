// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/page.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "unit/web/loopback.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;
using namespace std::string_view_literals;

constexpr web::page_file page[] = {
    {"/", "text/html; charset=utf-8", "1234", false, "<p>plain", "g\0p"sv, "br"},
    {"/assets/app-1a2b3c4d.js", "text/javascript; charset=utf-8", "abcd", true, "let a", "", ""},
};

std::string field(const web::response& r, std::string_view name)
{
    for (const auto& [n, value] : r.fields)
        if (n == name)
            return value;
    return "";
}

web::response ask_for(std::string accept_encoding, std::string if_none_match = "", std::size_t file = 0)
{
    web::request r;
    r.accept_encoding = std::move(accept_encoding);
    r.if_none_match = std::move(if_none_match);
    return web::answer_page(page[file], r);
}

}

BOOST_FIXTURE_TEST_SUITE(page_test, house)

BOOST_AUTO_TEST_CASE(each_gets_the_shortest_form_that_it_understands)
{
    const std::pair<const char*, std::string_view> all[] = {
        {"gzip, deflate, br, zstd", "br"},
        {"gzip", "g\0p"sv},
        {"GZIP;q=0.5", "g\0p"sv},
        {"br;q=0, gzip", "g\0p"sv},
        {"br;q=0.000", "<p>plain"},
        {"br; q=0.01", "br"},
        {"", "<p>plain"},
        {"identity", "<p>plain"},
        {"brotli, xgzip", "<p>plain"},
    };
    for (const auto& [accepted, bytes] : all)
        BOOST_TEST(*ask_for(accepted).body == bytes, accepted);
    BOOST_TEST(field(ask_for("br"), "Content-Encoding") == "br");
    BOOST_TEST(field(ask_for(""), "Content-Encoding") == "");
    BOOST_TEST(field(ask_for(""), "Vary") == "Accept-Encoding");
    BOOST_TEST(*ask_for("br, gzip", "", 1).body == "let a"); // what gets no shorter stays
}

BOOST_AUTO_TEST_CASE(what_somebody_has_already_is_not_sent_again)
{
    BOOST_TEST(field(ask_for(""), "ETag") == "\"1234\"");
    BOOST_TEST(field(ask_for("br"), "ETag") == "\"1234-br\"");
    BOOST_TEST(field(ask_for("gzip"), "ETag") == "\"1234-gzip\"");
    for (const auto* const has : {"\"1234-br\"", "W/\"1234-br\"", "\"old\", \"1234-br\"", "*"}) {
        const auto r = ask_for("br", has);
        BOOST_TEST(r.status == 304U, has);
        BOOST_TEST(!r.body);
        BOOST_TEST(field(r, "ETag") == "\"1234-br\"");
        BOOST_TEST(r.cache_control == "no-cache");
    }
    for (const auto* const has : {"\"1234\"", "\"1234-gzip\"", "1234-br", "\"\"", "\"*\""})
        BOOST_TEST(ask_for("br", has).status == 200U, has);
}

BOOST_AUTO_TEST_CASE(what_has_a_hash_in_its_name_is_kept_for_ever)
{
    BOOST_TEST(ask_for("").cache_control == "no-cache");
    BOOST_TEST(ask_for("", "", 1).cache_control == "public, max-age=31536000, immutable");
}

BOOST_AUTO_TEST_CASE(nothing_inline_and_nothing_from_elsewhere_is_run)
{
    const std::string policy = ask_for("").security_policy;
    BOOST_TEST(policy.starts_with("default-src 'none'; script-src 'self'; "));
    BOOST_TEST(policy.find("frame-ancestors 'self'") != std::string::npos);
    BOOST_TEST(policy.find("unsafe") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_is_served_below_its_base)
{
    auto s = anywhere();
    s.base_path = "/dmr/";
    BOOST_REQUIRE(open(s, patient()));
    web::serve_page(*server, page);
    const auto a = ask(get("/dmr/", "Accept-Encoding: br\r\n") +
                           get("/dmr/", "Accept-Encoding: br\r\nIf-None-Match: \"1234-br\"\r\n") +
                           get("/assets/app-1a2b3c4d.js") + get("/assets/") + get("/index.html"),
                       5);
    // An answer 304 has no body and no length: what follows it is read by itself.
    BOOST_REQUIRE(!a.empty());
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].body == "br");
    BOOST_TEST(a[0].fields.at("content-type") == "text/html; charset=utf-8");
    BOOST_TEST(a[0].fields.at("x-content-type-options") == "nosniff");
    BOOST_TEST(a[0].fields.at("referrer-policy") == "no-referrer");
    const std::string& heard = visitors.back().heard();
    BOOST_TEST(heard.find("HTTP/1.1 304 Not Modified\r\n") != std::string::npos);
    BOOST_TEST(heard.find("\r\n\r\nlet a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_page_the_first_one_says_how_to_get_it)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    web::serve_page(*server, {});
    const auto a = ask(get("/"));
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 200U);
    BOOST_TEST(a[0].fields.at("content-type") == "text/html; charset=utf-8");
    BOOST_TEST(a[0].body.find("Node.js") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

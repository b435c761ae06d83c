// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that mean harm, or know no better.
#include "hblink/web/server.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "unit/web/loopback.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;

struct refused
{
    const char* name;
    std::string said;
    unsigned status;
    web::trouble trouble;
};
std::ostream& operator<<(std::ostream& out, const refused& r) { return out << r.name; }

const std::array refusals{
    refused{"TLS", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11}, 400,
            web::trouble::malformed},
    refused{"garbage", std::string(5000, '\x80'), 400, web::trouble::malformed},
    refused{"HTTP/0.9", "GET /\r\n", 400, web::trouble::malformed},
    refused{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, web::trouble::malformed},
    refused{"a long line", "GET /" + std::string(20'000, 'a'), 414, web::trouble::header_too_long},
    refused{"a long header", "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a'), 431,
            web::trouble::header_too_long},
    refused{"a long body",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n" + std::string(9000, 'b'), 413,
            web::trouble::body_too_long}};

// Until the server ends it, or has taken it all.
std::size_t pour(house& h, visitor& v, std::string_view what, std::size_t bytes)
{
    std::size_t poured = 0;
    while (!v.ended() && poured < bytes) {
        v.say(what);
        poured += what.size();
        h.until([&] { return v.ended() || v.unsent() < what.size(); });
    }
    return poured;
}

}

BOOST_FIXTURE_TEST_SUITE(hostile_test, house)

BOOST_DATA_TEST_CASE_F(house, what_is_no_request_is_refused_with_a_word,
                       boost::unit_test::data::make(refusals), r)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say(r.said);
    BOOST_TEST(until([&] { return v.ended(); }));
    const auto a = answers_in(v.heard());
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == r.status);
    BOOST_TEST(a[0].fields.at("connection") == "close");
    BOOST_TEST(trouble(r.trouble) == 1U);
    BOOST_TEST(server->counters().malformed == 1U);
    visitors.clear();
    BOOST_TEST(until([&] { return server->counters().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(a_request_in_drops_is_cut_off)
{
    auto p = patient();
    p.header = 50ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& slow = visit();
    slow.say(get("/hello")); // a client that behaves at first
    BOOST_TEST(until([&] { return answers_in(slow.heard()).size() == 1; }));
    slow.say("GET / HTTP/1.1\r\nX: ");
    std::size_t drops = 0;
    BOOST_TEST(until([&] { // each of them in time, all of them not
        slow.say("x");
        ++drops;
        return slow.ended();
    }));
    BOOST_TEST(drops > 1U);
    BOOST_TEST(server->counters().timeouts == 1U);
    BOOST_TEST(trouble(web::trouble::slow) == 1U);
    BOOST_TEST(answers_in(slow.heard()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_does_not_read_is_cut_off)
{
    auto p = patient();
    p.answer = 50ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& deaf = visit(1024);
    deaf.read(false);
    deaf.say(get("/big"));
    visitor& in_pieces = visit(1024);
    in_pieces.read(false);
    in_pieces.say(get("/long"));
    BOOST_TEST(ask(get("/hello")).size() == 1U);
    BOOST_TEST(until([&] { return server->counters().timeouts == 2; }));
    BOOST_TEST(until([&] { return server->counters().connections == 1; }));
    BOOST_TEST(trouble(web::trouble::slow) == 1U);
}

BOOST_AUTO_TEST_CASE(who_reads_slowly_but_reads_gets_pieces_for_as_long_as_it_takes)
{
    auto p = patient();
    p.answer = 300ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& v = visit();
    v.say(get("/long"));
    BOOST_TEST(until([&] { return answers_in(v.heard()).size() == 1; }));
    BOOST_TEST(server->counters().timeouts == 0U);
}

BOOST_AUTO_TEST_CASE(a_header_of_a_gigabyte_is_not_read)
{
    auto p = patient();
    p.farewell = 500ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& v = visit();
    v.say("GET / HTTP/1.1\r\nX: ");
    const std::string piece(1 << 16, 'x');
    const std::size_t poured = pour(*this, v, piece, std::size_t{1} << 30);
    BOOST_TEST(poured < std::size_t{16} << 20); // what the kernel's buffers hold
    const auto a = answers_in(v.heard());
    BOOST_REQUIRE(a.size() == 1U);
    BOOST_TEST(a[0].status == 431U);
}

BOOST_AUTO_TEST_CASE(a_thousand_requests_at_once_are_answered_in_order)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    std::string all;
    for (int i = 0; i < 1000; ++i)
        all += get("/hello?" + std::to_string(i));
    const auto a = ask(all, 1000);
    BOOST_REQUIRE(a.size() == 1000U);
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST(a[static_cast<std::size_t>(i)].body == "hello " + std::to_string(i));
    BOOST_TEST(trouble(web::trouble::many_in_a_row) == 1U);
}

BOOST_AUTO_TEST_CASE(requests_are_not_read_while_nobody_takes_the_answers)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit(1024);
    v.read(false);
    std::string all;
    for (int i = 0; i < 200; ++i)
        all += get("/big");
    for (int i = 0; i < 300'000; ++i)
        all += get("/hello");
    v.say(all);
    BOOST_TEST(until([&] { return server->counters().answers[0] == 1; }));
    visitor& other = visit();
    for (std::size_t i = 1; i <= 100; ++i) {
        other.say(get("/hello"));
        BOOST_TEST(until([&] { return answers_in(other.heard()).size() == i; }));
    }
    BOOST_TEST(server->counters().answers[0] == 101U); // its second one is still to be asked
    BOOST_TEST(v.unsent() > 0U);
}

BOOST_AUTO_TEST_CASE(beyond_the_limit_there_is_a_word_and_far_beyond_nothing)
{
    auto settings = anywhere();
    settings.max_connections = 3;
    BOOST_REQUIRE(open(settings, patient()));
    for (int i = 0; i < 8; ++i) {
        visit();
        BOOST_TEST(until([&] { return server->counters().accepted == static_cast<std::size_t>(i) + 1; }));
    }
    BOOST_TEST(until([&] { return visitors[5].ended() && visitors[6].ended() && visitors[7].ended(); }));
    for (std::size_t i = 0; i < 8; ++i) {
        const auto a = answers_in(visitors[i].heard());
        BOOST_TEST(a.size() == (i >= 3 && i < 6 ? 1U : 0U));
        if (!a.empty()) {
            BOOST_TEST(a[0].status == 503U);
            BOOST_TEST(a[0].fields.at("retry-after") == "10");
        }
    }
    BOOST_TEST(server->counters().connections == 3U);
    BOOST_TEST(server->counters().most_connections == 3U);
    BOOST_TEST(server->counters().refused_full == 5U);
    BOOST_TEST(told.full == std::vector<std::uint64_t>{1}); // the others within a minute of it

    // Those who are in are served, and whoever leaves makes room.
    visitors[0].say(get("/hello", "Connection: close\r\n"));
    BOOST_TEST(until([&] { return visitors[0].ended(); }));
    visitors[0].reset();
    BOOST_TEST(until([&] { return server->counters().connections == 2; }));
    BOOST_TEST(ask(get("/hello")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(five_thousand_connections_are_borne)
{
    const std::size_t files = raise_open_files();
    const std::size_t wanted = std::min<std::size_t>(5000, files > 3000 ? files - 2500 : 200);
    BOOST_WARN_MESSAGE(wanted == 5000, "only " << wanted << " connections: raise the limit of open files");
    auto settings = anywhere();
    settings.max_connections = files > 3000 ? 1000 : 50;
    BOOST_REQUIRE(open(settings, patient()));
    for (std::size_t i = 0; i < wanted; ++i) {
        visitors.emplace_back(server->local_endpoint());
        if (i % 100 == 99) {
            BOOST_TEST(until([&] { return server->counters().accepted > i; }));
        }
    }
    BOOST_TEST(server->counters().connections == settings.max_connections);
    BOOST_TEST(server->counters().refused_full == wanted - settings.max_connections);
    visitors[7].say(get("/hello"));
    BOOST_TEST(until([&] { return answers_in(visitors[7].heard()).size() == 1; }));
    for (visitor& v : visitors)
        v.reset();
    BOOST_TEST(until([&] { return server->counters().connections == 0; }));
    visitors.clear();
    BOOST_TEST(ask(get("/hello")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(many_who_are_late_together_all_go)
{
    auto p = quick();
    p.header = 100ms;
    auto settings = anywhere();
    settings.max_connections = 200;
    BOOST_REQUIRE(open(settings, p));
    for (int i = 0; i < 200; ++i)
        visit().say("GET / HTTP/1.1\r\nX: y");
    BOOST_TEST(until([&] {
        return std::all_of(visitors.begin(), visitors.end(), [](const visitor& v) { return v.ended(); });
    }));
    BOOST_TEST(until([&] { return server->counters().connections == 0; }));
    BOOST_TEST(server->counters().timeouts > 0U);
    BOOST_TEST(trouble(web::trouble::slow) == 1U);
}

BOOST_AUTO_TEST_CASE(no_file_descriptor_left_is_told_once_and_survived)
{
    BOOST_REQUIRE(open());
    visitor& v = visit(); // in the kernel's queue
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(next);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(next);
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    BOOST_TEST(until([&] { return server->counters().accept_failures == 3; }));
    ::setrlimit(RLIMIT_NOFILE, &before);
    BOOST_REQUIRE(told.accept_errors.size() == 1U);
    BOOST_TEST(told.accept_errors[0] == asio::error::make_error_code(asio::error::no_descriptors));
    v.say(get("/hello"));
    BOOST_TEST(until([&] { return v.ended() || !v.heard().empty(); }));
    BOOST_TEST(answers_in(v.heard()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_limit_leaves_files_to_the_rest_of_the_program)
{
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_cur = 300;
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    auto settings = anywhere();
    settings.max_connections = 1000;
    BOOST_TEST(open(settings));
    ::setrlimit(RLIMIT_NOFILE, &before);
    BOOST_TEST(told.lowered_to == 86U);
    BOOST_TEST(told.announced_limit == 86U);
}

BOOST_AUTO_TEST_CASE(a_client_that_closes_its_half_gets_its_answers)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say(get("/hello?1") + get("/hello?2"));
    v.finish();
    BOOST_TEST(until([&] { return v.ended(); }));
    BOOST_TEST(answers_in(v.heard()).size() == 2U);
    visitor& nothing = visit();
    nothing.finish();
    BOOST_TEST(until([&] { return nothing.ended(); }));
    BOOST_TEST(nothing.heard() == "");
}

BOOST_AUTO_TEST_CASE(a_reset_at_any_moment_hurts_nobody)
{
    auto settings = anywhere();
    settings.max_connections = 1000;
    raise_open_files();
    BOOST_REQUIRE(open(settings, patient()));
    const std::string request = get("/hello") + get("/big") + get("/long");
    for (std::size_t i = 0; i <= request.size(); ++i) {
        visitor& v = visit();
        v.say(request.substr(0, i));
        if (i % 3 == 1)
            until([&] { return server->counters().accepted == i + 1; });
        if (i % 3 == 2)
            until([&] { return !v.heard().empty() || i < get("/hello").size(); });
        v.reset();
    }
    BOOST_TEST(until([&] { return server->counters().connections == 0; }));
    BOOST_TEST(ask(get("/hello")).size() == 1U);
    BOOST_TEST(told.faults.empty());
}

BOOST_AUTO_TEST_SUITE_END()

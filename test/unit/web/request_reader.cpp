// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/request_reader.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>

namespace {

using hblink::web::request_reader;
using progress = request_reader::progress;

const std::string simple = "GET /metrics?x HTTP/1.1\r\nHost: a\r\n\r\n";

// 0: complete; 1: needs more; else the status of the refusal.
unsigned outcome_of(std::string received)
{
    request_reader r;
    switch (r.put(received)) {
    case progress::complete:
        return 0;
    case progress::needs_more:
        return 1;
    case progress::refused:
        break;
    }
    return r.status();
}

std::string header_of(std::size_t size)
{
    std::string s = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    s.append(size - s.size() - 4, 'x');
    return s + "\r\n\r\n";
}

struct sample
{
    const char* name;
    std::string received;
    unsigned outcome;
};
std::ostream& operator<<(std::ostream& out, const sample& s) { return out << s.name; }

std::string fields(std::size_t n)
{
    std::string s = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < n; ++i)
        s += "X: y\r\n";
    return s + "\r\n";
}

const std::array samples{
    sample{"HTTP/0.9", "GET /\r\n", 400},
    sample{"HTTP/0.9 with words", "GET / now\r\n", 400},
    sample{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    sample{"HTTP/3", "GET / HTTP/3\r\n", 505},
    sample{"TLS hello", std::string{"\x16\x03\x01\x02\x00\x01", 6}, 400},
    sample{"a zero byte", std::string(1, '\0'), 400},
    sample{"a control character in the line", "GET /\x01", 400},
    sample{"only a newline", "\n", 400},
    sample{"newlines without carriage return", "GET / HTTP/1.1\nHost: a\n\n", 400},
    sample{"lower case", "get / HTTP/1.1\r\n", 400},
    sample{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
    sample{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    sample{"HTTP/1.0 needs no host", "GET / HTTP/1.0\r\n\r\n", 0},
    sample{"two authorizations", "GET / HTTP/1.0\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", 400},
    sample{"a line without a colon", "GET / HTTP/1.1\r\nHost: a\r\nwhat\r\n\r\n", 400},
    sample{"a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
    sample{"a bad length", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
    sample{"two lengths", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
    sample{"length and chunks",
           "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    sample{"a huge body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n", 413},
    sample{"a body one too long", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n", 413},
    sample{"the longest body",
           "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4096\r\n\r\n" + std::string(4096, 'b'), 0},
    sample{"a body to come", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4096\r\n\r\n", 1},
    sample{"a body in chunks is left alone",
           "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", 0},
    sample{"expecting to be told to go on",
           "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", 417},
    sample{"the longest header", header_of(request_reader::header_limit), 0},
    sample{"a header one too long", header_of(request_reader::header_limit + 1), 431},
    sample{"a header without end", header_of(request_reader::header_limit).substr(0, 8190) + "xx", 431},
    sample{"as many fields as may be", fields(request_reader::field_limit), 0},
    sample{"a field too many", fields(request_reader::field_limit + 1), 431},
    sample{"a line without end", "GET /" + std::string(request_reader::line_limit, 'a'), 414},
    sample{"nothing but empty lines", "\r\n\r\n\r\n\r\n\r\n", 400},
    sample{"empty lines before", "\r\n\r\n" + simple, 0},
    sample{"nothing", "", 1}};

}

BOOST_AUTO_TEST_SUITE(request_reader_test)

BOOST_DATA_TEST_CASE(a_request_is_read_or_refused, boost::unit_test::data::make(samples), s)
{
    BOOST_TEST(outcome_of(s.received) == s.outcome);
}

BOOST_AUTO_TEST_CASE(a_request_may_come_byte_by_byte)
{
    request_reader r;
    const std::string all = "\r\nHEAD /a HTTP/1.1\r\nhost: a\r\nContent-Length: 3\r\n\r\nabc";
    std::string received;
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        received += all[i];
        BOOST_REQUIRE(r.put(received) == progress::needs_more);
    }
    received += all.back();
    BOOST_REQUIRE(r.put(received) == progress::complete);
    BOOST_TEST(received.empty());
    BOOST_TEST(r.head().method == "HEAD");
    BOOST_TEST(r.head().target == "/a");
}

BOOST_AUTO_TEST_CASE(what_matters_of_the_header_is_kept)
{
    request_reader r;
    std::string received = "GET /x?y HTTP/1.1\r\nHost: a\r\nAUTHORIZATION: Bearer t\r\nX-Forwarded-For: 1\r\n"
                           "x-forwarded-for: 2, 3\r\nConnection: close\r\n\r\n";
    BOOST_REQUIRE(r.put(received) == progress::complete);
    BOOST_TEST(r.head().target == "/x?y");
    BOOST_TEST(r.head().authorization == "Bearer t");
    BOOST_TEST(r.head().forwarded_for == "1,2, 3");
    BOOST_TEST(!r.head().keep_alive);
    BOOST_TEST(r.head().http_1_1);
}

BOOST_AUTO_TEST_CASE(after_a_body_in_chunks_nothing_more_is_read)
{
    request_reader r;
    std::string received = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    BOOST_REQUIRE(r.put(received) == progress::complete);
    BOOST_TEST(!r.head().keep_alive);
}

BOOST_AUTO_TEST_CASE(http_1_0_ends_unless_it_asks_to_go_on)
{
    for (const auto& [field, goes_on] : {std::pair{"", false}, {"Connection: keep-alive\r\n", true}}) {
        request_reader r;
        std::string received = std::string{"GET / HTTP/1.0\r\n"} + field + "\r\n";
        BOOST_REQUIRE(r.put(received) == progress::complete);
        BOOST_TEST(r.head().keep_alive == goes_on);
        BOOST_TEST(!r.head().http_1_1);
    }
}

BOOST_AUTO_TEST_CASE(the_next_request_is_left_alone)
{
    request_reader r;
    std::string received = simple + simple + "G";
    for (int i = 0; i < 2; ++i) {
        r.begin_anew();
        BOOST_REQUIRE(r.put(received) == progress::complete);
        BOOST_TEST(r.head().target == "/metrics?x");
    }
    BOOST_TEST(received == "G");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/requests.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace hblink;
using feed::requests;

namespace {

std::string framed(const std::string& body, std::size_t length)
{
    std::string f;
    for (int shift = 24; shift >= 0; shift -= 8)
        f += static_cast<char>(length >> shift & 0xFF);
    return f + body;
}
std::string framed(const std::string& body) { return framed(body, body.size()); }

const std::string wanted = framed(R"({"type": "sync_request"})"); // as the dashboard sends it, with a blank

requests::found all_of(const std::string& bytes)
{
    requests r;
    return r.read(bytes);
}

}

BOOST_AUTO_TEST_SUITE(requests_from_the_dashboard)

BOOST_AUTO_TEST_CASE(a_sync_request_is_found_however_it_is_cut_and_written)
{
    BOOST_TEST(wanted.size() == 28U);
    BOOST_TEST(all_of(wanted).sync_requests == 1U);
    BOOST_TEST(all_of(wanted + wanted + wanted).sync_requests == 3U);
    BOOST_TEST(all_of(framed(R"({"x":[1],"type":"sync_request"})")).sync_requests == 1U);
    for (std::size_t cut = 0; cut < wanted.size(); ++cut) {
        requests r;
        BOOST_TEST(r.read(wanted.substr(0, cut)).sync_requests == 0U);
        BOOST_TEST(r.read(wanted.substr(cut)).sync_requests == 1U);
    }
}

BOOST_AUTO_TEST_CASE(other_types_are_ignored)
{
    for (const std::string body : {R"({"type":"ping"})", R"({"type":"sync_request "})"}) {
        const auto f = all_of(framed(body));
        BOOST_TEST(f.sync_requests == 0U);
        BOOST_TEST(f.nonsense == 0U);
    }
}

BOOST_AUTO_TEST_CASE(after_a_frame_of_nonsense_the_next_one_is_read)
{
    for (const std::string body :
         {"", "sync_request", "[]", "{}", R"({"type":1})", "\xff\xfe", "{\"type\":"}) {
        const auto f = all_of(framed(body) + wanted);
        BOOST_TEST(f.nonsense == 1U);
        BOOST_TEST(f.sync_requests == 1U);
        BOOST_TEST(!f.hopeless);
    }
}

BOOST_AUTO_TEST_CASE(a_long_frame_is_passed_over)
{
    const auto f = all_of(framed(std::string(1024 * 1024, 'x')) + wanted);
    BOOST_TEST(f.sync_requests == 1U);
    BOOST_TEST(!f.hopeless);
}

BOOST_AUTO_TEST_CASE(a_length_above_a_mebibyte_is_hopeless)
{
    BOOST_TEST(all_of(framed("", 1024 * 1024 + 1)).hopeless);
    BOOST_TEST(all_of("HTTP/1.1 400 Bad Request\r\n").hopeless);
    BOOST_TEST(all_of(wanted + "GET / ").hopeless);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_nonsense_and_does_no_harm)
{
    BOOST_TEST(all_of(framed(std::string(4000, '['))).nonsense == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

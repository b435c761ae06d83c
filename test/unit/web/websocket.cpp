// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/websocket.hpp"

#include <boost/test/unit_test.hpp>

#include "support/websocket_frames.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;
using what = web::frame_reader::what;

web::request_head good_head()
{
    web::request_head h;
    h.method = "GET";
    h.connection = "keep-alive, Upgrade";
    h.upgrade = "WebSocket";
    h.websocket_key = "dGhlIHNhbXBsZSBub25jZQ==";
    h.websocket_version = "13";
    return h;
}

// What a new reader makes of these bytes, to the last frame.
struct outcome
{
    std::vector<what> read;
    web::close_code code;
};

outcome read(std::string bytes)
{
    web::frame_reader r;
    outcome o{{}, web::close_code::normal};
    do {
        o.read.push_back(r.take(bytes));
    } while (o.read.back() != what::needs_more && o.read.back() != what::refused);
    o.code = r.code();
    return o;
}

bool refused_with(web::close_code c, const std::string& bytes)
{
    const outcome o = read(bytes);
    return o.read.back() == what::refused && o.code == c;
}

}

BOOST_AUTO_TEST_SUITE(websocket_test)

BOOST_AUTO_TEST_CASE(the_handshake_of_the_standard_is_answered_as_it_says)
{
    BOOST_TEST(web::websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    BOOST_TEST(web::objection_to_websocket(good_head()) == 0U);
}

BOOST_AUTO_TEST_CASE(any_other_handshake_is_refused)
{
    const auto objection = [](auto change) {
        web::request_head h = good_head();
        change(h);
        return web::objection_to_websocket(h);
    };
    BOOST_TEST(objection([](auto& h) { h.upgrade = ""; }) == 426U);
    BOOST_TEST(objection([](auto& h) { h.upgrade = "h2c"; }) == 426U);
    BOOST_TEST(objection([](auto& h) { h.connection = "keep-alive"; }) == 400U);
    BOOST_TEST(objection([](auto& h) { h.websocket_version = "8"; }) == 426U);
    BOOST_TEST(objection([](auto& h) { h.websocket_version = ""; }) == 426U);
    BOOST_TEST(objection([](auto& h) { h.websocket_key = "short=="; }) == 400U);
    BOOST_TEST(objection([](auto& h) { h.websocket_key = "dGhlIHNhbXBsZSBub25j!Q=="; }) == 400U);
    BOOST_TEST(objection([](auto& h) { h.http_1_1 = false; }) == 400U);
    BOOST_TEST(objection([](auto& h) { h.method = "HEAD"; }) == 400U);
}

BOOST_AUTO_TEST_CASE(what_is_sent_is_whole_and_not_masked)
{
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U, 200000U}) {
        const std::string payload(size, 'x');
        const std::string bytes = web::frame_of(web::frame::text, payload);
        std::string_view rest;
        const auto frames = frames_in(bytes, &rest);
        BOOST_REQUIRE(frames.size() == 1U);
        BOOST_TEST(frames[0].first == 0x81U);
        BOOST_TEST((frames[0].payload == payload), size);
        BOOST_TEST(rest.empty());
    }
    BOOST_TEST(web::frame_of(web::frame::text, std::string(126, 'x')).size() == 4 + 126U);
    BOOST_TEST(web::frame_of(web::frame::text, std::string(65536, 'x')).size() == 10 + 65536U);
    BOOST_TEST(web::close_frame(web::close_code::view_changed) == "\x88\x02\x11\x31");
}

BOOST_AUTO_TEST_CASE(the_frames_of_a_browser_are_understood)
{
    const outcome o =
        read(browser_frame(0x81, "hello") + browser_frame(0x82, "") + browser_frame(0x89, "abc") +
             browser_frame(0x8A, "") + browser_frame(0x01, "part") + browser_frame(0x89, "") +
             browser_frame(0x00, "and") + browser_frame(0x80, "end") + browser_frame(0x88, ""));
    const std::vector<what> expected{what::data, what::data, what::ping, what::pong,  what::data,
                                     what::ping, what::data, what::data, what::close, what::needs_more};
    BOOST_TEST((o.read == expected));
}

BOOST_AUTO_TEST_CASE(a_payload_is_unmasked)
{
    web::frame_reader r;
    std::string bytes = browser_frame(0x89, "are you there") + "\x81";
    BOOST_TEST((r.take(bytes) == what::ping));
    BOOST_TEST(r.payload() == "are you there");
    BOOST_TEST(bytes == "\x81"); // the next frame's beginning stays
}

BOOST_AUTO_TEST_CASE(a_frame_may_come_byte_by_byte)
{
    web::frame_reader r;
    std::string bytes;
    const std::string frame = browser_frame(0x81, "hello");
    for (const char c : frame.substr(0, frame.size() - 1)) {
        bytes += c;
        BOOST_TEST((r.take(bytes) == what::needs_more));
    }
    bytes += frame.back();
    BOOST_TEST((r.take(bytes) == what::data));
    BOOST_TEST(bytes.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_frame_is_refused)
{
    using web::close_code;
    BOOST_TEST(refused_with(close_code::wrong_frame, std::string{"\x81\x00", 2}));        // not masked
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0xC1, "compressed"))); // reserved bits
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x83, "")));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x8B, "")));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x09, "a ping in parts")));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x89, std::string(126, 'x'))));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x80, "a part of nothing")));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x01, "") + browser_frame(0x81, "")));
    BOOST_TEST(refused_with(close_code::wrong_frame, browser_frame(0x88, "x"))); // half a code
    BOOST_TEST(refused_with(close_code::wrong_frame, "GET / HTTP/1.1\r\n"));
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_is_refused_however_it_is_cut)
{
    using web::close_code;
    BOOST_TEST(refused_with(close_code::too_long, browser_frame(0x81, std::string(126, 'x'))));
    BOOST_TEST(
        refused_with(close_code::too_long, std::string{"\x81\xFF", 2})); // its length need not be waited for
    BOOST_TEST(refused_with(close_code::too_long, browser_frame(0x01, std::string(100, 'x')) +
                                                      browser_frame(0x80, std::string(26, 'x'))));
    BOOST_TEST(!refused_with(close_code::too_long, browser_frame(0x01, std::string(100, 'x')) +
                                                       browser_frame(0x80, std::string(25, 'x')) +
                                                       browser_frame(0x81, std::string(125, 'x'))));
}

BOOST_AUTO_TEST_CASE(after_a_refusal_nothing_is_read)
{
    web::frame_reader r;
    std::string bytes = browser_frame(0x83, "") + browser_frame(0x81, "");
    BOOST_TEST((r.take(bytes) == what::refused));
    bytes = browser_frame(0x81, "");
    BOOST_TEST((r.take(bytes) == what::refused));
}

BOOST_AUTO_TEST_SUITE_END()

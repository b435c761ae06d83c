// SPDX-License-Identifier: GPL-3.0-or-later
// The live page's messages over real sockets.
#include "hblink/web/live_fan.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/web/live_house.hpp"

namespace {

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
using web::view;

constexpr std::string_view token = "Authorization: Bearer secret\r\n";

config::http_settings with_token()
{
    auto s = house::anywhere();
    s.token = "secret";
    return s;
}

}

BOOST_FIXTURE_TEST_SUITE(live_fan_test, live_house)

BOOST_AUTO_TEST_CASE(a_browser_gets_the_state_and_then_what_is_published)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    BOOST_TEST(!server->audience().anybody(view::open_to_all));
    publish(view::open_to_all, "nobody hears this");
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return is_live(v); }));
    BOOST_TEST(v.heard().starts_with("HTTP/1.1 101 "));
    BOOST_TEST(v.heard().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
    BOOST_TEST(v.heard().find("Sec-WebSocket-Extensions") == std::string::npos);
    BOOST_TEST(server->audience().anybody(view::open_to_all));
    BOOST_TEST(!server->audience().anybody(view::full));
    publish(view::open_to_all, "one");
    publish(view::open_to_all, std::string(100'000, '2'));
    publish(view::full, "not for everybody");
    publish(view::open_to_all, "three");
    BOOST_REQUIRE(until([&] { return frames(v).size() == 5; }));
    const auto heard = frames(v);
    for (const auto& f : heard)
        BOOST_TEST(f.first == 0x81U);
    BOOST_TEST(heard[0].payload == "open ssssssssss");
    BOOST_TEST(heard[1].payload == "open ssssssssss");
    BOOST_TEST(heard[2].payload == "one");
    BOOST_TEST(heard[3].payload.size() == 100'000U);
    BOOST_TEST(heard[4].payload == "three");
    BOOST_TEST(counters().browsers == 1U);
    BOOST_TEST(counters().browsers_accepted == 1U);
    BOOST_TEST(counters().live_messages == 3U);
    v.reset();
    BOOST_TEST(until([&] { return counters().browsers == 0 && counters().connections == 0; }));
    BOOST_TEST(!server->audience().anybody(view::open_to_all));
}

BOOST_AUTO_TEST_CASE(what_is_published_while_the_state_is_sent_comes_after_it)
{
    state.messages = 200;
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return state.begun == 1; }));
    publish(view::open_to_all, "change");
    BOOST_REQUIRE(until([&] { return frames(v).size() == 201; }));
    BOOST_TEST(frames(v)[200].payload == "change");
}

BOOST_AUTO_TEST_CASE(a_part_of_the_state_that_is_empty_is_not_sent_and_the_next_one_asked_for)
{
    state.messages = 3;
    state.nothing = 50;
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return is_live(v); }));
    BOOST_TEST(state.asked == 52U);
    publish(view::open_to_all, "news");
    BOOST_REQUIRE(until([&] { return frames(v).size() == 4; }));
    for (const auto& f : frames(v))
        BOOST_TEST(!f.payload.empty());
}

BOOST_AUTO_TEST_CASE(whoever_shows_the_token_gets_the_full_view)
{
    BOOST_REQUIRE(open(with_token(), patient()));
    visitor& all = browse();
    visitor& full = browse(token);
    BOOST_REQUIRE(until([&] { return is_live(all) && is_live(full); }));
    publish(view::full, "secrets");
    publish(view::open_to_all, "news");
    BOOST_REQUIRE(until([&] { return frames(all).size() == 3 && frames(full).size() == 3; }));
    BOOST_TEST(frames(all)[0].payload.starts_with("open"));
    BOOST_TEST(frames(all)[2].payload == "news");
    BOOST_TEST(frames(full)[0].payload.starts_with("full"));
    BOOST_TEST(frames(full)[2].payload == "secrets");
}

BOOST_AUTO_TEST_CASE(a_session_opens_the_full_view)
{
    BOOST_REQUIRE(open(with_token(), patient()));
    const auto given = ask("POST /api/v1/session HTTP/1.1\r\nHost: test\r\nOrigin: http://test\r\n"
                           "Content-Length: 0\r\n" +
                           std::string{token} + "\r\n");
    BOOST_REQUIRE(given.size() == 1U);
    BOOST_TEST(given[0].status == 204U);
    const std::string cookie = given[0].fields.at("set-cookie");
    visitor& v = browse("Origin: http://test\r\nCookie: " + cookie.substr(0, cookie.find(';')) + "\r\n");
    BOOST_REQUIRE(until([&] { return is_live(v); }));
    BOOST_TEST(frames(v)[0].payload.starts_with("full"));
}

BOOST_AUTO_TEST_CASE(a_new_token_closes_the_full_view_alone)
{
    BOOST_REQUIRE(open(with_token(), patient()));
    visitor& all = browse();
    visitor& full = browse(token);
    BOOST_REQUIRE(until([&] { return is_live(all) && is_live(full); }));
    server->change(with_token());
    auto other = with_token();
    other.token = "another";
    publish(view::full, "last words");
    server->change(other);
    BOOST_REQUIRE(until([&] { return closed_with(full) != 0; }));
    BOOST_TEST(closed_with(full) == 4401U);
    full.say(browser_frame(0x88, "\x11\x31"));
    full.finish();
    BOOST_TEST(until([&] { return full.ended() && counters().browsers == 1; }));
    publish(view::open_to_all, "news");
    BOOST_TEST(until([&] { return frames(all).size() == 3; }));
}

BOOST_AUTO_TEST_CASE(one_browser_too_many_is_told_to_come_later)
{
    auto s = anywhere();
    s.max_browsers = 2;
    BOOST_REQUIRE(open(s, patient()));
    visitor& first = browse();
    visitor& second = browse();
    BOOST_REQUIRE(until([&] { return is_live(first) && is_live(second); }));
    visitor& third = browse();
    BOOST_REQUIRE(until([&] { return closed_with(third) != 0; }));
    BOOST_TEST(closed_with(third) == 1013U);
    BOOST_TEST(frames(third).size() == 1U);
    third.finish();
    BOOST_TEST(until([&] { return third.ended(); }));
    BOOST_TEST(counters().browsers == 2U);
    BOOST_TEST(counters().browsers_refused[web::counters::full] == 1U);
    BOOST_TEST(trouble(web::trouble::browsers_full) == 1U);
    first.reset();
    BOOST_REQUIRE(until([&] { return counters().browsers == 1; }));
    visitor& fourth = browse();
    BOOST_TEST(until([&] { return is_live(fourth); }));
}

BOOST_AUTO_TEST_CASE(what_is_no_handshake_gets_an_answer)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    const auto a = ask(get("/api/v1/live") + upgrade("/api/v1/live", "Origin: http://evil.example\r\n") +
                           "GET /api/v1/live HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                           "Connection: upgrade\r\nSec-WebSocket-Version: 8\r\n\r\n" +
                           upgrade("/hello") + upgrade("/nothing"),
                       5);
    BOOST_REQUIRE(a.size() == 5U);
    BOOST_TEST(a[0].status == 426U);
    BOOST_TEST(a[1].status == 403U);
    BOOST_TEST(a[2].status == 426U);
    BOOST_TEST(a[2].fields.at("sec-websocket-version") == "13");
    BOOST_TEST(a[3].status == 200U); // a WebSocket is nothing one must get
    BOOST_TEST(a[4].status == 404U);
    BOOST_TEST(counters().browsers_refused[web::counters::foreign] == 1U);
    BOOST_TEST(counters().browsers_refused[web::counters::malformed_upgrade] == 1U);
    BOOST_TEST(counters().browsers_accepted == 0U);
    BOOST_TEST(trouble(web::trouble::foreign_page) == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_source_there_is_no_live_page)
{
    source = nullptr;
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return status(v) != 0; }));
    BOOST_TEST(status(v) == 404U);
}

BOOST_AUTO_TEST_CASE(a_close_is_answered)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return is_live(v); }));
    v.say(browser_frame(0x88, "\x03\xE8"));
    BOOST_TEST(until([&] { return closed_with(v) == 1000; }));
    v.finish();
    BOOST_TEST(until([&] { return v.ended() && counters().connections == 0; }));
    BOOST_TEST(told.trouble.empty());
}

BOOST_AUTO_TEST_CASE(a_ping_is_answered)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return is_live(v); }));
    v.say(browser_frame(0x89, "there?"));
    BOOST_REQUIRE(until([&] { return frames(v).size() == 3; }));
    BOOST_TEST(frames(v)[2].first == 0x8AU);
    BOOST_TEST(frames(v)[2].payload == "there?");
}

BOOST_AUTO_TEST_CASE(frames_that_come_with_the_handshake_are_read)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = visit();
    v.say(upgrade("/api/v1/live") + browser_frame(0x89, "early"));
    BOOST_REQUIRE(until([&] { return frames(v).size() == 3; }));
}

BOOST_AUTO_TEST_CASE(a_silent_browser_is_asked_and_then_given_up)
{
    auto p = patient();
    p.browser_silence = 30ms;
    p.pong = 200ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& answers = browse();
    visitor& sleeps = browse();
    std::size_t answered = 0;
    BOOST_REQUIRE(until([&] {
        const auto heard = frames(answers);
        std::size_t pings = 0;
        for (const auto& f : heard)
            pings += f.first == 0x89U ? 1 : 0;
        for (; answered < pings; ++answered)
            answers.say(browser_frame(0x8A, ""));
        return sleeps.ended();
    }));
    BOOST_TEST(frames(sleeps).back().first == 0x89U);
    BOOST_TEST(counters().browsers_silent == 1U);
    BOOST_TEST(answered > 1U);
    BOOST_TEST(!answers.ended());
    BOOST_TEST(told.trouble.empty()); // that is no trouble
}

BOOST_AUTO_TEST_CASE(a_browser_that_does_not_read_is_dropped_and_the_others_are_served)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& deaf = browse("", 4096);
    visitor& good = browse();
    BOOST_REQUIRE(until([&] { return is_live(deaf) && is_live(good); }));
    deaf.read(false);
    std::size_t published = 0;
    while (counters().browsers_dropped == 0 && published < 2000) {
        publish(view::open_to_all, std::string(60'000, 'x'));
        ++published;
        BOOST_REQUIRE(until([&] { return frames(good).size() == 2 + published; }));
        if (good.ended())
            break;
    }
    // The kernel's buffers took some, then the stream went on without it.
    BOOST_TEST(published > web::live_stream::most_bytes / 60'000);
    BOOST_TEST(published < 150U);
    BOOST_TEST(counters().browsers_dropped == 1U);
    BOOST_TEST(trouble(web::trouble::slow_browser) == 1U);
    BOOST_TEST(until([&] { return counters().browsers == 1; }));
    deaf.read(true);
    BOOST_TEST(until([&] { return deaf.ended(); }));
}

BOOST_AUTO_TEST_CASE(a_browser_that_stops_reading_is_dropped_when_its_time_is_over)
{
    auto p = patient();
    p.answer = 50ms;
    BOOST_REQUIRE(open(anywhere(), p));
    visitor& deaf = browse("", 4096);
    BOOST_REQUIRE(until([&] { return is_live(deaf); }));
    deaf.read(false);
    for (int i = 0; i < 20; ++i)
        publish(view::open_to_all, std::string(100'000, 'x'));
    BOOST_TEST(until([&] { return counters().browsers == 0; }));
    BOOST_TEST(counters().browsers_dropped == 1U);
}

BOOST_AUTO_TEST_CASE(a_browser_that_goes_before_it_has_the_state_leaves_nothing)
{
    state.messages = 100'000;
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& v = browse();
    BOOST_REQUIRE(until([&] { return state.begun == 1; }));
    v.reset();
    BOOST_TEST(until([&] { return counters().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(nonsense_is_answered_with_a_close)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    const std::vector<std::pair<std::string, unsigned>> all{
        {std::string{"\x81\x02hi"}, 1002},                                          // not masked
        {browser_frame(0xF1, "compressed"), 1002},                                  //
        {std::string{"\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10}, 1009},        // as long as can be
        {browser_frame(0x81, std::string(126, 'x')), 1009},                         //
        {browser_frame(0x01, std::string(125, 'x')) + browser_frame(0, "x"), 1009}, //
        {std::string(5000, '\xFF'), 1002},
    };
    for (const auto& [bytes, code] : all) {
        visitor& v = browse();
        BOOST_REQUIRE(until([&] { return is_live(v); }));
        v.say(bytes);
        BOOST_TEST(until([&] { return closed_with(v) != 0 || v.ended(); }));
        BOOST_TEST(closed_with(v) == code);
    }
    BOOST_TEST(trouble(web::trouble::strange_browser) == 1U); // told once in a while
}

BOOST_AUTO_TEST_CASE(a_browser_that_says_too_much_is_closed)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    std::string pings;
    std::string parts = browser_frame(0x01, "");
    for (int i = 0; i < 1000; ++i) {
        pings += browser_frame(0x89, "");
        parts += browser_frame(0x00, "");
    }
    for (const std::string& flood : {pings, parts}) {
        visitor& v = browse();
        BOOST_REQUIRE(until([&] { return is_live(v); }));
        v.say(flood);
        BOOST_TEST(until([&] { return closed_with(v) == 1008; }));
        BOOST_TEST(frames(v).size() < 20U);
    }
}

BOOST_AUTO_TEST_CASE(at_the_end_all_browsers_are_told)
{
    auto s = anywhere();
    s.max_connections = 60;
    BOOST_REQUIRE(open(s, patient()));
    for (int i = 0; i < 50; ++i)
        browse();
    BOOST_REQUIRE(until([&] {
        for (const visitor& v : visitors)
            if (!is_live(v))
                return false;
        return true;
    }));
    close();
    for (visitor& v : visitors) {
        v.pump();
        BOOST_TEST(v.ended());
        BOOST_TEST(closed_with(v) == 1001U);
    }
    BOOST_TEST(counters().browsers == 0U);
}

BOOST_AUTO_TEST_CASE(an_end_in_the_middle_of_a_frame_is_no_frame)
{
    BOOST_REQUIRE(open(anywhere(), patient()));
    visitor& deaf = browse("", 4096);
    BOOST_REQUIRE(until([&] { return is_live(deaf); }));
    deaf.read(false);
    publish(view::open_to_all, std::string(4'000'000, 'x'));
    const auto sent = [&] { return counters().bytes_sent; };
    BOOST_REQUIRE(until([&, before = sent()] { return sent() > before + 10'000; }));
    close();
    deaf.read(true);
    BOOST_TEST(until([&] { return deaf.ended(); }));
    BOOST_TEST(closed_with(deaf) == 0U);
}

BOOST_AUTO_TEST_CASE(browsers_count_as_connections)
{
    auto s = anywhere();
    s.max_connections = 2;
    BOOST_REQUIRE(open(s, patient()));
    visitor& first = browse();
    visitor& second = browse();
    BOOST_REQUIRE(until([&] { return is_live(first) && is_live(second); }));
    BOOST_TEST(counters().connections == 2U);
    visitor& third = visit();
    BOOST_TEST(until([&] { return third.ended() || status(third) == 503; }));
}

BOOST_AUTO_TEST_SUITE_END()

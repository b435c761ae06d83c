// SPDX-License-Identifier: GPL-3.0-or-later
// The event feed of the real server, read by a dashboard that knows spec events.md only, over both
// transports.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <memory>
#include <optional>

#include "integration/dashboard.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

constexpr std::uint32_t many_translations = 10'000;
const std::string translating = "TS1=100000-109999:2"; // that many

enum class transport
{
    unix_socket,
    tcp
};
const std::vector<transport> both{transport::unix_socket, transport::tcp};
std::ostream& operator<<(std::ostream& o, transport t) { return o << (t == transport::tcp ? "tcp" : "unix"); }

// A world with a dashboard, whose violations are the test's.
struct scene : world
{
    std::uint16_t dashboard_port{free_port()};
    std::optional<listening_dashboard> dash;
    std::optional<server> hblinkd;
    transport used{transport::unix_socket};

    ~scene()
    {
        if (dash)
            for (const std::string& v : dash->page.violations())
                BOOST_ERROR(v);
    }

    json::object settings(transport t)
    {
        used = t;
        json::object c = configuration(port);
        c["global"].as_object()["stream_hang_time"] = 1.0;
        c["limits"] = {{"options_per_minute", 10'000}};
        c["repeater_configurations"].as_object()["default"].as_object()["trust"] = true;
        c["dashboard"] = {{"transport", t == transport::tcp ? "tcp" : "unix"},
                          {"unix_socket", (folder / "dashboard.sock").string()},
                          {"port", dashboard_port}};
        return with_logging(std::move(c), "console_level", "DEBUG");
    }
    void open_dashboard()
    {
        if (used == transport::tcp)
            dash.emplace(stage, "127.0.0.1", dashboard_port);
        else
            dash.emplace(stage, folder / "dashboard.sock");
    }
    void start(const json::object& c)
    {
        hblinkd.emplace(stage, file, c);
        BOOST_REQUIRE(hblinkd->started());
    }
    void start_with_dashboard(transport t)
    {
        const auto c = settings(t);
        open_dashboard();
        start(c);
        BOOST_REQUIRE(dash->has_been_connected(1));
    }
    bool shows(std::size_t repeaters)
    {
        return dash->sees([&](const dashboard& p) { return p.repeaters() == repeaters; });
    }
    bool is_idle()
    {
        return dash->sees([&](const dashboard& p) { return p.slots_in_use() == 0; });
    }
};

void ask(const repeater& r, const std::string& options)
{
    std::string text = "RPTO";
    for (int shift = 24; shift >= 0; shift -= 8)
        text += static_cast<char>(r.id() >> shift & 0xFF);
    text += options;
    r.send(std::as_bytes(std::span{text}));
}

}

BOOST_DATA_TEST_CASE_F(scene, a_dashboard_is_told_of_logins_and_calls, both, how)
{
    start_with_dashboard(how);
    repeater a{stage, 1, ipv4};
    repeater b{stage, 2, ipv4};
    BOOST_REQUIRE(a.log_in());
    BOOST_REQUIRE(b.log_in());
    BOOST_TEST(shows(2));
    BOOST_TEST(is_heard(a, 91, 0xABC, {&b}));
    BOOST_TEST(dash->sees([](const dashboard& p) { return p.slots_in_use() == 2; }));
    BOOST_TEST(is_idle());
    const auto told = dash->page.take();
    BOOST_TEST(std::count(told.begin(), told.end(), "stream_start 1/2 rx 8>91 00000abc") == 1);
    BOOST_TEST(std::count(told.begin(), told.end(), "stream_start 2/2 tx 8>91 00000abc") == 1);
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
    BOOST_TEST(stage.wait_until([&] { return dash->open() == 0; }));
    BOOST_TEST(dash->connections() == 1U);
    BOOST_TEST(hblinkd->count("feed_connected") == 1U);
    BOOST_TEST(!dash->page.inside_a_frame());
}

BOOST_FIXTURE_TEST_CASE(when_nobody_listens_on_ipv6_the_other_address_is_tried_at_once, scene)
{
    auto c = settings(transport::tcp);
    c["dashboard"].as_object()["host_ipv4"] = "localhost"; // a name
    open_dashboard();
    start(c);
    BOOST_TEST(stage.wait_until([&] { return dash->connections() == 1; }, std::chrono::seconds{8}));
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(with_ipv6))
BOOST_FIXTURE_TEST_CASE(ipv6_is_tried_first, scene)
{
    const auto c = settings(transport::tcp);
    listening_dashboard unused{stage, "127.0.0.1", dashboard_port};
    dash.emplace(stage, "::1", dashboard_port);
    start(c);
    BOOST_TEST(dash->has_been_connected(1));
    BOOST_TEST(unused.connections() == 0U);
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_DATA_TEST_CASE_F(scene, a_dashboard_that_comes_late_or_again_in_mid_call_is_served, both, how)
{
    start(settings(how));
    repeater talker{stage, 1, ipv4};
    repeater listener{stage, 2, ipv4};
    BOOST_REQUIRE(talker.log_in());
    BOOST_REQUIRE(listener.log_in());
    BOOST_TEST(hblinkd->logged("feed_unreachable"));
    BOOST_TEST(text_of(*hblinkd->find("feed_unreachable"), "level") == "debug");

    std::optional<long_call> call{std::in_place, stage, talker, 91, 1};
    open_dashboard();
    BOOST_REQUIRE(dash->has_been_connected(1));
    BOOST_TEST(shows(2));
    BOOST_TEST(dash->page.violations().empty());
    dash->close();
    BOOST_TEST(hblinkd->logged("feed_lost"));
    dash->listen_again();
    BOOST_REQUIRE(dash->has_been_connected(2));
    BOOST_TEST(shows(2));
    BOOST_TEST(dash->page.running() == 0U);
    BOOST_TEST(call->is_heard_now_by(listener));
    call.reset();
    BOOST_TEST(dash->sees([](const dashboard& p) { return p.slots_in_use() == 2; })); // their ends were told
    BOOST_TEST(is_idle());
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_DATA_TEST_CASE_F(scene, a_dashboard_that_stops_reading_holds_nobody_up_and_gets_everything_anew, both,
                       how)
{
    start_with_dashboard(how);
    repeater talker{stage, 1, ipv4};
    repeater listener{stage, 2, ipv4};
    repeater wordy{stage, 3, ipv4};
    for (repeater* const r : {&talker, &listener, &wordy})
        BOOST_REQUIRE(r->log_in());
    BOOST_TEST(shows(3));
    std::optional<long_call> call{std::in_place, stage, talker, 91, 1};
    dash->stop();
    for (int i = 0; hblinkd->find("feed_overflowed") == nullptr; ++i) {
        BOOST_REQUIRE(i < 200); // of 270 kB each
        const std::size_t answers = wordy.received.size();
        ask(wordy, translating);
        BOOST_REQUIRE(wordy.has_received(answers + 1));
        hblinkd->log();
    }
    BOOST_TEST(call->is_heard_now_by(listener));
    dash->go_on();
    BOOST_REQUIRE(dash->has_been_connected(2));
    BOOST_TEST(shows(3));
    call.reset();
    BOOST_TEST(is_idle());
    BOOST_TEST(hblinkd->count("feed_overflowed") == 1U);
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_DATA_TEST_CASE_F(scene, a_repeater_with_ten_thousand_translations_is_shown, both, how)
{
    start_with_dashboard(how);
    repeater wordy{stage, 3, ipv4, passphrase, translating};
    BOOST_REQUIRE(wordy.log_in());
    const auto all = [](const dashboard& p, const char* type) {
        return p.last(type).at("translations").as_array().size() == many_translations;
    };
    BOOST_TEST(dash->sees([&](const dashboard& p) {
        return p.has("repeater_options_updated") && all(p, "repeater_options_updated");
    }));
    dash->say(dashboard::sync_request());
    BOOST_TEST(dash->sees([&](const dashboard& p) { return all(p, "repeater_connected"); }));
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_DATA_TEST_CASE_F(scene, a_thousand_repeaters_are_in_the_snapshot, both, how)
{
    start(settings(how));
    program crowd{stage,
                  {HBLINK_SIM_PROGRAM, "--server", ipv4.to_string(), "--passphrase", std::string{passphrase},
                   "--repeaters", "1000", "--talkgroup", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20",
                   "--calls", "4", "--call-seconds", "2", "--seconds", "60"}};
    BOOST_REQUIRE(hblinkd->logged("repeater_connected", 1000));
    open_dashboard();
    BOOST_REQUIRE(dash->has_been_connected(1));
    BOOST_TEST(shows(1000));
    BOOST_TEST(dash->sees([](const dashboard& p) { return p.running() > 50; })); // and calls go on
    dash->say(dashboard::sync_request());
    const std::size_t before = dash->page.events();
    BOOST_TEST(dash->sees([&](const dashboard& p) { return p.events() > before + 2000; }));
    crowd.signal(SIGTERM);
    BOOST_TEST(shows(0));
    BOOST_TEST(dash->page.slots_in_use() == 0U);
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_dashboard_is_hung_up_on_and_told_of, scene)
{
    start_with_dashboard(transport::tcp);
    dash->say(std::string{"\0\0\0\5hallo", 9});
    BOOST_TEST(hblinkd->logged("feed_nonsense"));
    dash->say(dashboard::sync_request());
    repeater a{stage, 1, ipv4};
    BOOST_REQUIRE(a.log_in());
    BOOST_TEST(shows(1));
    dash->say("HTTP/1.1 400 Bad Request\r\n\r\n");
    BOOST_TEST(hblinkd->logged("feed_lost"));
    BOOST_REQUIRE(dash->has_been_connected(2));
    BOOST_TEST(shows(1));
    BOOST_TEST(hblinkd->count("feed_nonsense") == 1U);
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_is_off_connects_nowhere, scene)
{
    auto c = settings(transport::unix_socket);
    open_dashboard();
    c["dashboard"].as_object()["enabled"] = false;
    start(c);
    repeater a{stage, 1, ipv4};
    BOOST_REQUIRE(a.log_in());
    BOOST_TEST(hblinkd->stop(SIGTERM) == 0);
    BOOST_TEST(dash->connections() == 0U);
    BOOST_TEST(hblinkd->count("feed_unreachable") == 0U);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The real server as Prometheus and a container's health check see it, and when its configuration changes.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "integration/web_client.hpp"
#include "integration/world.hpp"
#include "support/exposition.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

struct observed_world : world
{
    std::uint16_t web_port{free_tcp_port()};

    boost::json::object observed() const
    {
        auto c = configuration(port);
        c["http"] = boost::json::object{{"port", web_port}};
        return c;
    }

    exposition scrape()
    {
        const auto answer = get(stage, web_port, "/metrics");
        if (!answer || answer->status != 200)
            throw std::runtime_error{"no metrics"};
        return exposition{answer->body};
    }

    // As an operator who edits the file: whole, or not at all.
    void replace_file(const boost::json::object& c) const
    {
        const auto fresh = folder / "fresh.json";
        write_file(fresh, boost::json::serialize(c));
        std::filesystem::rename(fresh, file);
    }
};

bool told_of(server& s, std::string_view event, std::string_view field, std::string_view word)
{
    const auto* const line = s.find(event);
    return line != nullptr && text_of(*line, field).find(word) != std::string::npos;
}

}

BOOST_FIXTURE_TEST_CASE(the_first_page_is_there, observed_world)
{
    server s{stage, file, observed()};
    BOOST_REQUIRE(s.logged("http_listening"));
    const auto page = get(stage, web_port, "/");
    BOOST_REQUIRE(page.has_value());
    BOOST_TEST(page->status == 200);
    BOOST_TEST(page->body.find("<title>") != std::string::npos); // or how to get it
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(prometheus_sees_what_happens, observed_world)
{
    server s{stage, file, observed()};
    BOOST_REQUIRE(s.started());
    BOOST_REQUIRE(s.logged("http_listening"));
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    repeater stranger{stage, 312003, ipv4, "a-wrong-passphrase"};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    stranger.start();
    BOOST_REQUIRE(s.logged("login_refused"));
    const auto call = group_call{talker, 91, 1}.all();
    for (const datagram& d : call)
        talker.send(d);
    BOOST_REQUIRE(listener.has_heard(call.size()));
    BOOST_REQUIRE(s.logged("stream_ended"));

    const exposition seen = scrape();
    const auto bursts = static_cast<double>(call.size());
    BOOST_TEST(seen.value("hblinkd_ready") == 1);
    BOOST_TEST(seen.value("hblinkd_sessions", "connected") == 2);
    BOOST_TEST(seen.value("hblinkd_repeaters", "repeater") == 2);
    BOOST_TEST(seen.value("hblinkd_logins_refused_total", "wrong_passphrase") >= 1);
    BOOST_TEST(seen.value("hblinkd_streams_started_total", "group") == 1);
    BOOST_TEST(seen.value("hblinkd_messages_total", "DMRD") >= bursts);
    BOOST_TEST(seen.value("hblinkd_messages_total", "RPTL") >= 3);
    BOOST_TEST(seen.value("process_resident_memory_bytes") > 1e6);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(health_and_readiness_are_answered_and_other_paths_are_not, observed_world)
{
    auto c = observed();
    c["http"].as_object()["base_path"] = "/dmr/";
    server s{stage, file, c};
    BOOST_REQUIRE(s.started());
    BOOST_REQUIRE(s.logged("http_listening"));
    for (const char* path : {"/healthz", "/readyz", "/dmr/healthz", "/dmr/readyz", "/dmr/metrics"})
        BOOST_TEST((get(stage, web_port, path).value_or(web_answer{}).status == 200), path);
    BOOST_TEST((get(stage, web_port, "/etc/passwd").value_or(web_answer{}).status == 404));
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_web_port_in_use_is_a_warning_and_the_server_serves, observed_world)
{
    server first{stage, file, observed()};
    BOOST_REQUIRE(first.logged("http_listening"));
    const auto other_port = free_port();
    auto c = configuration(other_port);
    c["http"] = boost::json::object{{"port", web_port}};
    server second{stage, folder / "second.json", c};
    BOOST_REQUIRE(second.started());
    BOOST_TEST(second.logged("http_listen_failed"));
    repeater r{stage, 312001, at("127.0.0.1", other_port)};
    BOOST_TEST(r.log_in());
    BOOST_TEST(second.stop(SIGTERM) == 0);
    BOOST_TEST(first.stop(SIGTERM) == 0);
}

// Spec config.md, "Reload".
BOOST_FIXTURE_TEST_CASE(a_changed_configuration_is_taken_over_and_only_who_may_not_stay_goes, observed_world)
{
    server s{stage, file, observed()};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    repeater banned{stage, 312003, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in() && banned.log_in()));
    const group_call call{talker, 91, 1};
    talker.send(call.burst(0));
    BOOST_REQUIRE(listener.has_heard(1));

    auto changed = observed();
    changed["blacklist"] = boost::json::object{
        {"patterns", boost::json::array{boost::json::object{
                         {"name", "banned"}, {"match", boost::json::object{{"ids", {312003}}}}}}}};
    changed["global"].as_object()["max_missed"] = 4;
    changed["global"].as_object()["port_ipv4"] = port + 1;
    replace_file(changed);
    s.process.signal(SIGHUP);
    BOOST_REQUIRE(s.logged("reloaded"));
    BOOST_TEST(told_of(s, "reloaded", "changed", "/blacklist"));
    BOOST_TEST(told_of(s, "reloaded", "changed", "/global/max_missed"));
    BOOST_TEST(told_of(s, "reloaded", "needs_restart", "/global/bind"));
    BOOST_TEST(text_of(*s.find("reloaded"), "sessions_ended") == "1");
    BOOST_TEST(s.logged("repeater_disconnected"));
    BOOST_TEST(stage.wait_until([&] { return !banned.client().connected(); }));
    for (std::size_t i = 1; i < call.all().size(); ++i)
        talker.send(call.burst(i));
    BOOST_TEST(listener.has_heard(call.all().size()));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_cannot_be_used_changes_nothing, observed_world)
{
    server s{stage, file, observed()};
    BOOST_REQUIRE(s.started());
    repeater r{stage, 312001, ipv4};
    BOOST_REQUIRE(r.log_in());
    std::size_t refused = 0;
    const auto is_refused = [&] {
        s.process.signal(SIGHUP);
        return s.logged("reload_refused", ++refused);
    };
    write_file(file, "\x01\x02{{{{ no JSON");
    BOOST_TEST(is_refused());
    auto wrong = observed();
    wrong["global"].as_object()["port_ipv4"] = 99999;
    wrong["global"].as_object()["max_missed"] = "many";
    write_file(file, boost::json::serialize(wrong));
    BOOST_TEST(is_refused());
    BOOST_TEST(text_of(*s.find("reload_refused", 0), "action") == "the running configuration stays in force");
    std::filesystem::remove(file);
    BOOST_TEST(is_refused());
    std::filesystem::create_directory(file);
    BOOST_TEST(is_refused());
    std::filesystem::remove(file);
    BOOST_TEST(s.count("configuration_error") >= 5U);
    BOOST_TEST(r.client().connected());
    repeater another{stage, 312002, ipv4};
    BOOST_TEST(another.log_in());
    // And a good one is taken after all that.
    write_file(file, boost::json::serialize(observed()));
    s.process.signal(SIGHUP);
    BOOST_TEST(s.logged("reloaded"));
    BOOST_TEST(s.count("repeater_disconnected") == 0U);
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(many_hangups_at_once_are_harmless, observed_world)
{
    server s{stage, file, observed()};
    BOOST_REQUIRE(s.started());
    for (int i = 0; i < 10; ++i)
        s.process.signal(SIGHUP);
    BOOST_TEST(s.logged("reloaded"));
    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.count("reloaded") <= 10U);
    BOOST_TEST(s.process.err.text() == "");
}

// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's commands against the real server.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstring>
#include <memory>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

struct office : world
{
    std::unique_ptr<server> s;

    office() { start(configuration(port)); }

    void start(json::object c)
    {
        c["control"] = {{"socket", "control.sock"}}; // beside the configuration: not the machine's own
        s = std::make_unique<server>(stage, file, c);
        BOOST_REQUIRE(s->started());
        BOOST_REQUIRE(s->logged("control_listening"));
    }

    // Plays the repeaters meanwhile.
    outcome command(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), HBLINKD_PROGRAM);
        arguments.insert(arguments.end(), {"--config", file.string()});
        program p{stage, std::move(arguments)};
        const int status = p.wait();
        return {status, p.out.text(), p.err.text()};
    }

    json::object status()
    {
        const outcome o = command({"status", "--json"});
        BOOST_REQUIRE_MESSAGE(o.status == 0, o.err);
        return json::parse(o.out).as_object();
    }

    std::size_t repeaters() { return status().at("repeaters").as_array().size(); }
};

// A connection to the control socket, in the test's hand.
class intruder
{
public:
    explicit intruder(const std::filesystem::path& path)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        std::strncpy(a.sun_path, path.c_str(), sizeof a.sun_path - 1);
        connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0;
    }
    ~intruder() { ::close(socket_); }
    intruder(const intruder&) = delete;
    intruder& operator=(const intruder&) = delete;

    void say(std::string_view text) const
    {
        (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    bool connected{false};

private:
    int socket_;
};

}

BOOST_FIXTURE_TEST_CASE(the_status_shows_who_is_connected_and_who_talks, office)
{
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    const long_call call{stage, talker, 91, 7};
    BOOST_REQUIRE(listener.has_heard(1));

    const json::object now = status();
    BOOST_REQUIRE(now.at("repeaters").as_array().size() == 2U);
    BOOST_REQUIRE(now.at("calls").as_array().size() == 1U);
    const json::object& shown = now.at("calls").at(0).as_object();
    BOOST_TEST(shown.at("repeater").to_number<int>() == 312001);
    BOOST_TEST(shown.at("targets").to_number<int>() == 1);
    BOOST_TEST(now.at("listeners").at(0).as_string() == "0.0.0.0:" + std::to_string(port));

    const outcome table = command({"status"});
    BOOST_TEST(table.status == 0);
    for (const char* const part : {"312001", "312002", "TG 91", "2 repeaters, 1 call now"})
        BOOST_TEST(contains(table.out, part), table.out);
    BOOST_TEST(!contains(table.out, "\x1b"));
}

BOOST_FIXTURE_TEST_CASE(who_is_kicked_may_come_back_and_who_is_blocked_may_not, office)
{
    repeater r{stage, 312001, ipv4};
    BOOST_REQUIRE(r.log_in());
    const outcome kicked = command({"kick", "312001", "--reason", "too loud"});
    BOOST_TEST(kicked.status == 0, kicked.err);
    BOOST_TEST(s->logged("repeater_disconnected"));
    BOOST_TEST(text_of(*s->find("command_executed"), "text") == "too loud");
    BOOST_TEST(text_of(*s->find("command_executed"), "user") == std::to_string(::getuid()));
    BOOST_REQUIRE(stage.wait_until([&] { return r.client().refusals() >= 1; }));
    r.skip(std::chrono::seconds{60});
    BOOST_REQUIRE(stage.wait_until([&] { return r.client().connected(); }));

    BOOST_TEST(command({"block", "312001", "--for", "2h"}).status == 0);
    BOOST_TEST(repeaters() == 0U);
    r.skip(std::chrono::seconds{120});
    BOOST_TEST(s->logged("login_refused"));
    const outcome refused = command({"status", "--refusals", "--id", "312001"});
    BOOST_TEST(contains(refused.out, "blocked"), refused.out);
    BOOST_TEST(contains(refused.out, "127.0.0.1"));

    // Also after a restart, until it is taken back.
    BOOST_REQUIRE(s->stop(SIGTERM) == 0);
    start(configuration(port));
    BOOST_TEST(status().at("blocks").as_array().size() == 1U);
    BOOST_TEST(command({"unblock", "312001"}).status == 0);
    repeater again{stage, 312001, ipv4};
    BOOST_TEST(again.log_in());
}

BOOST_FIXTURE_TEST_CASE(without_a_server_the_exit_status_is_3, office)
{
    BOOST_TEST(s->stop(SIGTERM) == 0);
    BOOST_TEST(!std::filesystem::exists(folder / "control.sock"));
    const outcome o = command({"status"});
    BOOST_TEST(o.status == 3);
    BOOST_TEST(contains(o.err, "no server answers"));
    BOOST_TEST(contains(o.err, "control.sock: not there"));
    BOOST_TEST(o.out == "");
}

BOOST_FIXTURE_TEST_CASE(what_the_server_refuses_has_the_exit_status_1, office)
{
    const outcome o = command({"kick", "5"});
    BOOST_TEST(o.status == 1);
    BOOST_TEST(o.err == "hblinkd: 5 is not connected\n");
    BOOST_TEST(command({"kick", "x"}).status == 2);
}

BOOST_FIXTURE_TEST_CASE(a_broken_configuration_keeps_no_command_from_the_server, office)
{
    write_file(file, R"({"global": {"port_ipv4": 0}, "control": {"socket": "control.sock"}})");
    BOOST_TEST(command({"status"}).status == 0);
}

BOOST_FIXTURE_TEST_CASE(the_log_tells_more_when_it_is_asked_to, office)
{
    BOOST_TEST(command({"log-level", "console", "debug"}).status == 0);
    repeater r{stage, 312001, ipv4};
    BOOST_REQUIRE(r.log_in());
    BOOST_TEST(s->logged("repeater_authenticated")); // debug
}

BOOST_FIXTURE_TEST_CASE(the_socket_left_by_a_killed_server_is_replaced, office)
{
    s->process.signal(SIGKILL);
    s->process.wait();
    BOOST_REQUIRE(std::filesystem::exists(folder / "control.sock"));
    start(configuration(port));
    BOOST_TEST(command({"status"}).status == 0);
}

BOOST_FIXTURE_TEST_CASE(the_socket_of_a_server_that_answers_is_not_stolen, office)
{
    const std::filesystem::path other = folder / "other.json";
    json::object c = configuration(free_port());
    c["control"] = {{"socket", "control.sock"}};
    server second{stage, other, c};
    BOOST_TEST(second.logged("control_unavailable"));
    BOOST_TEST(second.started()); // it serves without
    BOOST_TEST(second.stop(SIGTERM) == 0);
    BOOST_TEST(status().at("server").at("process").to_number<int>() == s->process.pid());
}

BOOST_FIXTURE_TEST_CASE(voice_goes_on_while_the_control_socket_is_flooded_with_nonsense, office)
{
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    std::vector<std::unique_ptr<intruder>> silent;
    for (int i = 0; i < 12; ++i)
        silent.push_back(std::make_unique<intruder>(folder / "control.sock"));
    for (int i = 0; i < 200; ++i) {
        const intruder rude{folder / "control.sock"};
        rude.say("GET / HTTP/1.1\r\n\r\n\xFF\n");
    }
    BOOST_TEST(is_heard(talker, 91, 7, {&listener}));
    BOOST_TEST(s->logged("control_nonsense"));
    silent.clear();
    BOOST_TEST(command({"status"}).status == 0);
    BOOST_TEST(s->stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_status_is_watched_until_nobody_looks, office)
{
    program watcher{stage, {HBLINKD_PROGRAM, "status", "--watch", "0.2", "--config", file.string()}};
    BOOST_TEST(stage.wait_until([&] {
        const std::string& text = watcher.out.text();
        const auto first = text.find("0 repeaters");
        return first != text.npos && text.find("0 repeaters", first + 1) != text.npos;
    }));
    watcher.signal(SIGINT);
    BOOST_TEST(watcher.wait() == 128 + SIGINT);
}

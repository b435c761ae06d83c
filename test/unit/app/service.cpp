// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/service.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/temporary.hpp"
#include "support/virtual_time.hpp"
#include "unit/observe/collected_log.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using messages = std::vector<std::string>;

// What systemd listens at.
class notify_socket
{
public:
    explicit notify_socket(const std::string& name)
        : descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        name.copy(a.sun_path, sizeof a.sun_path - 1);
        if (name.front() == '@')
            a.sun_path[0] = '\0';
        const std::size_t length = name.size() + (name.front() == '@' ? 0U : 1U);
        BOOST_REQUIRE(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&a),
                             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length)) == 0);
    }
    ~notify_socket() { ::close(descriptor_); }

    messages received() const
    {
        messages all;
        std::array<char, 65536> buffer;
        for (ssize_t n = 0; (n = ::recv(descriptor_, buffer.data(), buffer.size(), 0)) >= 0;)
            all.emplace_back(buffer.data(), static_cast<std::size_t>(n));
        return all;
    }

private:
    int descriptor_;
};

struct service_fixture : test::loop_in_virtual_time
{
    test::temporary_folder folder;
    std::string path = (folder / "notify").string();
    test::collected_log log;
    std::map<std::string, std::string> variables{{"NOTIFY_SOCKET", path}};
    task::task_group group{io.get_executor()};

    app::service::environment environment() const
    {
        return [this](const char* name) {
            const auto found = variables.find(name);
            return found == variables.end() ? nullptr : found->second.c_str();
        };
    }
    void start(app::service& s)
    {
        group.spawn("service", [&s] { return s.keep_alive<test::test_timer>(); });
        settle();
    }
    ~service_fixture()
    {
        group.cancel();
        settle();
    }
};

void check(const messages& found, const messages& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}

BOOST_FIXTURE_TEST_SUITE(service_, service_fixture)

BOOST_AUTO_TEST_CASE(each_state_is_a_datagram)
{
    const notify_socket systemd{path};
    app::service s{log, environment(), 1};
    s.ready("serving");
    s.status("12 repeaters\nREADY=0");
    s.reloading(1234567us);
    s.stopping();
    check(systemd.received(), {"READY=1\nSTATUS=serving", "STATUS=12 repeaters READY=0",
                               "RELOADING=1\nMONOTONIC_USEC=1234567", "STOPPING=1"});
    BOOST_TEST(log.json.empty());
}

BOOST_AUTO_TEST_CASE(an_abstract_socket_is_found)
{
    path = variables["NOTIFY_SOCKET"] = "@hblinkd-test-" + std::to_string(::getpid());
    const notify_socket systemd{path};
    app::service s{log, environment(), 1};
    s.stopping();
    check(systemd.received(), {"STOPPING=1"});
}

BOOST_AUTO_TEST_CASE(without_a_socket_nothing_happens)
{
    for (const auto empty : {false, true}) {
        variables.clear();
        if (empty)
            variables["NOTIFY_SOCKET"] = "";
        app::service s{log, environment(), 1};
        BOOST_TEST(!s.is_wanted());
        s.ready("serving");
        start(s);
        BOOST_TEST(group.running() == 0U);
    }
    BOOST_TEST(log.json.empty());
}

BOOST_AUTO_TEST_CASE(trouble_is_one_warning)
{
    for (const std::string& bad :
         {path, std::string{"vsock:2:1234"}, std::string(200, '/'), std::string{"@"}}) {
        log.json.clear();
        variables["NOTIFY_SOCKET"] = bad;
        app::service s{log, environment(), 1};
        s.ready("serving");
        s.stopping();
        BOOST_TEST(log.json.size() == 1U);
        BOOST_TEST(log.last().at("event").as_string() == "service_notification_failed");
        BOOST_TEST(log.last().at("path").as_string() == bad);
    }
}

BOOST_AUTO_TEST_CASE(a_socket_that_goes_away_is_one_warning_too)
{
    std::optional<notify_socket> systemd{path};
    app::service s{log, environment(), 1};
    s.ready("serving");
    systemd.reset();
    s.status("a");
    s.status("b");
    BOOST_TEST(log.json.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_watchdog_is_fed_twice_as_often_as_it_must)
{
    variables["WATCHDOG_USEC"] = "30000000";
    variables["WATCHDOG_PID"] = "77";
    const notify_socket systemd{path};
    app::service s{log, environment(), 77};
    BOOST_CHECK(s.patience() == 30s);
    start(s);
    pass(14s);
    check(systemd.received(), {});
    pass(1s);
    check(systemd.received(), {"WATCHDOG=1"});
    pass(30s);
    check(systemd.received(), {"WATCHDOG=1", "WATCHDOG=1"});
}

BOOST_AUTO_TEST_CASE(somebody_elses_watchdog_is_not_fed)
{
    variables["WATCHDOG_USEC"] = "30000000";
    variables["WATCHDOG_PID"] = "78";
    const notify_socket systemd{path};
    app::service s{log, environment(), 77};
    start(s);
    pass(60s);
    check(systemd.received(), {});
}

BOOST_AUTO_TEST_CASE(a_watchdog_time_that_is_no_number_is_none)
{
    const notify_socket systemd{path};
    for (const auto bad : {"", "x", "-1", "30s", "99999999999999999999999"}) {
        variables["WATCHDOG_USEC"] = bad;
        BOOST_CHECK((app::service{log, environment(), 1}.patience() == 0s));
    }
    variables["WATCHDOG_USEC"] = "18446744073709551615";
    BOOST_CHECK((app::service{log, environment(), 1}.patience() == 24h));
}

BOOST_AUTO_TEST_CASE(what_systemd_has_no_room_for_is_told_a_little_later_and_nobody_waits)
{
    const notify_socket systemd{path};
    app::service s{log, environment(), 1};
    for (int i = 0; i < 10'000; ++i)
        s.status("full"); // more than any socket keeps
    s.ready("serving");
    start(s);
    const auto before = systemd.received();
    BOOST_TEST(before.size() < 10'000U);
    BOOST_TEST(before.back() == "STATUS=full");
    pass(1s);
    const auto after = systemd.received();
    BOOST_REQUIRE(after.size() == 1U);
    BOOST_TEST(after[0] == "READY=1\nSTATUS=serving");
    BOOST_TEST(log.json.empty());
}

BOOST_AUTO_TEST_SUITE_END()

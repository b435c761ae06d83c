// SPDX-License-Identifier: GPL-3.0-or-later
// The server as a service of systemd: what it tells, and when.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

// The socket of the service manager.
class manager final : public participant
{
public:
    manager(test::stage& s, const std::string& path)
        : participant{s}, descriptor_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        path.copy(a.sun_path, sizeof a.sun_path - 1);
        if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0)
            throw std::system_error{errno, std::generic_category(), "bind"};
    }
    ~manager() override { ::close(descriptor_); }

    int descriptor() const override { return descriptor_; }
    void on_readable() override
    {
        std::array<char, 4096> buffer;
        const auto n = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (n >= 0)
            messages.emplace_back(buffer.data(), static_cast<std::size_t>(n));
    }

    std::size_t count(std::string_view beginning) const
    {
        return static_cast<std::size_t>(std::count_if(
            messages.begin(), messages.end(), [&](const auto& m) { return m.starts_with(beginning); }));
    }

    std::vector<std::string> messages;

private:
    int descriptor_;
};

struct service_world : world
{
    std::string socket = (folder / "notify").string();
    manager systemd{stage, socket};

    bool told(std::string_view beginning, std::size_t times = 1)
    {
        return stage.wait_until([&] { return systemd.count(beginning) >= times; });
    }
};

}

BOOST_FIXTURE_TEST_CASE(it_is_ready_when_repeaters_can_reach_it, service_world)
{
    server s{stage, file, configuration(port), {"NOTIFY_SOCKET=" + socket}};
    BOOST_REQUIRE(told("READY=1\nSTATUS="));
    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(told("STOPPING=1"));
    BOOST_TEST(systemd.messages.front().starts_with("READY=1"));
    BOOST_TEST(systemd.messages.back() == "STOPPING=1");
    BOOST_TEST(systemd.count("WATCHDOG=1") == 0U); // nobody asked for it
    BOOST_TEST(s.count("service_notification_failed") == 0U);
}

BOOST_FIXTURE_TEST_CASE(it_is_never_ready_when_nobody_can_reach_it, service_world)
{
    server first{stage, file, configuration(port)};
    BOOST_REQUIRE(first.started());
    server second{stage, folder / "second.json", configuration(port), {"NOTIFY_SOCKET=" + socket}};
    BOOST_TEST(second.process.wait() == 1);
    BOOST_TEST(systemd.messages.empty());
}

BOOST_FIXTURE_TEST_CASE(the_watchdog_is_fed_for_as_long_as_the_server_lives, service_world)
{
    server s{stage, file, configuration(port), {"NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=100000"}};
    BOOST_REQUIRE(told("WATCHDOG=1", 10));
    s.process.signal(SIGSTOP); // hangs
    stage.wait_until([] { return false; }, std::chrono::milliseconds{200});
    const auto before = systemd.count("WATCHDOG=1");
    stage.wait_until([] { return false; }, std::chrono::milliseconds{500});
    BOOST_TEST(systemd.count("WATCHDOG=1") == before);
    s.process.signal(SIGCONT);
    BOOST_TEST(told("WATCHDOG=1", before + 3));
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_reload_is_told_from_its_beginning_to_its_end, service_world)
{
    server s{stage, file, configuration(port), {"NOTIFY_SOCKET=" + socket}};
    BOOST_REQUIRE(told("READY=1"));
    s.process.signal(SIGHUP);
    BOOST_REQUIRE(told("RELOADING=1\nMONOTONIC_USEC="));
    BOOST_REQUIRE(told("READY=1", 2));
    BOOST_TEST(systemd.messages[1].starts_with("RELOADING=1"));
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(it_serves_though_the_service_manager_is_not_there, service_world)
{
    server s{stage, file, configuration(port), {"NOTIFY_SOCKET=" + (folder / "none").string()}};
    BOOST_REQUIRE(s.started());
    BOOST_TEST(s.logged("service_notification_failed"));
    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.count("service_notification_failed") == 1U);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page_sockets.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>

using namespace hblink;

namespace {

struct described
{
    config::settings settings;
    app::socket_states states{settings, {}, 0, false, false, false, 0, 0, 0, 0, false};

    described()
    {
        settings.feed.enabled = false;
        settings.http.enabled = true;
        settings.http.port = 8080;
        states.bound = {{wire::address::v4(0x7F00'0001), 62031}};
        states.listeners_wanted = 1;
        states.control_bound = states.http_bound = true;
    }

    app::page_socket at(const std::string& what) const
    {
        const auto all = app::describe(states);
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.what == what; });
        if (found == all.end())
            throw std::runtime_error{"nothing is said of " + what};
        return *found;
    }

    std::size_t bad() const
    {
        const auto all = app::describe(states);
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const auto& s) { return !s.good; }));
    }
};

}

BOOST_FIXTURE_TEST_SUITE(page_sockets, described)

BOOST_AUTO_TEST_CASE(all_is_well)
{
    BOOST_TEST(bad() == 0U);
    BOOST_TEST(at("listener").name == "127.0.0.1:62031");
    for (const app::page_socket& s : app::describe(states)) {
        BOOST_TEST(!s.text.empty(), s.what);
        BOOST_TEST(s.short_name == "", s.what); // nobody has said what everybody may see of it
    }
}

BOOST_AUTO_TEST_CASE(a_listener_that_is_missing_is_told_beside_those_that_are_there)
{
    states.listeners_wanted = 2;
    BOOST_TEST(bad() == 1U);
    const auto all = app::describe(states);
    BOOST_TEST(all[0].good);
    BOOST_TEST(all[1].what == "listener");
    BOOST_TEST(!all[1].good);
}

BOOST_AUTO_TEST_CASE(the_feed_is_bad_only_when_it_is_wanted_and_nobody_is_there)
{
    settings.feed.enabled = true;
    settings.feed.transport = config::feed_transport::unix_socket;
    settings.feed.unix_socket = "/run/feed.sock";
    BOOST_TEST(!at("feed").good);
    BOOST_TEST(at("feed").name == "/run/feed.sock");
    states.feed_connected = true;
    BOOST_TEST(at("feed").good);
    settings.feed.transport = config::feed_transport::tcp;
    settings.feed.host_ipv4 = "192.0.2.1";
    settings.feed.port = 8765;
    BOOST_TEST(at("feed").name == "192.0.2.1:8765");
    states.feed_connected = false;
    settings.feed.transport = config::feed_transport::none;
    BOOST_TEST(at("feed").good);
    BOOST_TEST(at("feed").name == "");
}

BOOST_AUTO_TEST_CASE(whatever_else_does_not_work_is_told)
{
    states.control_bound = false;
    BOOST_TEST(!at("control").good);
    states.http_bound = false;
    BOOST_TEST(!at("http").good);
    settings.users_file = "/var/lib/users.csv";
    BOOST_TEST(!at("users").good);
    states.users = 5;
    BOOST_TEST(at("users").good);
    BOOST_TEST(at("users").text == "5 names are known.");
    states.log_lines_lost = 1;
    BOOST_TEST(!at("log").good);
    states.reload_refused = true;
    BOOST_TEST(!at("reload").good);
    BOOST_TEST(bad() == 4U);
    settings.http.enabled = false;
    BOOST_TEST(bad() == 3U); // nobody wants it
}

BOOST_AUTO_TEST_SUITE_END()

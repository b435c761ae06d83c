// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/link_task.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <optional>

#include "unit/net/peers_world.hpp"

using namespace hblink;
using namespace hblink::test;
using net::resolved;

namespace {

const wire::address nowhere = at("255.255.255.255").address; // no socket of ours may send there

}

BOOST_FIXTURE_TEST_SUITE(tasks_of_links, peers_world)

BOOST_AUTO_TEST_CASE(a_link_logs_in_at_the_address_of_its_name)
{
    add_link();
    start();
    accept_login();
    BOOST_TEST(events.lines == (std::vector<std::string>{"connecting", "connected"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_reached_is_passed_over)
{
    look_up = [](const std::string&) { return resolved{{nowhere, at("127.0.0.9").address}, {}}; };
    add_link();
    start();
    BOOST_TEST(is(next(), "RPTL"));
    BOOST_TEST(!events.has("failed no_socket"));
}

BOOST_AUTO_TEST_CASE(a_link_without_any_reachable_address_says_what_the_system_says)
{
    add_link().address = "255.255.255.255";
    start();
    until_told("failed no_socket");
    BOOST_TEST(events.details.at(0).find("255.255.255.255") != std::string::npos, events.details[0]);
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address_ends_the_attempt)
{
    look_up = [](const std::string&) { return resolved{{}, "nobody knows it"}; };
    add_link();
    start();
    until_told("failed no_address");
    BOOST_TEST(events.details.at(0) == "nobody knows it");
}

BOOST_AUTO_TEST_CASE(a_link_to_the_server_itself_is_refused)
{
    bound = {other.local_endpoint()};
    add_link();
    start();
    until_told("failed itself");
    BOOST_TEST(events.details.at(0) == other.local_endpoint().to_string());
    BOOST_TEST(network.counters().sent == 0U);
}

BOOST_AUTO_TEST_CASE(a_link_whose_name_service_is_dead_delays_neither_another_nor_the_end)
{
    std::promise<void> let_go;
    look_up = [gone = let_go.get_future().share()](const std::string& name) {
        if (name == "dead.example")
            gone.wait();
        return resolved{{at("127.0.0.9").address}, {}};
    };
    add_link().address = "dead.example";
    add_link().radio_id = dmr::repeater_id{312001};
    start();
    const arrived login = next();
    BOOST_TEST(is(login, "RPTL"));
    BOOST_TEST((wire::parse_client_message(login.datagram).has_value()));
    stop();
    let_go.set_value();
}

BOOST_AUTO_TEST_CASE(a_link_that_was_removed_says_goodbye_and_closes_its_socket)
{
    add_link();
    start();
    accept_login();
    core::port_id port{};
    router->for_each_link([&](const core::link& l) { port = l.path.port; });
    settings.links.clear();
    reload();
    BOOST_TEST(is(next(), "RPTCL"));
    until([&] { // its port is free again
        net::udp_socket& another = network.open(io.get_executor(), at("127.0.0.8"));
        const bool free = another.port() == port;
        network.close(another.port());
        return free;
    });
}

BOOST_AUTO_TEST_CASE(a_link_that_is_new_after_a_reload_logs_in)
{
    start();
    add_link();
    reload();
    BOOST_TEST(is(next(), "RPTL"));
}

BOOST_AUTO_TEST_CASE(when_the_server_stops_the_goodbye_of_a_link_can_still_be_sent)
{
    add_link();
    start();
    accept_login();
    stop();
    BOOST_TEST(router->say_goodbye(std::chrono::steady_clock::now()) == 1U);
    BOOST_TEST(is(next(), "RPTCL"));
}

BOOST_AUTO_TEST_CASE(the_server_stops_in_the_middle_of_a_login)
{
    add_link();
    start();
    answer(next(), wire::write_challenge(wire::salt{}));
    BOOST_TEST(is(next(), "RPTK"));
    stop();
    BOOST_TEST(router->say_goodbye(std::chrono::steady_clock::now()) == 0U);
}

BOOST_AUTO_TEST_CASE(a_flood_at_the_socket_of_a_link_lets_others_run_in_between)
{
    constexpr std::uint64_t flood = 1000;
    add_link();
    start();
    const arrived login = next();
    for (std::uint64_t i = 0; i < flood; ++i)
        answer(login, wire::write_pong(dmr::repeater_id{1})); // nothing that it waits for
    const std::uint64_t before = network.counters().received;
    std::optional<std::uint64_t> received_before_it;
    asio::steady_timer timer{io, std::chrono::steady_clock::time_point{}};
    timer.async_wait([&](boost::system::error_code) { received_before_it = network.counters().received; });
    until([&] { return received_before_it && network.counters().received - before == flood; });
    BOOST_TEST(*received_before_it - before < flood);
}

BOOST_AUTO_TEST_SUITE_END()

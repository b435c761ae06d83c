// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/trunk_task.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>

#include "unit/net/peers_world.hpp"

using namespace hblink;
using namespace hblink::test;
using net::resolved;

namespace {

// Another answer each time; the last one remains.
net::lookup answering_in_turn(std::vector<resolved> answers)
{
    auto asked = std::make_shared<std::size_t>(0);
    return [answers, asked](const std::string&) { return answers[std::min((*asked)++, answers.size() - 1)]; };
}

resolved addresses(std::initializer_list<const char*> all)
{
    resolved r;
    for (const char* const a : all)
        r.addresses.push_back(at(a).address);
    return r;
}

}

BOOST_FIXTURE_TEST_SUITE(tasks_of_trunks, peers_world)

BOOST_AUTO_TEST_CASE(a_trunk_is_bound_and_finds_its_peer)
{
    add_trunk();
    start();
    until_told("peer 127.0.0.9");
    BOOST_TEST(events.has("opened"));
}

BOOST_AUTO_TEST_CASE(what_comes_to_its_port_is_the_trunks)
{
    const wire::endpoint local{at("127.0.0.8").address, add_trunk().local_port};
    start();
    until_told("opened");
    send(other, to(local), to_datagram(wire::write_pong(dmr::repeater_id{1})));
    until_told("frame refused");
}

BOOST_AUTO_TEST_CASE(a_frame_whose_handling_fails_does_not_stop_the_next)
{
    const wire::endpoint local{at("127.0.0.8").address, add_trunk().local_port};
    events.breaks = true;
    start();
    until_told("opened");
    for (int i = 0; i < 2; ++i)
        send(other, to(local), to_datagram(wire::write_pong(dmr::repeater_id{1})));
    until([&] { return faults.size() == 2; });
    BOOST_TEST(network.counters().faults == 2U);
}

BOOST_AUTO_TEST_CASE(the_new_address_of_a_peer_that_has_moved_is_taken_over)
{
    look_up = answering_in_turn({addresses({"127.0.0.9"}), addresses({"127.0.0.10"})});
    ask_again = 1ms;
    add_trunk();
    start();
    until_told("peer 127.0.0.10 anew");
}

BOOST_AUTO_TEST_CASE(an_address_is_kept_while_it_is_among_the_answers)
{
    look_up = answering_in_turn({addresses({"127.0.0.9", "127.0.0.10"}),
                                 addresses({"127.0.0.10", "127.0.0.9"}), addresses({"127.0.0.11"})});
    ask_again = 1ms;
    add_trunk();
    start();
    until_told("peer 127.0.0.11 anew");
    BOOST_TEST(!events.has("peer 127.0.0.10 anew"));
}

BOOST_AUTO_TEST_CASE(an_address_that_is_known_is_kept_when_the_name_service_fails)
{
    look_up = answering_in_turn({addresses({"127.0.0.9"}), resolved{{}, "no answer"}});
    ask_again = 1ms;
    add_trunk();
    start();
    until_told("failed no_address");
    router->for_each_trunk([](const core::trunk& t) {
        BOOST_TEST(t.has_peer());
        BOOST_TEST((t.path.remote.address == at("127.0.0.9").address));
    });
}

BOOST_AUTO_TEST_CASE(only_addresses_of_the_family_of_its_socket_are_used)
{
    look_up = answering_in_turn({addresses({"::1", "127.0.0.9"})});
    add_trunk();
    start();
    until_told("peer 127.0.0.9");
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_told)
{
    config::trunk_settings& t = add_trunk();
    t.local_address = at("127.0.0.9").address;
    t.local_port = other.local_endpoint().port;
    start();
    until_told("failed no_socket");
    BOOST_TEST(events.details.at(0).find(other.local_endpoint().to_string()) == 0U, events.details[0]);
}

BOOST_AUTO_TEST_CASE(a_trunk_to_itself_or_to_a_listener_is_refused)
{
    config::trunk_settings& t = add_trunk();
    t.target_address = "127.0.0.8";
    t.target_port = t.local_port;
    start();
    until_told("failed itself");
    router->for_each_trunk([](const core::trunk& trunk) { BOOST_TEST(!trunk.has_peer()); });
}

BOOST_AUTO_TEST_CASE(a_trunk_that_was_changed_gets_its_port_again_at_once)
{
    add_trunk();
    start();
    until_told("peer 127.0.0.9");
    events.lines.clear();
    settings.trunks.at(0).passphrase = "another";
    reload();
    until_told("peer 127.0.0.9");
    BOOST_TEST(events.has("closed"));
    BOOST_TEST(events.has("opened"));
    BOOST_TEST(!events.has("failed no_socket"));
}

BOOST_AUTO_TEST_SUITE_END()

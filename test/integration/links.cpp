// SPDX-License-Identifier: GPL-3.0-or-later
// Outbound links with real sockets: between two servers, and to masters that behave badly.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>

#include "integration/bad_connection.hpp"
#include "integration/linking.hpp"
#include "integration/world.hpp"
#include "support/bytes.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;

namespace {

// The server whose link is tested, with two repeaters of its own.
struct linked : world
{
    boost::json::object settings{configuration(port)};
    std::optional<server> s;
    repeater here{stage, 3120001, ipv4};
    repeater also_here{stage, 3120002, ipv4};

    void start(const std::vector<std::string>& environment = {})
    {
        s.emplace(stage, file, settings, environment);
        BOOST_REQUIRE(s->started());
        BOOST_REQUIRE((here.log_in() && also_here.log_in()));
    }
    void end()
    {
        BOOST_TEST(s->stop(SIGTERM) == 0);
        BOOST_TEST(s->process.err.text() == "");
    }
    bool all_is_well_here(std::uint32_t stream) { return comes_across(here, 95, stream, {&also_here}); }
};

// Another server, which it links to.
struct two_servers : linked
{
    std::uint16_t there_port{free_port()};
    wire::endpoint there_ipv4{test::at("127.0.0.1", there_port)};
    std::optional<server> other;
    std::optional<repeater> there;

    void start_other()
    {
        std::filesystem::create_directories(folder / "other");
        other.emplace(stage, folder / "other" / "hblinkd.json", configuration(there_port));
        BOOST_REQUIRE(other->started());
        there.emplace(stage, 3130001, there_ipv4);
        BOOST_REQUIRE(there->log_in());
    }
    // The repeater, and the link.
    bool link_is_up(std::size_t logins = 2) { return other->logged("repeater_connected", logins); }
};

struct to_a_master : linked
{
    test::master master{stage};
    to_a_master() { add_link(settings, "127.0.0.1", master.port()); }
};

std::vector<std::string> with_another_name_service()
{
    const char* const sanitizer = std::getenv("ASAN_OPTIONS");
    return {std::string{"LD_PRELOAD="} + NAME_SERVICE,
            // The sanitizer wants to be loaded first; here it need not be.
            std::string{"ASAN_OPTIONS=verify_asan_link_order=0:"} + (sanitizer != nullptr ? sanitizer : "")};
}

}

// --- Two servers -----------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(between_two_servers, two_servers)

BOOST_AUTO_TEST_CASE(repeaters_of_both_hear_each_other)
{
    add_link(settings, "127.0.0.1", there_port);
    start_other();
    start();
    BOOST_REQUIRE(link_is_up());
    BOOST_TEST(comes_across_soon(stage, here, 91, 0x100, {&also_here, &*there}));
    BOOST_TEST(comes_across(*there, 91, 0x200, {&here, &also_here}));
    BOOST_TEST(comes_across(here, 91, 0x300, {&also_here, &*there}));
    end();
    BOOST_TEST(other->logged("repeater_disconnected")); // the link has said goodbye
    BOOST_TEST(other->stop(SIGTERM) == 0);
}

BOOST_AUTO_TEST_CASE(a_link_comes_up_again_when_the_other_server_was_restarted)
{
    add_link(settings, "127.0.0.1", there_port);
    start_other();
    start();
    BOOST_REQUIRE(comes_across_soon(stage, here, 91, 0x100, {&*there}));
    BOOST_TEST(other->stop(SIGTERM) == 0);
    BOOST_TEST(all_is_well_here(0x200));
    start_other();
    BOOST_REQUIRE(comes_across_soon(stage, here, 91, 0x300, {&*there}));
    BOOST_TEST(comes_across_soon(stage, *there, 91, 0x400, {&here}));
    end();
}

BOOST_AUTO_TEST_CASE(a_link_comes_up_again_when_the_other_server_was_killed)
{
    add_link(settings, "127.0.0.1", there_port);
    start_other();
    start();
    BOOST_REQUIRE(comes_across_soon(stage, here, 91, 0x100, {&*there}));
    other->stop(SIGKILL);
    start_other();
    BOOST_REQUIRE(comes_across_soon(stage, here, 91, 0x300, {&*there}));
    end();
}

BOOST_AUTO_TEST_CASE(the_next_address_of_a_name_is_tried_when_the_first_does_not_answer)
{
    add_link(settings, "both.example", there_port); // nobody is there on ::1
    start_other();
    start(with_another_name_service());
    BOOST_TEST(comes_across_soon(stage, here, 91, 0x100, {&*there}));
    end();
}

BOOST_AUTO_TEST_CASE(a_link_logs_in_over_a_connection_that_loses_a_third)
{
    start_other();
    const sim::impairment bad{.loss = 0.3, .delay = 2ms};
    bad_connection between{stage, there_ipv4, {bad, bad}, 6};
    add_link(settings, "127.0.0.1", between.local().port);
    start();
    BOOST_TEST(link_is_up());
    BOOST_TEST(all_is_well_here(0x100));
    end();
}

BOOST_AUTO_TEST_CASE(a_call_over_a_bad_connection_arrives_as_far_as_the_connection_brings_it)
{
    start_other();
    const sim::impairment bad{.duplication = 0.1, .delay = 20ms, .jitter = 15ms, .reordering = true};
    bad_connection between{stage, there_ipv4, {bad, bad}, 7};
    add_link(settings, "127.0.0.1", between.local().port);
    start();
    BOOST_REQUIRE(other->logged("options_applied"));
    stage.wait_until([] { return false; }, 300ms); // the answer to them is under way
    long_call call{stage, here, 91, 0x100};
    BOOST_TEST(there->has_heard(30));
    BOOST_TEST(also_here.has_heard(30));
}

BOOST_AUTO_TEST_CASE(a_reload_ends_a_link_and_brings_it_back)
{
    auto without = settings;
    add_link(settings, "127.0.0.1", there_port);
    start_other();
    start();
    BOOST_REQUIRE(comes_across_soon(stage, here, 91, 0x100, {&*there}));
    write_file(file, boost::json::serialize(without));
    s->process.signal(SIGHUP);
    BOOST_REQUIRE(other->logged("repeater_disconnected"));
    BOOST_TEST(comes_across(here, 91, 0x200, {&also_here}));
    const std::size_t heard = there->heard.size();
    write_file(file, boost::json::serialize(settings));
    s->process.signal(SIGHUP);
    BOOST_TEST(comes_across_soon(stage, here, 91, 0x300, {&*there}));
    BOOST_TEST(there->heard.size() > heard);
    end();
}

BOOST_AUTO_TEST_SUITE_END()

// --- Masters that behave badly ---------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(to_a_master_that, to_a_master)

BOOST_AUTO_TEST_CASE(answers_sees_a_whole_login_and_a_goodbye)
{
    start();
    BOOST_REQUIRE(master.has_link());
    for (const char* const message : {"RPTL", "RPTK", "RPTC", "RPTO"})
        BOOST_TEST(master.count(message) == 1U, message);
    end();
    BOOST_TEST(master.has_received("RPTCL"));
    for (const char* const event : {"link_connecting", "link_up", "link_down"}) // one for each change
        BOOST_TEST(s->count(event) == 1U, event);
}

BOOST_AUTO_TEST_CASE(loses_the_first_answer_to_each_message_gets_it_again_byte_by_byte)
{
    std::map<std::string, int> asked;
    master.answers = [&](const datagram& d) {
        const std::string tag{reinterpret_cast<const char*>(d.data()), 4};
        return ++asked[tag] > 1 || is(d, "RPTPING");
    };
    start();
    BOOST_REQUIRE(master.has_link());
    for (const char* const message : {"RPTL", "RPTK", "RPTC", "RPTO"}) {
        std::vector<datagram> all;
        for (const datagram& d : master.received)
            if (is(d, message) && !is(d, "RPTCL"))
                all.push_back(d);
        BOOST_REQUIRE(all.size() == 2U);
        BOOST_TEST((all[0] == all[1]), message);
    }
    end();
}

BOOST_AUTO_TEST_CASE(refuses_for_ever_is_left_in_peace_and_local_calls_go_on)
{
    master.refuses = true;
    start();
    BOOST_REQUIRE(s->logged("link_failed"));
    BOOST_TEST(all_is_well_here(0x100));
    // The next attempt is seconds away, not milliseconds.
    stage.wait_until([] { return false; }, 1500ms);
    BOOST_TEST(master.count("RPTL") == 1U);
    BOOST_TEST(all_is_well_here(0x200));
    end();
}

BOOST_AUTO_TEST_CASE(does_not_answer_does_not_delay_the_end)
{
    master.answers = [](const datagram&) { return false; };
    start();
    BOOST_REQUIRE(master.has_received("RPTL", 2));
    BOOST_TEST(all_is_well_here(0x100));
    end();
    BOOST_TEST(master.count("RPTCL") == 0U); // it does not know us
}

BOOST_AUTO_TEST_CASE(hears_nothing_of_a_login_that_is_cut_short_but_its_goodbye)
{
    master.answers = [](const datagram& d) { return !is(d, "RPTC"); };
    start();
    BOOST_REQUIRE(master.has_received("RPTC"));
    end();
    BOOST_TEST(master.has_received("RPTCL")); // it has a session for us by now
}

BOOST_AUTO_TEST_CASE(stops_to_answer_pings_is_asked_again)
{
    start();
    BOOST_REQUIRE(master.has_link());
    master.answers = [](const datagram& d) { return !is(d, "RPTPING"); };
    const std::size_t logins = master.count("RPTL");
    BOOST_TEST(stage.wait_until([&] { return master.count("RPTL") > logins; }));
    BOOST_TEST(all_is_well_here(0x100));
    end();
}

BOOST_AUTO_TEST_CASE(goes_silent_in_the_middle_of_a_call_does_not_keep_the_slot)
{
    start();
    BOOST_REQUIRE(master.has_link());
    const group_call call{here, 91, 0x500};
    for (std::size_t i = 0; i < 4; ++i)
        master.say(call.burst(i));
    BOOST_REQUIRE((here.has_heard(4) && also_here.has_heard(4)));
    BOOST_TEST(comes_across_soon(stage, here, 91, 0x600, {&also_here}));
    end();
}

BOOST_AUTO_TEST_CASE(talks_nonsense_changes_nothing)
{
    start();
    BOOST_REQUIRE(master.has_link());
    const std::size_t logins = master.count("RPTL");
    for (std::size_t size = 0; size < 400; size += 7)
        master.send(datagram(size, static_cast<std::byte>(size)));
    for (const char* const tag : {"RPTACK", "MSTPON", "DMRD", "RPTSBKN", "DMRA"})
        master.send(from_text(tag));
    const std::size_t pings = master.count("RPTPING");
    BOOST_TEST(master.has_received("RPTPING", pings + 3));
    BOOST_TEST(master.count("RPTL") == logins);
    BOOST_TEST(all_is_well_here(0x100));
    end();
}

BOOST_AUTO_TEST_CASE(somebody_else_speaks_for_is_not_impersonated)
{
    start();
    BOOST_REQUIRE(master.has_link());
    other_side forger{stage};
    const std::size_t logins = master.count("RPTL");
    const dmr::repeater_id id{link_radio_id};
    forger.send(wire::write_server_goodbye(id), master.peer);
    forger.send(wire::write_refusal(id), master.peer);
    for (const datagram& burst : group_call{here, 91, 0x500}.all())
        forger.send(burst, master.peer);
    const std::size_t pings = master.count("RPTPING");
    BOOST_TEST(master.has_received("RPTPING", pings + 3));
    BOOST_TEST(master.count("RPTL") == logins);
    BOOST_TEST(here.heard.empty());
    end();
}

BOOST_AUTO_TEST_CASE(floods_does_not_disturb_local_calls)
{
    start();
    BOOST_REQUIRE(master.has_link());
    const auto pong = wire::write_pong(dmr::repeater_id{link_radio_id});
    for (std::uint32_t stream = 0x100; stream < 0x110; ++stream) {
        for (int i = 0; i < 2000; ++i)
            master.send(pong);
        BOOST_TEST(all_is_well_here(stream));
    }
    end();
}

BOOST_AUTO_TEST_SUITE_END()

// --- Names -----------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(names_of_links, linked)

BOOST_AUTO_TEST_CASE(a_dead_name_service_delays_neither_voice_nor_other_links_nor_the_end)
{
    master alive{stage};
    add_link(settings, "dead.example", 62031)["radio_id"] = link_radio_id + 1;
    add_link(settings, "127.0.0.1", alive.port());
    start(with_another_name_service());
    BOOST_TEST(alive.has_link());
    BOOST_TEST(all_is_well_here(0x100));
    const auto before = std::chrono::steady_clock::now();
    end();
    BOOST_TEST((std::chrono::steady_clock::now() - before < 10s));
}

BOOST_AUTO_TEST_CASE(a_link_to_the_server_itself_is_refused)
{
    add_link(settings, "here.example", port); // what is plain to see is an error of the configuration
    start(with_another_name_service());
    BOOST_REQUIRE(s->logged("link_failed"));
    BOOST_TEST(text_of(*s->find("link_failed"), "reason") == "itself");
    BOOST_TEST(all_is_well_here(0x100));
    BOOST_TEST(s->logged("repeater_connected", 2));
    BOOST_TEST(s->count("login_refused") == 0U); // not even asked: the link's own id is reserved here
    end();
}

BOOST_AUTO_TEST_SUITE_END()

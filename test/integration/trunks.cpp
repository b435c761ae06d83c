// SPDX-License-Identifier: GPL-3.0-or-later
// OpenBridge trunks with real sockets: between two servers, and to peers that behave badly.
#include <boost/json/serialize.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <optional>

#include "integration/linking.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
namespace utf = boost::unit_test;

namespace {

// One server with two repeaters.
struct side
{
    test::stage& stage;
    std::filesystem::path file;
    std::uint16_t port{free_port()};
    std::uint16_t trunk_port{free_port()};
    boost::json::object settings{configuration(port)};
    std::uint32_t first_id;
    std::optional<server> s;
    std::optional<repeater> first;
    std::optional<repeater> second;

    side(test::stage& st, std::filesystem::path f, std::uint32_t id)
        : stage{st}, file{std::move(f)}, first_id{id}
    {
        std::filesystem::create_directories(file.parent_path());
    }
    void start()
    {
        s.emplace(stage, file, settings);
        BOOST_REQUIRE(s->started());
        first.emplace(stage, first_id, test::at("127.0.0.1", port));
        second.emplace(stage, first_id + 1, test::at("127.0.0.1", port));
        BOOST_REQUIRE((first->log_in() && second->log_in()));
    }
    void end()
    {
        BOOST_TEST(s->stop(SIGTERM) == 0);
        BOOST_TEST(s->process.err.text() == "");
    }
};

// Two servers that are to be connected.
struct two_sides
{
    temporary_folder folder;
    test::stage stage;
    side a{stage, folder / "a" / "hblinkd.json", 3120001};
    side b{stage, folder / "b" / "hblinkd.json", 3130001};

    void connect_by_trunk(std::string_view host = "127.0.0.1")
    {
        add_trunk(a.settings, a.trunk_port, host, b.trunk_port, 3121);
        add_trunk(b.settings, b.trunk_port, host, a.trunk_port, 3131);
    }
    void start()
    {
        a.start();
        b.start();
    }
    void end()
    {
        a.end();
        b.end();
    }
};

// A server, and a peer in the hand of the test.
struct with_a_peer
{
    temporary_folder folder;
    test::stage stage;
    trunk_end peer{stage, passphrase};
    side a{stage, folder / "hblinkd.json", 3120001};
    wire::endpoint trunk{test::at("127.0.0.1", a.trunk_port)};

    void start()
    {
        add_trunk(a.settings, a.trunk_port, "127.0.0.1", peer.port());
        a.start();
        peer.peer = trunk;
    }
    // A call of the peer's network, as far as `from_end` bursts before its end.
    std::vector<datagram> frames(std::uint32_t talkgroup, std::uint32_t stream, std::size_t from_end = 0)
    {
        std::vector<datagram> all;
        for (const datagram& burst : group_call{*a.first, talkgroup, stream}.all())
            all.push_back(peer.signed_frame(burst));
        all.resize(all.size() - from_end);
        return all;
    }
    // The peer's address has to be looked up first, even one in digits.
    bool peer_is_heard(std::uint32_t first_stream)
    {
        for (std::uint32_t i = 0; i < 100; ++i) {
            const std::size_t before = a.first->heard.size();
            for (const datagram& f : frames(91, first_stream + i))
                peer.send(f, trunk);
            if (stage.wait_until([&] { return a.first->heard.size() == before + 8; }, 300ms))
                return true;
        }
        return false;
    }
    bool all_is_well_here(std::uint32_t stream) { return comes_across(*a.first, 95, stream, {&*a.second}); }
};

}

// --- Two servers -----------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(trunks_between_two_servers, two_sides)

BOOST_DATA_TEST_CASE_F(two_sides, who_speaks_first_is_heard_and_answered_on_either_side,
                       utf::data::make({false, true}) * utf::data::make({0, 1}) * utf::data::make({53, 55}),
                       b_begins, lost, size)
{
    connect_by_trunk();
    start();
    side& first = b_begins ? b : a;
    side& then = b_begins ? a : b;
    const manner how{static_cast<std::size_t>(lost), static_cast<std::size_t>(size)};
    BOOST_TEST(comes_across(*first.first, 91, 0x100, {&*first.second, &*then.first, &*then.second}, how));
    if (lost != 0) // the end of the call is noticed by its silence
        BOOST_TEST(comes_across_soon(stage, *then.first, 91, 0x200, {&*first.first, &*first.second}));
    else
        BOOST_TEST(comes_across(*then.first, 91, 0x200, {&*then.second, &*first.first, &*first.second}, how));
    end();
}

BOOST_DATA_TEST_CASE_F(two_sides, either_server_may_be_restarted_in_between, utf::data::make({false, true}),
                       restart_b)
{
    connect_by_trunk();
    start();
    BOOST_TEST(comes_across(*a.first, 91, 0x100, {&*b.first}));
    side& restarted = restart_b ? b : a;
    restarted.end();
    restarted.start();
    BOOST_TEST(comes_across(*a.first, 91, 0x200, {&*b.first, &*b.second}));
    BOOST_TEST(comes_across(*b.first, 91, 0x300, {&*a.first, &*a.second}));
    end();
}

BOOST_FIXTURE_TEST_CASE(a_peer_may_be_given_by_name, two_sides)
{
    connect_by_trunk("localhost");
    start();
    BOOST_TEST(comes_across_soon(stage, *a.first, 91, 0x100, {&*b.first}));
    BOOST_TEST(comes_across_soon(stage, *b.first, 91, 0x200, {&*a.first}));
    end();
}

BOOST_FIXTURE_TEST_CASE(a_talkgroup_that_is_not_mapped_stays_at_home, two_sides)
{
    connect_by_trunk();
    start();
    BOOST_TEST(comes_across(*a.first, 93, 0x100, {&*a.second}));
    BOOST_TEST(comes_across(*a.first, 91, 0x200, {&*a.second, &*b.first}));
    BOOST_TEST(b.first->heard.size() == 8U); // the second call only
    end();
}

// The loop of loops: by link both ways, and by trunk.
BOOST_FIXTURE_TEST_CASE(two_servers_that_are_linked_in_every_way_hear_a_call_once, two_sides)
{
    connect_by_trunk();
    add_link(a.settings, "127.0.0.1", b.port);
    add_link(b.settings, "127.0.0.1", a.port)["radio_id"] = link_radio_id + 1;
    start();
    BOOST_REQUIRE(a.s->logged("repeater_connected", 3)); // with the other's link
    BOOST_REQUIRE(b.s->logged("repeater_connected", 3));
    for (side* const talks : {&a, &b}) {
        const std::uint32_t stream = talks == &a ? 0x100 : 0x200;
        side& listens = talks == &a ? b : a;
        BOOST_TEST(
            comes_across(*talks->first, 91, stream, {&*talks->second, &*listens.first, &*listens.second}));
        // Nothing circulates: nobody hears more of it, and the talker nothing.
        stage.wait_until([] { return false; }, 500ms);
        BOOST_TEST(talks->second->heard.size() == 8U);
        BOOST_TEST(listens.first->heard.size() == 8U);
        BOOST_TEST(listens.second->heard.size() == 8U);
        BOOST_TEST(talks->first->heard.empty());
        for (side* const s : {&a, &b}) {
            s->first->heard.clear();
            s->second->heard.clear();
        }
    }
    end();
}

BOOST_AUTO_TEST_SUITE_END()

// --- Peers that behave badly -----------------------------------------------------------------------

BOOST_FIXTURE_TEST_SUITE(a_peer_that, with_a_peer)

BOOST_AUTO_TEST_CASE(listens_gets_signed_frames_of_73_bytes)
{
    start();
    BOOST_REQUIRE(comes_across_soon(stage, *a.first, 91, 0x100, {&*a.second}));
    BOOST_TEST(stage.wait_until([&] { return peer.heard().size() >= 8; }));
    BOOST_TEST(peer.heard().size() == peer.received.size());
    a.end();
}

BOOST_AUTO_TEST_CASE(speaks_is_heard_by_all_repeaters)
{
    start();
    BOOST_TEST(peer_is_heard(0x100));
    a.end();
}

BOOST_AUTO_TEST_CASE(forges_replays_and_floods_disturbs_nobody)
{
    start();
    BOOST_REQUIRE(peer_is_heard(0x100));
    const auto good = frames(91, 0x200);
    for (const datagram& f : good)
        peer.send(f, trunk);
    BOOST_REQUIRE(a.second->has_heard(16));
    BOOST_REQUIRE(a.first->has_heard(16)); // the last of them may still be on its way
    a.first->heard.clear();
    a.second->heard.clear();

    trunk_end forger{stage, "not-the-passphrase"};
    auto forged = frames(91, 0x300);
    for (datagram& f : forged)
        f.back() ^= std::byte{1};
    for (std::uint32_t stream = 0x400; stream < 0x410; ++stream) {
        for (int i = 0; i < 200; ++i) {
            for (const datagram& f : forged)
                peer.send(f, trunk);
            forger.send(good[1], trunk);   // signed well, from elsewhere
            peer.send(datagram(i), trunk); // of any size
        }
        BOOST_TEST(all_is_well_here(stream));
    }
    BOOST_TEST(a.first->heard.empty());
    BOOST_TEST(a.s->logged("trunk_frames_refused"));
    a.end();
}

BOOST_AUTO_TEST_CASE(goes_silent_in_the_middle_of_a_call_does_not_keep_the_slots)
{
    start();
    BOOST_REQUIRE(peer_is_heard(0x100));
    for (const datagram& f : frames(91, 0x200, 3))
        peer.send(f, trunk);
    BOOST_TEST(comes_across_soon(stage, *a.second, 91, 0x300, {&*a.first}));
    a.end();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_trunk_whose_port_is_taken_does_not_keep_the_server_from_serving, with_a_peer)
{
    const other_side squatter{stage, a.trunk_port};
    start();
    BOOST_TEST(a.s->logged("trunk_failed"));
    BOOST_TEST(all_is_well_here(0x100));
    a.end();
}

BOOST_FIXTURE_TEST_CASE(a_trunk_whose_name_service_is_dead_is_bound_and_delays_nobody, with_a_peer)
{
    start();
    add_trunk(a.settings, free_port(), "nobody.invalid", 62035);
    a.settings["openbridge_connections"].as_array()[1].as_object()["talkgroup_slots"] = {{"94", 2}};
    write_file(a.file, boost::json::serialize(a.settings));
    a.s->process.signal(SIGHUP);
    BOOST_TEST(a.s->logged("reloaded"));
    BOOST_TEST(peer_is_heard(0x100));
    a.end();
}

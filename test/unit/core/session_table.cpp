// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/session_table.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

using namespace hblink;
using core::session;
using core::session_state;
using core::session_table;

namespace {

constexpr dmr::repeater_id id(std::uint32_t n) { return dmr::repeater_id{n}; }

core::path path_of(std::uint32_t host, std::uint16_t port = 62031)
{
    return {core::port_id{0}, wire::address::v4(0x7F00'0001), {wire::address::v4(host), port}};
}

std::set<std::uint32_t> ids_at(const session_table& t, const core::path& p)
{
    std::set<std::uint32_t> ids;
    for (const session* s = t.at(p.remote); s != nullptr; s = s->next_at_endpoint)
        BOOST_TEST(ids.insert(s->id.value()).second);
    return ids;
}

std::vector<std::uint32_t> all_ids(session_table& t)
{
    std::vector<std::uint32_t> ids;
    t.for_each([&](session& s) { ids.push_back(s.id.value()); });
    std::sort(ids.begin(), ids.end());
    return ids;
}

}

BOOST_AUTO_TEST_SUITE(session_tables)

BOOST_AUTO_TEST_CASE(an_empty_table_finds_nobody)
{
    session_table t;
    BOOST_TEST(t.find(id(0)) == nullptr);
    BOOST_TEST(t.at(path_of(1).remote) == nullptr);
    BOOST_TEST(!t.has_connected(path_of(1).remote));
    BOOST_TEST(t.size() == 0u);
    BOOST_TEST(all_ids(t).empty());
}

BOOST_AUTO_TEST_CASE(a_session_is_found_by_its_id_and_by_its_endpoint)
{
    session_table t;
    session& s = t.create(id(312), path_of(1));
    BOOST_TEST(s.used);
    BOOST_TEST((s.state == session_state::configuring));
    BOOST_TEST((s.path == path_of(1)));
    BOOST_TEST(t.find(id(312)) == &s);
    BOOST_TEST(t.find(id(313)) == nullptr);
    BOOST_TEST(t.at(path_of(1).remote) == &s);
    BOOST_TEST(t.at(path_of(1, 62032).remote) == nullptr); // the port belongs to it
    BOOST_TEST(t.at(path_of(2).remote) == nullptr);
    BOOST_TEST(t.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_slots_know_whose_and_which_they_are)
{
    session_table t;
    session& s = t.create(id(312), path_of(1));
    BOOST_TEST(s.slots[0].owner == &s);
    BOOST_TEST(s.slots[1].owner == &s);
    BOOST_TEST((s.slots[0].which == dmr::slot::one));
    BOOST_TEST((s.slots[1].which == dmr::slot::two));
}

BOOST_AUTO_TEST_CASE(an_endpoint_has_a_connected_session_only_when_one_is_connected)
{
    session_table t;
    session& a = t.create(id(1), path_of(1));
    session& b = t.create(id(2), path_of(1));
    t.create(id(3), path_of(2)).state = session_state::connected;
    BOOST_TEST(!t.has_connected(path_of(1).remote));
    a.state = session_state::connected;
    BOOST_TEST(t.has_connected(path_of(1).remote));
    a.state = session_state::configuring;
    b.state = session_state::connected;
    BOOST_TEST(t.has_connected(path_of(1).remote));
}

BOOST_AUTO_TEST_CASE(sessions_of_one_endpoint_can_go_in_any_order)
{
    std::vector<std::uint32_t> order{1, 2, 3, 4};
    do {
        session_table t;
        std::set<std::uint32_t> left;
        for (const std::uint32_t n : {1u, 2u, 3u, 4u}) {
            t.create(id(n), path_of(7));
            left.insert(n);
        }
        t.create(id(5), path_of(8));
        for (const std::uint32_t n : order) {
            BOOST_TEST((ids_at(t, path_of(7)) == left));
            t.remove(*t.find(id(n)));
            left.erase(n);
            BOOST_TEST(t.find(id(n)) == nullptr);
        }
        BOOST_TEST(t.at(path_of(7).remote) == nullptr);
        BOOST_TEST((ids_at(t, path_of(8)) == std::set<std::uint32_t>{5}));
    } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(a_removed_session_leaves_nothing_to_the_next_one_but_the_generation_of_its_slots)
{
    session_table t;
    session& first = t.create(id(1), path_of(1));
    first.state = session_state::connected;
    first.shown = first.challenged = first.subscribed = first.options_set = true;
    first.missed_pings = 2;
    first.options = std::make_unique<std::string>("TS1=91");
    first.refused = std::make_unique<core::refused_streams>();
    first.talkgroups[0] = dmr::talkgroup_set::everything();
    first.slots[0].generation = 5;
    first.slots[1].generation = 6;
    t.remove(first);

    session& next = t.create(id(2), path_of(2));
    BOOST_TEST(&next == &first); // its memory is used again: that is what the generation is for
    BOOST_TEST(next.slots[0].generation == 5u);
    BOOST_TEST(next.slots[1].generation == 6u);
    BOOST_TEST((next.state == session_state::configuring));
    BOOST_TEST(!next.shown);
    BOOST_TEST(!next.challenged);
    BOOST_TEST(!next.subscribed);
    BOOST_TEST(!next.options_set);
    BOOST_TEST(next.missed_pings == 0u);
    BOOST_TEST(next.options == nullptr);
    BOOST_TEST(next.refused == nullptr);
    BOOST_TEST(next.talkgroups[0].empty());
    BOOST_TEST(next.next_at_endpoint == nullptr);
    BOOST_TEST(next.slots[0].owner == &next);
}

BOOST_AUTO_TEST_CASE(for_each_visits_everyone_once_and_not_those_who_have_gone)
{
    session_table t;
    for (std::uint32_t n = 1; n <= 5; ++n)
        t.create(id(n), path_of(n));
    t.remove(*t.find(id(3)));
    BOOST_TEST((all_ids(t) == std::vector<std::uint32_t>{1, 2, 4, 5}));
}

BOOST_AUTO_TEST_CASE(for_each_may_remove_whom_it_visits)
{
    session_table t;
    for (std::uint32_t n = 1; n <= 100; ++n)
        t.create(id(n), path_of(n % 7)); // several at each endpoint
    std::size_t visited = 0;
    t.for_each([&](session& s) {
        ++visited;
        if (s.id.value() % 3 != 0)
            t.remove(s);
    });
    BOOST_TEST(visited == 100u);
    BOOST_TEST(t.size() == 33u);
    for (const auto n : all_ids(t))
        BOOST_TEST(n % 3 == 0u);
    t.for_each([&](session& s) { t.remove(s); });
    BOOST_TEST(t.size() == 0u);
    BOOST_TEST(all_ids(t).empty());
}

BOOST_AUTO_TEST_CASE(random_comings_and_goings_leave_the_table_as_a_plain_map_says)
{
    std::mt19937 random{1};
    session_table t;
    std::map<std::uint32_t, std::pair<const session*, std::uint32_t>> model; // id: where it is, its host
    for (int step = 0; step < 5000; ++step) {
        const auto n = static_cast<std::uint32_t>(random() % 60);
        const auto host = static_cast<std::uint32_t>(random() % 10);
        if (model.count(n) == 0) {
            model[n] = {&t.create(id(n), path_of(host)), host};
        } else {
            t.remove(*t.find(id(n)));
            model.erase(n);
        }
        std::set<std::uint32_t> expected;
        for (const auto& [other, place] : model) {
            BOOST_REQUIRE(t.find(id(other)) == place.first); // nobody is moved
            if (place.second == host)
                expected.insert(other);
        }
        BOOST_TEST((ids_at(t, path_of(host)) == expected));
        BOOST_TEST(t.size() == model.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()

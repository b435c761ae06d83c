// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/waiting_room.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <vector>

#include "unit/net/loopback.hpp"

using namespace hblink;

namespace {

struct room
{
    net::waiting_room waiting;
    std::vector<std::uint32_t> served;

    bool admit(std::uint32_t number)
    {
        std::array<std::byte, sizeof number> datagram;
        std::memcpy(datagram.data(), &number, sizeof number);
        const wire::endpoint from{wire::address::v4(number), 7};
        return waiting.admit({test::to(from), datagram});
    }
    void serve(std::size_t most)
    {
        waiting.serve(most, [&](const net::udp_socket::received& r) {
            std::uint32_t number = 0;
            BOOST_REQUIRE(r.datagram.size() == sizeof number);
            std::memcpy(&number, r.datagram.data(), sizeof number);
            BOOST_TEST(r.path.remote.address.to_v4() == number);
            served.push_back(number);
        });
    }
};

}

BOOST_FIXTURE_TEST_SUITE(waiting_rooms, room)

BOOST_AUTO_TEST_CASE(who_came_first_is_served_first_and_no_more_at_a_time_than_asked)
{
    BOOST_TEST(waiting.empty());
    for (std::uint32_t i = 0; i < 5; ++i)
        BOOST_TEST(admit(i));
    serve(2);
    BOOST_TEST((served == std::vector<std::uint32_t>{0, 1}));
    BOOST_TEST(!waiting.empty());
    serve(100);
    BOOST_TEST((served == std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
    BOOST_TEST(waiting.empty());
}

BOOST_AUTO_TEST_CASE(who_finds_no_place_is_turned_away_and_places_are_used_again)
{
    std::uint32_t next = 0;
    while (admit(next))
        ++next;
    BOOST_TEST(next == net::waiting_room::places);
    serve(3);
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(admit(next++));
    BOOST_TEST(!admit(next));
    serve(2 * net::waiting_room::places);
    BOOST_REQUIRE(served.size() == next);
    for (std::uint32_t i = 0; i < next; ++i)
        BOOST_REQUIRE(served[i] == i);
}

BOOST_AUTO_TEST_CASE(a_datagram_of_no_bytes_and_the_longest_one_are_kept_whole)
{
    const std::vector<std::byte> longest(net::udp_socket::longest_datagram, std::byte{9});
    BOOST_TEST(waiting.admit({test::to({}), {}}));
    BOOST_TEST(waiting.admit({test::to({}), longest}));
    std::vector<std::vector<std::byte>> kept;
    waiting.serve(2, [&](const net::udp_socket::received& r) {
        kept.emplace_back(r.datagram.begin(), r.datagram.end());
    });
    BOOST_REQUIRE(kept.size() == 2U);
    BOOST_TEST(kept[0].empty());
    BOOST_TEST((kept[1] == longest));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/suppression.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace {

using namespace hblink::observe;
using hblink::core::time_point;
using hblink::dmr::repeater_id;
using hblink::wire::address;
using namespace std::chrono_literals;

struct suppression_fixture
{
    suppression limits{42};
    time_point now{1h};

    unsigned admitted(unsigned tries, const address& from, log_event e = log_event::login_refused)
    {
        unsigned n = 0;
        for (unsigned i = 0; i < tries; ++i)
            n += limits.admit(e, from, now) ? 1 : 0;
        return n;
    }

    std::map<log_event, std::uint64_t> suppressed()
    {
        std::map<log_event, std::uint64_t> found;
        limits.take_suppressed([&](log_event e, std::uint64_t n) { found[e] = n; });
        return found;
    }
};

address v6(std::uint8_t fourth, std::uint8_t last)
{
    return address::v6({0x20, 1, 0x0d, 0xb8, 0, 0, 0, fourth, 0, 0, 0, 0, 0, 0, 0, last});
}

constexpr unsigned few = suppression::lines_per_stranger;

}

BOOST_FIXTURE_TEST_SUITE(suppression_, suppression_fixture)

BOOST_AUTO_TEST_CASE(a_stranger_gets_a_few_lines_a_minute_of_each_kind)
{
    const auto stranger = address::v4(0xC0000201);
    BOOST_TEST(admitted(100, stranger) == few);
    BOOST_TEST(admitted(100, stranger, log_event::datagram_refused) == few);
    now += 59s;
    BOOST_TEST(admitted(100, stranger) == 0u);
    now += 1s;
    BOOST_TEST(admitted(100, stranger) == few);
}

BOOST_AUTO_TEST_CASE(one_stranger_does_not_silence_another)
{
    BOOST_TEST(admitted(100, address::v4(0xC0000201)) == few);
    BOOST_TEST(admitted(100, address::v4(0xC0000202)) == few);
}

BOOST_AUTO_TEST_CASE(the_addresses_of_an_ipv6_64_are_one_stranger)
{
    BOOST_TEST(admitted(few, v6(1, 1)) == few);
    BOOST_TEST(admitted(few, v6(1, 2)) == 0u);
    BOOST_TEST(admitted(few, v6(2, 1)) == few);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_strangers_get_a_bounded_number_of_lines)
{
    unsigned n = 0;
    for (std::uint32_t i = 0; i < 100'000; ++i)
        n += admitted(1, address::v4(0x0A000000 + i));
    BOOST_TEST(n == suppression::lines_of_strangers);
    BOOST_TEST(suppressed()[log_event::login_refused] == 100'000 - suppression::lines_of_strangers);
}

BOOST_AUTO_TEST_CASE(ten_thousand_repeaters_may_log_in_at_once)
{
    unsigned n = 0;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        n += limits.admit(log_event::repeater_connected, repeater_id{312000 + i}, now) ? 1 : 0;
    BOOST_TEST(n == 10'000u);
}

BOOST_AUTO_TEST_CASE(a_repeater_gone_mad_gets_its_share_only)
{
    unsigned n = 0;
    for (unsigned i = 0; i < 1000; ++i)
        n += limits.admit(log_event::stream_started, repeater_id{312000}, now) ? 1 : 0;
    BOOST_TEST(n == suppression::lines_per_repeater);
}

BOOST_AUTO_TEST_CASE(what_was_suppressed_is_told_once)
{
    admitted(few + 7, address::v4(1));
    BOOST_TEST(limits.admit(log_event::repeater_connected, repeater_id{1}, now));
    const auto found = suppressed();
    BOOST_TEST(found.size() == 1u);
    BOOST_TEST(found.at(log_event::login_refused) == 7u);
    BOOST_TEST(suppressed().empty());
}

BOOST_AUTO_TEST_SUITE_END()

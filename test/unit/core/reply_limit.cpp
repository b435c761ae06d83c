// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/reply_limit.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include "support/core_world.hpp"

using namespace hblink;
using core::reply_limit;
using core::time_point;
using kind = core::reply_limit::kind;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};

wire::address address(const std::string& text) { return wire::parse_address(text).value(); }
const wire::address here = address("192.0.2.1");

reply_limit limit_of(unsigned per_second, unsigned burst, std::vector<wire::network> exempt = {},
                     std::uint64_t seed = 1)
{
    test::seeded_random random{seed};
    return reply_limit{per_second, burst, std::move(exempt), random};
}

// How many answers are given at that moment, of as many questions as that.
unsigned granted(reply_limit& limit, kind k, const wire::address& from, time_point now, unsigned asked = 1000)
{
    unsigned n = 0;
    for (unsigned i = 0; i < asked; ++i)
        n += limit.take(k, from, now) ? 1 : 0;
    return n;
}

}

BOOST_AUTO_TEST_SUITE(reply_limits)

BOOST_AUTO_TEST_CASE(a_burst_is_answered_and_no_more)
{
    auto limit = limit_of(50, 200);
    BOOST_TEST(granted(limit, kind::challenge, here, start) == 200u);
    BOOST_TEST(!limit.take(kind::challenge, here, start));
}

BOOST_AUTO_TEST_CASE(the_bucket_is_full_again_after_burst_by_rate_and_never_fuller)
{
    auto limit = limit_of(50, 200);
    granted(limit, kind::challenge, here, start);
    BOOST_TEST(granted(limit, kind::challenge, here, start + 4s) == 200u);
    BOOST_TEST(granted(limit, kind::challenge, here, start + 24h) == 200u);
}

BOOST_AUTO_TEST_CASE(an_empty_bucket_gets_a_token_each_fiftieth_of_a_second)
{
    auto limit = limit_of(50, 200);
    granted(limit, kind::refusal, here, start);
    BOOST_TEST(granted(limit, kind::refusal, here, start + 20ms - 1ns) == 0u);
    BOOST_TEST(granted(limit, kind::refusal, here, start + 20ms) == 1u);
    BOOST_TEST(granted(limit, kind::refusal, here, start + 40ms - 1ns) == 0u);
    BOOST_TEST(granted(limit, kind::refusal, here, start + 1s) == 49u);
}

BOOST_AUTO_TEST_CASE(a_flood_is_answered_at_the_rate)
{
    auto limit = limit_of(50, 200);
    unsigned n = 0;
    for (auto now = start; now < start + 10s; now += 1ms)
        n += limit.take(kind::challenge, here, now) ? 1 : 0;
    BOOST_TEST(n == 200 + 499u); // the burst, and what 9.999 s bring
}

BOOST_AUTO_TEST_CASE(who_asks_at_the_rate_is_always_answered)
{
    auto limit = limit_of(50, 1);
    for (auto now = start; now < start + 60s; now += 20ms)
        BOOST_TEST(limit.take(kind::challenge, here, now));
    BOOST_TEST(!limit.take(kind::challenge, here, start + 60s - 10ms));
}

BOOST_AUTO_TEST_CASE(refusals_leave_the_challenges_alone)
{
    auto limit = limit_of(50, 200);
    granted(limit, kind::refusal, here, start);
    BOOST_TEST(granted(limit, kind::challenge, here, start) == 200u);
}

BOOST_AUTO_TEST_CASE(looking_takes_nothing_and_says_what_take_would)
{
    auto limit = limit_of(10, 3);
    for (auto now = start; now < start + 2s; now += 7ms) {
        const bool available = limit.available(kind::refusal, here, now);
        BOOST_TEST(limit.available(kind::refusal, here, now) == available);
        BOOST_TEST(limit.take(kind::refusal, here, now) == available);
    }
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(limit.available(kind::challenge, here, start));
    BOOST_TEST(granted(limit, kind::challenge, here, start) == 3u);
}

BOOST_AUTO_TEST_CASE(neighbours_in_ipv4_have_buckets_of_their_own)
{
    auto limit = limit_of(50, 200);
    granted(limit, kind::challenge, here, start);
    BOOST_TEST(granted(limit, kind::challenge, address("192.0.2.2"), start) == 200u);
    BOOST_TEST(granted(limit, kind::challenge, address("193.0.2.1"), start) == 200u);
}

BOOST_AUTO_TEST_CASE(an_ipv6_network_of_64_bits_shares_one_bucket)
{
    auto limit = limit_of(50, 200);
    unsigned n = 0;
    for (int i = 1; i <= 500; ++i)
        n += limit.take(kind::challenge, address("2001:db8:0:1::" + std::to_string(i)), start) ? 1 : 0;
    BOOST_TEST(n == 200u);
    BOOST_TEST(!limit.take(kind::challenge, address("2001:db8:0:1:ffff:ffff:ffff:ffff"), start));
    BOOST_TEST(limit.take(kind::challenge, address("2001:db8:0:2::1"), start));
}

BOOST_AUTO_TEST_CASE(a_v4_mapped_address_uses_the_bucket_of_its_ipv4_address)
{
    auto limit = limit_of(50, 200);
    granted(limit, kind::challenge, address("::ffff:192.0.2.1"), start);
    BOOST_TEST(!limit.take(kind::challenge, here, start));
    // Not the bucket of the /64 that all mapped addresses lie in.
    BOOST_TEST(limit.take(kind::challenge, address("::ffff:192.0.2.2"), start));
}

BOOST_AUTO_TEST_CASE(exempt_networks_are_always_answered)
{
    auto limit = limit_of(
        1, 1, {wire::parse_network("127.0.0.0/8").value(), wire::parse_network("2001:db8::/32").value()});
    for (const std::string text : {"127.0.0.1", "127.255.255.255", "::ffff:127.0.0.2", "2001:db8:ffff::1"}) {
        BOOST_TEST(granted(limit, kind::refusal, address(text), start) == 1000u, text);
        BOOST_TEST(limit.available(kind::refusal, address(text), start), text);
    }
    BOOST_TEST(granted(limit, kind::refusal, address("128.0.0.1"), start) == 1u);
    BOOST_TEST(granted(limit, kind::refusal, address("2001:db9::1"), start) == 1u);
    BOOST_TEST(granted(limit, kind::refusal, address("::1"), start) == 1u); // not in this list
}

// 65,536 buckets: a flood from more sources than that shares them, and takes no more memory.
BOOST_AUTO_TEST_CASE(however_many_sources_there_are_there_are_65536_buckets)
{
    auto limit = limit_of(1, 1);
    unsigned n = 0;
    for (std::uint32_t host = 0; host < 1'000'000; ++host)
        n += limit.take(kind::challenge, wire::address::v4(0x0A00'0000 + host), start) ? 1 : 0;
    BOOST_TEST(n <= 65'536u);
    BOOST_TEST(n > 65'000u); // 15 sources for each bucket: practically all are in use
    BOOST_TEST(limit.take(kind::challenge, wire::address::v4(0x0A00'0000), start + 1s)); // and refilled
}

BOOST_AUTO_TEST_CASE(sources_are_spread_over_the_buckets)
{
    auto limit = limit_of(1, 1);
    unsigned n = 0;
    for (std::uint32_t host = 0; host < 1000; ++host)
        n += limit.take(kind::challenge, wire::address::v4(0x0A00'0000 + host), start) ? 1 : 0;
    BOOST_TEST(n > 970u); // 1000 of 65,536 places: 7 or 8 collisions are to be expected
}

BOOST_AUTO_TEST_CASE(who_shares_a_bucket_depends_on_the_secret)
{
    const auto collisions = [](std::uint64_t seed) {
        auto limit = limit_of(1, 1, {}, seed);
        std::string answers;
        for (std::uint32_t host = 0; host < 5000; ++host)
            answers += limit.take(kind::challenge, wire::address::v4(0x0A00'0000 + host), start) ? '+' : '-';
        return answers;
    };
    BOOST_TEST(collisions(1) == collisions(1));
    BOOST_TEST(collisions(1) != collisions(2));
}

BOOST_AUTO_TEST_CASE(the_least_limit_is_one_answer_a_second)
{
    auto limit = limit_of(0, 0);
    BOOST_TEST(granted(limit, kind::challenge, here, start) == 1u);
    BOOST_TEST(granted(limit, kind::challenge, here, start + 1s) == 1u);
}

BOOST_AUTO_TEST_CASE(the_largest_limits_do_not_overflow)
{
    auto wide = limit_of(1, 0xFFFF'FFFF);
    BOOST_TEST(granted(wide, kind::challenge, here, start) == 1000u);
    auto fast = limit_of(0xFFFF'FFFF, 0xFFFF'FFFF);
    BOOST_TEST(granted(fast, kind::challenge, here, start) == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()

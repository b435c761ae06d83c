// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link_patience.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <span>

#include "support/core_world.hpp"

using namespace hblink;
using core::duration;
using core::link_patience;
using namespace std::chrono_literals;

namespace {

bool about(duration is, duration should_be) { return is >= should_be * 8 / 10 && is <= should_be * 12 / 10; }

// A source that is always the same number.
struct loaded_dice final : core::random_source
{
    explicit loaded_dice(std::byte b) : every{b} {}
    void fill(std::span<std::byte> out) override { std::fill(out.begin(), out.end(), every); }

    std::byte every;
};

struct with_random
{
    test::seeded_random random{7};
    link_patience patience;

    void expect(std::initializer_list<duration> waits)
    {
        for (const duration wait : waits)
            BOOST_TEST(about(patience.next(random), wait));
    }
};

}

BOOST_FIXTURE_TEST_SUITE(link_patiences, with_random)

BOOST_AUTO_TEST_CASE(it_waits_longer_each_time_and_at_most_about_a_minute)
{
    expect({5s, 10s, 20s, 40s, 60s});
    for (int i = 0; i < 1000; ++i)
        expect({60s});
}

BOOST_AUTO_TEST_CASE(after_a_reset_it_begins_again)
{
    expect({5s, 10s, 20s});
    patience.reset();
    expect({5s, 10s});
}

BOOST_AUTO_TEST_CASE(after_a_link_that_was_up_the_first_wait_is_the_ping_time)
{
    expect({5s, 10s, 20s});
    patience.was_up(2s);
    expect({2s, 10s, 20s, 40s, 60s, 60s});
    patience.was_up(3600s);
    patience.was_up(1s);
    expect({1s, 10s});
    patience.was_up(3600s);
    patience.reset();
    expect({5s});
}

BOOST_AUTO_TEST_CASE(a_wait_is_anything_between_four_and_six_fifths)
{
    duration least = 1h;
    duration most{};
    for (int i = 0; i < 10'000; ++i) {
        patience.reset();
        const duration wait = patience.next(random);
        least = std::min(least, wait);
        most = std::max(most, wait);
    }
    BOOST_TEST((least >= 4s && least < 4010ms));
    BOOST_TEST((most <= 6s && most > 5990ms));
}

BOOST_AUTO_TEST_CASE(the_longest_ping_time_fits_whatever_the_dice_say)
{
    for (int b = 0; b < 256; ++b) {
        loaded_dice dice{std::byte(b)};
        patience.was_up(3600s);
        BOOST_TEST(about(patience.next(dice), 3600s));
    }
}

BOOST_AUTO_TEST_CASE(two_links_do_not_come_back_together)
{
    link_patience other;
    bool together = true;
    for (int i = 0; i < 5; ++i)
        together = together && patience.next(random) == other.next(random);
    BOOST_TEST(!together);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/duration.hpp"

#include <boost/test/unit_test.hpp>

using hblink::app::in_words;
using hblink::app::read_duration;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(durations)

BOOST_AUTO_TEST_CASE(a_number_with_its_unit_is_a_duration)
{
    BOOST_TEST((read_duration("90s") == 90s));
    BOOST_TEST((read_duration("15m") == 15min));
    BOOST_TEST((read_duration("2h") == 2h));
    BOOST_TEST((read_duration("7d") == 168h));
    BOOST_TEST((read_duration("3660d") == 24h * 3660));
}

BOOST_AUTO_TEST_CASE(anything_else_is_none)
{
    for (const char* const bad : {"", "s", "90", "0s", "-1h", "+1h", "1.5h", " 1h", "1h ", "1hh", "1w", "1 h",
                                  "3661d", "9223372036854775807d", "99999999999999999999s"})
        BOOST_TEST(!read_duration(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(people_read_two_units_at_most)
{
    BOOST_TEST(in_words(0s) == "0 s");
    BOOST_TEST(in_words(-5s) == "0 s");
    BOOST_TEST(in_words(60s) == "1 min");
    BOOST_TEST(in_words(185s) == "3 min 5 s");
    BOOST_TEST(in_words(2h + 7min + 3s) == "2 h 7 min");
    BOOST_TEST(in_words(76h) == "3 d 4 h");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/histogram.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

using boost::test_tools::per_element;
using hblink::core::histogram;

BOOST_AUTO_TEST_SUITE(histogram_)

BOOST_AUTO_TEST_CASE(a_value_counts_below_the_first_bound_that_it_does_not_exceed)
{
    histogram h{1, 2, 5};
    for (const double v : {0.0, 1.0, 1.5, 2.0, 5.0, 5.1, 1e300})
        h.add(v);
    BOOST_TEST(h.counts() == (std::vector<std::uint64_t>{2, 2, 1, 2}), per_element());
    BOOST_TEST(h.sum() == 1e300);
}

BOOST_AUTO_TEST_CASE(without_bounds_it_counts_and_adds_up)
{
    histogram h{};
    h.add(2);
    h.add(-1);
    BOOST_TEST(h.bounds().empty());
    BOOST_TEST(h.counts() == std::vector<std::uint64_t>{2}, per_element());
    BOOST_TEST(h.sum() == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()

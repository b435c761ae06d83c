// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/table.hpp"

#include "hblink/app/terminal.hpp"

#include <boost/test/unit_test.hpp>

using hblink::app::table;
using lines = std::vector<std::string>;

namespace {

table example()
{
    table t{{{"Id", true, 4}, {"Name", false, 4}, {"Place", false, 5}}};
    t.add({"1", "Anna", "Somewhere far away"});
    t.add({"312000", "Bo", ""});
    return t;
}

}

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_they_need_to_be)
{
    BOOST_TEST(example().lines(0) ==
                   (lines{"    Id  Name  Place", "     1  Anna  Somewhere far away", "312000  Bo"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_widest_column_is_cut_first)
{
    BOOST_TEST(example().lines(24) ==
                   (lines{"    Id  Name  Place", "     1  Anna  Somewhere\xE2\x80\xA6", "312000  Bo"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_columns_are_left_out_when_there_is_no_room)
{
    BOOST_TEST(example().lines(10) == (lines{"  Id  Name", "   1  Anna", "312\xE2\x80\xA6  Bo"}),
               boost::test_tools::per_element());
    BOOST_TEST(example().lines(1) == (lines{"", "", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_it_may_be)
{
    for (std::size_t width = 1; width < 60; ++width)
        for (const std::string& line : example().lines(width))
            BOOST_TEST(hblink::app::places_of(line) <= width);
}

BOOST_AUTO_TEST_CASE(cells_are_made_fit_for_a_terminal)
{
    table t{{{"A"}}};
    t.add({"\x1b[2J"});
    t.add({});
    BOOST_TEST(t.lines(0)[1] == "\\u001b[2J");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/terminal.hpp"

#include <boost/test/unit_test.hpp>

using namespace hblink::app;

BOOST_AUTO_TEST_SUITE(terminals)

BOOST_AUTO_TEST_CASE(nothing_from_the_air_moves_the_cursor)
{
    BOOST_TEST(printable("\x1b[2Jred\x07\r\n\x7f") == "\\u001b[2Jred\\u0007\\u000d\\u000a\\u007f");
    BOOST_TEST(printable("\xC2\x9B"
                         "31m") == "\\u009b31m"); // CSI in one character
    BOOST_TEST(printable("\xE2\x80\xAE"
                         "abc") == "\\u202eabc");       // turns the text around
    BOOST_TEST(printable("\xE2\x80\xA8") == "\\u2028"); // a new line
    BOOST_TEST(printable("S\xC3\xA3o \xE6\x9D\xB1\xE4\xBA\xAC") == "S\xC3\xA3o \xE6\x9D\xB1\xE4\xBA\xAC");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_replaced)
{
    BOOST_TEST(printable("a\x80"
                         "b") == "a\xEF\xBF\xBD"
                                 "b");
    BOOST_TEST(printable("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");                 // longer than needed
    BOOST_TEST(printable("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // half of a pair
    BOOST_TEST(printable("\xF5\x80\x80\x80").size() == 12U);
    BOOST_TEST(printable("\xE6\x9D") == "\xEF\xBF\xBD\xEF\xBF\xBD"); // ends too early
}

BOOST_AUTO_TEST_CASE(wide_characters_take_two_places_and_accents_none)
{
    BOOST_TEST(places_of("abc") == 3U);
    BOOST_TEST(places_of("S\xC3\xA3o") == 3U);
    BOOST_TEST(places_of("a\xCC\x81") == 1U);
    BOOST_TEST(places_of("\xE6\x9D\xB1") == 2U);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_cut_with_dots)
{
    BOOST_TEST(cut("abc", 3) == "abc");
    BOOST_TEST(cut("abcd", 3) == "ab\xE2\x80\xA6");
    BOOST_TEST(cut("abcd", 1) == "\xE2\x80\xA6");
    BOOST_TEST(cut("abcd", 0) == "");
    BOOST_TEST(cut("\xE6\x9D\xB1\xE4\xBA\xAC", 3) == "\xE6\x9D\xB1\xE2\x80\xA6");
    BOOST_TEST(cut("\xE6\x9D\xB1\xE4\xBA\xAC", 2) == "\xE2\x80\xA6"); // half a character is none
}

BOOST_AUTO_TEST_CASE(a_file_is_no_terminal) { BOOST_TEST(size_of_terminal(-1).columns == 0U); }

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/section.hpp"

#include "hblink/config/diagnostic.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace config = hblink::config;

BOOST_AUTO_TEST_SUITE(section)

BOOST_AUTO_TEST_CASE(the_nearest_key_is_the_one_with_the_fewest_wrong_letters)
{
    const std::vector<std::string> known{"repeaters", "repeater_configurations", "global", "port_ipv4"};
    BOOST_TEST(config::nearest("repeatrs", known).value() == "repeaters");
    BOOST_TEST(config::nearest("repeater", known).value() == "repeaters");
    BOOST_TEST(config::nearest("repeater_configuration", known).value() == "repeater_configurations");
    BOOST_TEST(config::nearest("Global", known).value() == "global");
    BOOST_TEST(config::nearest("port-ipv4", known).value() == "port_ipv4");
}

BOOST_AUTO_TEST_CASE(a_key_that_resembles_none_has_no_nearest)
{
    const std::vector<std::string> known{"repeaters", "global"};
    BOOST_TEST(!config::nearest("xyzzy", known));
    BOOST_TEST(!config::nearest("", known));
    BOOST_TEST(!config::nearest(std::string(1000, 'g'), known));
    BOOST_TEST(!config::nearest("global", {}));
}

BOOST_AUTO_TEST_CASE(texts_are_shown_short_and_without_control_characters)
{
    BOOST_TEST(config::in_quotes("abc") == "\"abc\"");
    BOOST_TEST(config::in_quotes("a\x1B[2Jb\n\x7F") == "\"a\\u001b[2Jb\\u000a\\u007f\"");
    BOOST_TEST(config::in_quotes(std::string(41, 'x')) == '"' + std::string(40, 'x') + "...\"");
    // Not in the middle of a character of two bytes.
    BOOST_TEST(config::in_quotes(std::string(39, 'x') + "\xC3\xA9zz") ==
               '"' + std::string(39, 'x') + "...\"");
}

BOOST_AUTO_TEST_CASE(a_key_that_begins_an_escape_sequence_is_shown_harmlessly)
{
    // U+009B does what ESC [ does; what looks like it is left as it is.
    const config::diagnostic d{"/a\xC2\x9B"
                               "2Jb",
                               "\xC2\x80\xC2\xA0\xC3\x9B"};
    BOOST_TEST(d.to_string() == "/a\\u009b2Jb: \\u0080\xC2\xA0\xC3\x9B");
}

BOOST_AUTO_TEST_CASE(a_diagnostic_is_one_line_with_its_pointer_first)
{
    BOOST_TEST((config::diagnostic{"/a/0", "must be 1..2, is 3"}.to_string()) == "/a/0: must be 1..2, is 3");
    BOOST_TEST((config::diagnostic{"", "is empty"}.to_string()) == "is empty");
    BOOST_TEST((config::diagnostic{"/a\nb", "x\ty"}.to_string()) == "/a\\u000ab: x\\u0009y");
}

BOOST_AUTO_TEST_SUITE_END()

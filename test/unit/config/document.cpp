// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/document.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace config = hblink::config;

BOOST_AUTO_TEST_SUITE(document)

namespace {

std::string error_of(std::string_view text)
{
    const auto parsed = config::parse_document(text);
    return parsed.error ? parsed.error->to_string() : "";
}

}

BOOST_AUTO_TEST_CASE(json_becomes_the_same_tree)
{
    const std::string text =
        R"({"a":[1,-2,2.5E0,true,false,null,"x\u00e9\n"],"b":{"c":{},"d":[]},"e":18446744073709551615})";
    const auto parsed = config::parse_document(text);
    BOOST_REQUIRE(!parsed.error);
    BOOST_TEST(parsed.root == boost::json::parse(text));
    BOOST_TEST(parsed.repeated.empty());
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_tolerated)
{
    const auto parsed = config::parse_document("\xEF\xBB\xBF{\"a\": 1}");
    BOOST_REQUIRE(!parsed.error);
    BOOST_TEST(parsed.root.at("a") == 1);
}

BOOST_AUTO_TEST_CASE(keys_that_stand_twice_are_told_with_their_pointers_and_the_last_one_counts)
{
    const auto parsed = config::parse_document(
        R"({"a": 1, "_c": 0, "l": [{}, {"x/y": 1, "x/y": 2}], "_c": 1, "a": {"b": 1, "b": 2, "b": 3}})");
    BOOST_REQUIRE(!parsed.error);
    BOOST_TEST(parsed.repeated == (std::vector<std::string>{"/l/1/x~1y", "/a", "/a/b", "/a/b"}),
               boost::test_tools::per_element());
    BOOST_TEST(parsed.root.at("a").at("b") == 3);
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_told_with_line_and_column_and_the_likely_reason)
{
    BOOST_TEST(error_of("") == "is empty");
    BOOST_TEST(error_of(" \n\t") == "is empty");
    BOOST_TEST(error_of("\xEF\xBB\xBF") == "is empty");
    BOOST_TEST(error_of(std::string_view{"\xFF\xFE{\0}\0", 6}) ==
               "is UTF-16: save the file with the encoding UTF-8");
    BOOST_TEST(error_of("{\n  \"a\": 1,\n}") == "line 3, column 1: remove the comma before this }");
    BOOST_TEST(error_of("[1, 2, ]") == "line 1, column 8: remove the comma before this ]");
    BOOST_TEST(error_of("{\n  // mine\n}") ==
               "line 2, column 3: comments are not JSON: use a key that begins with "
               "_, such as \"_comment\": \"...\"");
    BOOST_TEST(error_of("{\"a\": 1 # mine\n}") ==
               "line 1, column 9: comments are not JSON: use a key that begins "
               "with _, such as \"_comment\": \"...\"");
    BOOST_TEST(error_of("{\"a\": 1\n \"b\": 2}") == "line 2, column 2: a comma is missing before this");
    BOOST_TEST(error_of("{'a': 1}") == "line 1, column 2: texts stand in double quotes: \"...\"");
    BOOST_TEST(error_of("{\"a\": \"x\n\"}") ==
               "line 1, column 9: a text must not go on in the next line: a closing \" is missing");
    BOOST_TEST(
        error_of("{\"a\": 1") ==
        "line 1, column 8: the text ends here, but something is still open: a }, a ] or a \" is missing");
    BOOST_TEST(error_of("{} {}") == "line 1, column 4: there is something after the closing bracket");
    BOOST_TEST(error_of("{\"a\": yes}") ==
               "line 1, column 7: is not JSON from here on: look for a missing or "
               "superfluous comma, colon, quote or bracket");
    BOOST_TEST(error_of("{\"a\": \"M\xFCnchen\"}") ==
               "line 1, column 9: is not UTF-8 here: save the file with the encoding UTF-8");
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded)
{
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    BOOST_TEST(error_of(nested(config::deepest_document)) == "");
    BOOST_TEST(error_of(nested(config::deepest_document + 1)) ==
               "line 1, column 33: is nested more than 32 levels deep");
    BOOST_TEST(error_of(nested(1'000'000)) == "line 1, column 33: is nested more than 32 levels deep");
    BOOST_TEST(error_of(std::string(1'000'000, '[')) ==
               "line 1, column 33: is nested more than 32 levels deep");
}

BOOST_AUTO_TEST_CASE(size_is_bounded)
{
    BOOST_TEST(error_of('"' + std::string(config::largest_document - 2, 'x') + '"') == "");
    BOOST_TEST(error_of('"' + std::string(config::largest_document - 1, 'x') + '"') ==
               "is larger than 16 MiB: this cannot be a configuration");
}

BOOST_AUTO_TEST_CASE(places_sort_in_the_order_of_the_file)
{
    const auto root = config::parse_document(R"({"z": {"b": 1, "a": [5, 6]}, "a/b": {"~": 1}})").root;
    using place = std::vector<std::size_t>;
    const auto is = [&](std::string_view pointer, const place& wanted) {
        BOOST_TEST(config::place_of(pointer, root) == wanted, boost::test_tools::per_element());
    };
    is("", {});
    is("/z", {0});
    is("/z/b", {0, 0});
    is("/z/a/1", {0, 1, 1});
    is("/z/missing", {0, 2});
    is("/z/a/9/deeper", {0, 1, 9});
    is("/a~1b/~0", {1, 0});
    is("/missing/deeper", {2});
}

BOOST_AUTO_TEST_CASE(a_pointer_step_escapes_slash_and_tilde)
{
    BOOST_TEST(config::pointer_step("a/b~c") == "a~1b~0c");
    BOOST_TEST(config::pointer_step("port") == "port");
}

BOOST_AUTO_TEST_SUITE_END()

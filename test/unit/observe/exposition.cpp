// SPDX-License-Identifier: GPL-3.0-or-later
// The reader that the tests of the metrics stand on finds what it is there to find.
#include "support/exposition.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using hblink::test::exposition;
using hblink::test::exposition_error;

constexpr std::string_view good = "# HELP a_total Counts \\\\ things.\n"
                                  "# TYPE a_total counter\n"
                                  "a_total{reason=\"x \\\"y\\\"\\n\"} 3\n"
                                  "a_total{reason=\"z\"} 45\n"
                                  "# HELP b_seconds Times.\n"
                                  "# TYPE b_seconds histogram\n"
                                  "b_seconds_bucket{le=\"5e-05\"} 1\n"
                                  "b_seconds_bucket{le=\"1\"} 3\n"
                                  "b_seconds_bucket{le=\"+Inf\"} 3\n"
                                  "b_seconds_sum 2.5\n"
                                  "b_seconds_count 3\n"
                                  "# HELP c Is.\n"
                                  "# TYPE c gauge\n"
                                  "c -1\n";

bool accepts(std::string_view text)
{
    try {
        const exposition read{text};
        return true;
    } catch (const exposition_error&) {
        return false;
    }
}

// The good text with one piece replaced.
std::string with(std::string_view piece, std::string_view other)
{
    std::string text{good};
    const auto at = text.find(piece);
    BOOST_REQUIRE(at != text.npos);
    return text.replace(at, piece.size(), other);
}

}

BOOST_AUTO_TEST_SUITE(exposition_)

BOOST_AUTO_TEST_CASE(good_text_is_read)
{
    const exposition read{good};
    BOOST_TEST(read.families().size() == 3U);
    BOOST_TEST(read.at("a_total").help == "Counts \\ things.");
    BOOST_TEST(read.value("a_total", "x \"y\"\n") == 3);
    BOOST_TEST(read.value("a_total", "z") == 45);
    BOOST_TEST(read.at("b_seconds").samples.size() == 5U);
    BOOST_TEST(read.value("c") == -1);
}

BOOST_AUTO_TEST_CASE(broken_text_is_refused)
{
    const std::pair<std::string_view, std::string_view> changes[] = {
        {"a_total counter\n", "a_total counter\n\n"},                    // an empty line
        {"c -1\n", "c -1"},                                              // cut off
        {"c -1\n", "c -1\r\n"},                                          // a carriage return
        {"# HELP a_total Counts \\\\ things.\n", ""},                    // no help
        {"# TYPE a_total counter\n", ""},                                // no type
        {"# TYPE a_total", "# TYPE b_total"},                            // another's type
        {"a_total counter", "a_total count"},                            // an unknown type
        {"Counts", "\\Counts"},                                          // an escape that there is not
        {"c -1", "c 1\nc 1"},                                            // twice
        {"c -1", "d -1"},                                                // another's sample
        {"c -1", "c  -1"},                                               // two blanks
        {"c -1", "c"},                                                   // no value
        {"c -1", "c one"},                                               // no number
        {"c -1", "c 1x"},                                                // more than a number
        {"c -1", "c 1 1700000000"},                                      // a time
        {"c -1", "c{} 1"},                                               // no label in braces
        {"c -1", "c{a=\"1\",a=\"2\"} 1"},                                // a label twice
        {"c -1", "c{a=\"1\" 1"},                                         // no closing brace
        {"c -1", "c{a=1} 1"},                                            // no quotes
        {"c -1", "c{a=\"1} 1"},                                          // the quotes do not end
        {"c -1", "c{a=\"\\t\"} 1"},                                      // an escape that there is not
        {"c -1", "c{le=\"1\"} 1"},                                       // le outside of a histogram
        {"c -1", "c{__a=\"1\"} 1"},                                      // a reserved label
        {"c gauge", "c counter"},                                        // a counter without _total
        {"a_total counter", "a_total gauge"},                            // a gauge with it
        {"\"} 3", "\"} -3"},                                             // a negative count
        {"\"} 3", "\"} NaN"},                                            // no count
        {"le=\"1\"} 3", "le=\"1\"} 0"},                                  // not cumulative
        {"le=\"1\"", "le=\"1e-05\""},                                    // not in order
        {"b_seconds_bucket{le=\"+Inf\"} 3\n", ""},                       // no last bucket
        {"b_seconds_count 3", "b_seconds_count 2"},                      // not the count
        {"b_seconds_sum 2.5\n", ""},                                     // no sum
        {"b_seconds_count 3\n", ""},                                     // no count
        {"b_seconds_bucket{le=\"1\"} 3", "b_seconds_bucket{l=\"1\"} 3"}, // no le
        {"Is.", "Is"},                                                   // no sentence
        {"Is.", ""},                                                     // no help
    };
    for (const auto& [piece, other] : changes)
        BOOST_TEST(!accepts(with(piece, other)), piece << " -> " << other);
}

BOOST_AUTO_TEST_CASE(names_against_the_conventions_are_refused)
{
    const auto gauge = [](const std::string& name) {
        return "# HELP " + name + " Is.\n# TYPE " + name + " gauge\n" + name + " 1\n";
    };
    BOOST_TEST(accepts(gauge("a_seconds")));
    for (const std::string name : {"a_ms", "a_milliseconds", "a_percent", "a_count", "a_sum", "a_bucket",
                                   "a_total", "a_gauge", "aB", "1a", "a:b", "__a", "a-b"})
        BOOST_TEST(!accepts(gauge(name)), name);
}

BOOST_AUTO_TEST_CASE(no_damaged_text_is_taken_for_the_good_one)
{
    const auto whole = exposition{good}.families();
    const auto is_taken_for_it = [&](const std::string& text) {
        try {
            return exposition{text}.families() == whole;
        } catch (const exposition_error&) {
            return false;
        }
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string text{good.substr(0, i)};
        BOOST_TEST(!is_taken_for_it(text), "cut off at " << i);
        text += good.substr(i + 1);
        BOOST_TEST(!is_taken_for_it(text), "without " << i);
        for (const char c : {'{', '}', '"', '\\', '\n', ' ', '#', '_', '9', 'e', '\0', '\xff'})
            if (c != good[i])
                BOOST_TEST(!is_taken_for_it(std::string{good}.replace(i, 1, 1, c)), c << " at " << i);
    }
}

BOOST_AUTO_TEST_SUITE_END()

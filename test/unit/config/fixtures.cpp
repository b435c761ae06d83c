// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixtures.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace config = hblink::config;
using config::test::test_data;
using strings = std::vector<std::string>;

// Every file in test/data/config/accept and refuse, with what load() has to say of it: the file's own
// comment `_warnings` or `_errors`. test/schema runs the same files through the schema.
BOOST_AUTO_TEST_SUITE(fixtures)

namespace {

strings files_in(const char* folder)
{
    strings files;
    for (const auto& entry : std::filesystem::directory_iterator{test_data / "config" / folder})
        files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

strings announced(const std::string& text, const char* key)
{
    strings result;
    const auto root = boost::json::parse(text);
    if (const auto* list = root.as_object().if_contains(key))
        for (const auto& line : list->as_array())
            result.emplace_back(line.as_string());
    return result;
}

}

BOOST_DATA_TEST_CASE(a_good_configuration_loads_with_just_these_warnings, files_in("accept"), file)
{
    const std::string text = config::test::content_of(file);
    const auto result = config::load(text, config::test::small_world());
    BOOST_TEST(config::test::lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(config::test::lines(result.warnings) == announced(text, "_warnings"),
               boost::test_tools::per_element());
    BOOST_TEST(result.settings.has_value());
}

BOOST_DATA_TEST_CASE(a_bad_configuration_is_refused_with_just_these_errors, files_in("refuse"), file)
{
    const std::string text = config::test::content_of(file);
    const auto result = config::load(text, config::test::small_world());
    BOOST_REQUIRE(!announced(text, "_errors").empty());
    BOOST_TEST(config::test::lines(result.errors) == announced(text, "_errors"),
               boost::test_tools::per_element());
    BOOST_TEST(!result.settings.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

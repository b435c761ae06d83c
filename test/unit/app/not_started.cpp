// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/not_started.hpp"

#include <boost/test/unit_test.hpp>

using namespace hblink;

BOOST_AUTO_TEST_SUITE(what_is_not_started)

BOOST_AUTO_TEST_CASE(nothing_is_said_of_what_nobody_asked_for)
{
    config::settings s;
    s.links.emplace_back();
    s.trunks.emplace_back();
    BOOST_TEST(app::not_started(s).empty());
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_is_named_with_its_place)
{
    config::settings s;
    s.resume = true;
    std::vector<std::string> places;
    for (const auto& d : app::not_started(s))
        places.push_back(d.pointer);
    BOOST_TEST(places == std::vector<std::string>{"/resume"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/reports.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include "unit/web/recorded.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using numbers = std::vector<std::uint64_t>;
using web::trouble;

struct fixture
{
    test::recorded told;
    web::reports reports{told, 60s};
    web::reports::time_point now{};
    const wire::endpoint who{wire::address::v4(0xC000'0201), 4711};
};

}

BOOST_FIXTURE_TEST_SUITE(reports_test, fixture)

BOOST_AUTO_TEST_CASE(the_first_is_told_at_once_and_then_how_many_in_a_minute)
{
    for (int i = 0; i < 5; ++i)
        reports.trouble(trouble::slow, who, now);
    BOOST_TEST(told.trouble[trouble::slow] == numbers{1});
    reports.tell(now + 59s);
    BOOST_TEST(told.trouble[trouble::slow] == numbers{1});
    reports.tell(now + 60s);
    BOOST_TEST(told.trouble[trouble::slow] == (numbers{1, 4}));
    BOOST_TEST(told.last_of[trouble::slow].to_string() == "192.0.2.1:4711");
}

BOOST_AUTO_TEST_CASE(nothing_is_told_when_nothing_happens)
{
    reports.tell(now + 1h);
    BOOST_TEST(told.trouble.empty());
    BOOST_TEST(told.full.empty());
}

BOOST_AUTO_TEST_CASE(each_kind_has_a_minute_of_its_own)
{
    reports.trouble(trouble::slow, who, now);
    reports.trouble(trouble::malformed, who, now);
    reports.full(10, who, now);
    reports.full(10, who, now + 61s);
    reports.accept_failed(boost::asio::error::no_descriptors, now);
    reports.accept_failed(boost::asio::error::no_descriptors, now);
    reports.fault("/metrics", "no", now);
    reports.fault("/metrics", "no", now);
    BOOST_TEST(told.trouble[trouble::slow] == numbers{1});
    BOOST_TEST(told.trouble[trouble::malformed] == numbers{1});
    BOOST_TEST(told.full == (numbers{1, 1}));
    BOOST_TEST(told.accept_errors.size() == 1U);
    BOOST_TEST(told.faults == std::vector<std::string>{"/metrics: no"});
}

BOOST_AUTO_TEST_SUITE_END()

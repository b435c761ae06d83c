// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/server_log.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/observe/collected_log.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;

struct server_fixture
{
    test::collected_log log;
    observe::server_log server{log};
    const wire::endpoint endpoint{wire::address::v4(0), 62031};
};

}

BOOST_FIXTURE_TEST_SUITE(server_log_, server_fixture)

BOOST_AUTO_TEST_CASE(a_port_in_use_is_told_with_what_to_do)
{
    server.listen_failed(endpoint, std::make_error_code(std::errc::address_in_use), true);
    const auto line = log.last();
    BOOST_TEST(line.at("level").as_string() == "critical");
    BOOST_TEST(line.at("address").as_string() == "0.0.0.0:62031");
    BOOST_TEST(line.at("error").as_string() == "Address already in use");
    BOOST_TEST(line.at("remedy").as_string().find("another program") == 0u);
    BOOST_TEST(line.at("action").as_string() == "the server ends");
}

BOOST_AUTO_TEST_CASE(each_cause_has_its_remedy)
{
    std::vector<std::string> remedies;
    for (const auto cause :
         {std::errc::address_in_use, std::errc::address_not_available, std::errc::permission_denied,
          std::errc::address_family_not_supported, std::errc::not_enough_memory}) {
        server.listen_failed(endpoint, std::make_error_code(cause), false);
        BOOST_TEST(log.last().at("level").as_string() == "error");
        remedies.emplace_back(log.last().at("remedy").as_string());
    }
    for (std::size_t i = 1; i < remedies.size(); ++i)
        BOOST_TEST(remedies[i] != remedies[0]);
}

BOOST_AUTO_TEST_CASE(statistics_are_growth_since_the_last_line)
{
    observe::totals t;
    t.repeaters = 10;
    t.streams = 2;
    t.core.bursts = 100;
    t.core.dropped[static_cast<std::size_t>(core::drop_reason::echo)] = 3;
    t.network.send_dropped = 7;
    t.log_lines_lost = 1;
    server.statistics(t, core::time_point{60s});
    auto line = log.last();
    BOOST_TEST(line.at("bursts").as_int64() == 100);
    BOOST_TEST(line.at("dropped_echo").as_int64() == 3);
    BOOST_TEST(line.at("dropped_contention").as_int64() == 0);
    BOOST_TEST(line.at("send_dropped").as_int64() == 7);
    BOOST_TEST(line.at("log_lines_lost").as_int64() == 1);

    t.repeaters = 9;
    t.core.bursts = 150;
    t.network.send_dropped = 8;
    server.statistics(t, core::time_point{120s});
    line = log.last();
    BOOST_TEST(line.at("interval_s").as_double() == 60.0);
    BOOST_TEST(line.at("repeaters").as_int64() == 9);
    BOOST_TEST(line.at("streams").as_int64() == 2);
    BOOST_TEST(line.at("bursts").as_int64() == 50);
    BOOST_TEST(line.at("dropped_echo").as_int64() == 0);
    BOOST_TEST(line.at("send_dropped").as_int64() == 1);
    BOOST_TEST(line.at("log_lines_lost").as_int64() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

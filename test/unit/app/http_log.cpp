// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/http_log.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "unit/observe/collected_log.hpp"

namespace {

using namespace hblink;

struct fixture
{
    test::collected_log log;
    app::http_log http{log};
    const wire::endpoint who{wire::address::v4(0xC000'0201), 4711};
};

}

BOOST_FIXTURE_TEST_SUITE(http_log_test, fixture)

BOOST_AUTO_TEST_CASE(each_trouble_has_a_reason_of_its_own)
{
    std::set<std::string> reasons;
    for (std::size_t i = 0; i < web::troubles; ++i) {
        http.on_trouble(web::trouble(i), 7, who);
        const auto line = log.last();
        BOOST_TEST(line.at("event").as_string() == "http_trouble");
        BOOST_TEST(line.at("times").to_number<int>() == 7);
        BOOST_TEST(line.at("address").as_string() == "192.0.2.1:4711");
        reasons.insert(std::string{line.at("reason").as_string()});
    }
    BOOST_TEST(reasons.size() == web::troubles);
    BOOST_TEST(reasons.count("unknown") == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_told_is_written)
{
    http.on_listening(who, 1000);
    BOOST_TEST(log.last().at("event").as_string() == "http_listening");
    http.on_listen_failed(who, boost::asio::error::make_error_code(boost::asio::error::address_in_use));
    BOOST_TEST(log.last().at("event").as_string() == "http_listen_failed");
    BOOST_TEST(log.last_text().find("http.port") != std::string::npos);
    http.on_limit_lowered(1000, 448, 1024);
    BOOST_TEST(log.last().at("max_connections").to_number<int>() == 448);
    http.on_full(448, 9, who);
    BOOST_TEST(log.last().at("event").as_string() == "http_full");
    http.on_accept_failed(boost::asio::error::make_error_code(boost::asio::error::no_descriptors), 1);
    BOOST_TEST(log.last().at("event").as_string() == "http_accept_failed");
    http.on_fault("/metrics", "bad_alloc", 1);
    BOOST_TEST(log.last().at("level").as_string() == "error");
}

BOOST_AUTO_TEST_SUITE_END()

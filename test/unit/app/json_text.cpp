// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>

using hblink::app::json_text;

BOOST_AUTO_TEST_SUITE(json_texts)

BOOST_AUTO_TEST_CASE(commas_stand_where_they_belong)
{
    json_text t;
    t.begin_object().member("a", 1).key("b").begin_array().end_array();
    t.key("c").begin_array().value(true).null().begin_object().end_object().value("x").end_array();
    t.member("d", std::optional<double>{}).end_object();
    BOOST_TEST(t.text() == R"({"a":1,"b":[],"c":[true,null,{},"x"],"d":null})");
}

BOOST_AUTO_TEST_CASE(a_text_may_be_taken_in_pieces)
{
    json_text t;
    t.begin_array().value(1);
    std::string all = t.take();
    t.value(2).end_array();
    all += t.take();
    BOOST_TEST(all == "[1,2]");
}

BOOST_AUTO_TEST_CASE(it_is_valid_whatever_the_texts_are)
{
    json_text t;
    const std::string_view hostile{"\"\\\x00\x1b\xC2\x9B\xFF\n", 8};
    t.begin_object().member(hostile, hostile).end_object();
    for (const char c : t.text())
        BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 && c != '\x7f'));
    BOOST_TEST(t.text().find("\xC2\x9B") == std::string::npos);
    BOOST_CHECK_NO_THROW(boost::json::parse(t.text()));
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_null)
{
    json_text t;
    t.begin_array().value(std::nan("")).value(HUGE_VAL).value(1e300).value(-1.23456).end_array();
    BOOST_TEST(t.text() == "[null,null,null,-1.235]");
}

BOOST_AUTO_TEST_SUITE_END()

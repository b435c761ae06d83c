// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/report.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace hblink;

namespace {

sim::summary good()
{
    sim::summary s;
    s.repeaters = s.logged_in = 12;
    s.calls_wanted = 1;
    s.totals.calls = 3;
    s.totals.sent = 100;
    s.totals.expected = s.totals.heard = 1100;
    s.seconds = 12.3456;
    return s;
}

bool mentions(const sim::summary& s, const std::string& text)
{
    return sim::to_table(s).find(text) != std::string::npos;
}

}

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(a_run_without_losses_has_passed)
{
    BOOST_TEST(good().passed());
    BOOST_TEST(mentions(good(), "passed\n"));
    BOOST_TEST(!mentions(good(), "FAILED"));
}

BOOST_AUTO_TEST_CASE(a_missing_delivery_is_a_failure)
{
    sim::summary s = good();
    s.totals.lost = 1;
    BOOST_TEST(!s.passed());
    BOOST_TEST(mentions(s, "FAILED"));
}

BOOST_AUTO_TEST_CASE(a_delivery_too_many_is_a_failure)
{
    sim::summary s = good();
    s.totals.unexpected = 1;
    BOOST_TEST(!s.passed());
}

BOOST_AUTO_TEST_CASE(a_repeater_that_is_not_logged_in_is_a_failure_and_explained)
{
    sim::summary s = good();
    s.logged_in = 11;
    s.not_logged_in[sim::client_state::silent] = 1;
    BOOST_TEST(!s.passed());
    BOOST_TEST(mentions(s, "1 repeater is not logged in: refused or sent away (is the passphrase right"));
}

BOOST_AUTO_TEST_CASE(a_run_in_which_nobody_talked_proves_nothing)
{
    sim::summary s = good();
    s.totals.calls = 0;
    BOOST_TEST(!s.passed());
    s.calls_wanted = 0; // but this was what the operator wanted
    BOOST_TEST(s.passed());
}

BOOST_AUTO_TEST_CASE(late_bursts_are_reported_only)
{
    sim::summary s = good();
    s.totals.late = 5;
    s.totals.reordered = 5;
    BOOST_TEST(s.passed());
}

BOOST_AUTO_TEST_CASE(the_json_has_the_promised_keys)
{
    sim::summary s = good();
    s.own_drops = 4;
    const std::string text = sim::to_json(s);
    BOOST_TEST(text.back() == '\n');
    const boost::json::object o = boost::json::parse(text).as_object();
    for (const char* key : {"repeaters", "logged_in", "calls", "sent", "expected", "heard", "lost", "late",
                            "reordered", "own_drops"})
        BOOST_TEST_CONTEXT(key) { BOOST_TEST(o.contains(key)); }
    BOOST_TEST(o.at("heard").to_number<int>() == 1100);
    BOOST_TEST(o.at("own_drops").to_number<int>() == 4);
    BOOST_TEST(o.at("seconds").as_double() == 12.346);
    BOOST_TEST(o.at("passed").as_bool());
}

BOOST_AUTO_TEST_SUITE_END()

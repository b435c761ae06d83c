// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/session_cookie.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace hblink;

constexpr std::time_t now = 1'800'000'000;
constexpr std::time_t ends = now + web::session_length;

std::string field(const std::string& value) { return "hblinkd=" + value; }

}

BOOST_AUTO_TEST_SUITE(session_cookie_test)

BOOST_AUTO_TEST_CASE(a_cookie_is_good_until_it_ends)
{
    const std::string c = field(web::session_cookie("secret", ends));
    BOOST_TEST(web::has_session(c, "secret", now));
    BOOST_TEST(web::has_session(c, "secret", ends - 1));
    BOOST_TEST(!web::has_session(c, "secret", ends));
    BOOST_TEST(!web::has_session(c, "secret", now - 1)); // longer than any that is given
}

BOOST_AUTO_TEST_CASE(another_token_makes_all_cookies_worthless)
{
    const std::string c = field(web::session_cookie("secret", ends));
    BOOST_TEST(!web::has_session(c, "secreT", now));
    BOOST_TEST(!web::has_session(c, "", now));
    BOOST_TEST(!web::has_session(field(web::session_cookie("", ends)), "", now));
}

BOOST_AUTO_TEST_CASE(no_letter_of_a_cookie_may_change)
{
    const std::string good = web::session_cookie("secret", ends);
    BOOST_TEST(good.size() == 10 + 1 + 64U);
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string wrong = good;
        wrong[i] = wrong[i] == '1' ? '2' : '1';
        BOOST_TEST(!web::has_session(field(wrong), "secret", now), wrong);
        BOOST_TEST(!web::has_session(field(good.substr(0, i)), "secret", now), i);
    }
    BOOST_TEST(!web::has_session(field(good + '0'), "secret", now));
    BOOST_TEST(!web::has_session(field("0" + good), "secret", now));
}

BOOST_AUTO_TEST_CASE(it_is_found_among_others)
{
    const std::string c = field(web::session_cookie("secret", ends));
    BOOST_TEST(web::has_session("a=b; " + c, "secret", now));
    BOOST_TEST(web::has_session("a=b;" + c + " ; c=d", "secret", now));
    BOOST_TEST(web::has_session("hblinkd=old; " + c, "secret", now));
    BOOST_TEST(!web::has_session("x" + c, "secret", now));
    BOOST_TEST(!web::has_session("a=" + c, "secret", now));
}

BOOST_AUTO_TEST_CASE(only_a_few_are_looked_at)
{
    std::string many;
    for (int i = 0; i < 4; ++i)
        many += "hblinkd=1.2; ";
    BOOST_TEST(!web::has_session(many + field(web::session_cookie("secret", ends)), "secret", now));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/bearer.hpp"

#include <boost/test/unit_test.hpp>

using hblink::web::bears;

BOOST_AUTO_TEST_SUITE(bearer_test)

BOOST_AUTO_TEST_CASE(the_token_opens)
{
    BOOST_TEST(bears("Bearer open sesame", "open sesame"));
    BOOST_TEST(bears("bearer x", "x"));
    BOOST_TEST(bears("BEARER   x", "x"));
}

BOOST_AUTO_TEST_CASE(nothing_else_does)
{
    for (const auto wrong : {"", "x", "Bearer", "Bearer ", "Bearer y", "Bearer xx", "Basic x", "Bearerx x",
                             "Bearer x ", "BearerXx", "Bearer\tx"})
        BOOST_TEST(!bears(wrong, "x"), wrong);
    BOOST_TEST(!bears("Bearer secreT", "secret"));
    BOOST_TEST(!bears("Bearer secre", "secret"));
    BOOST_TEST(!bears("Bearer secretsecret", "secret"));
}

BOOST_AUTO_TEST_CASE(without_a_token_nobody_is_let_in)
{
    BOOST_TEST(!bears("Bearer ", ""));
    BOOST_TEST(!bears("Bearer  ", ""));
    BOOST_TEST(!bears("", ""));
}

BOOST_AUTO_TEST_SUITE_END()

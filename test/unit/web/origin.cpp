// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/origin.hpp"

#include <boost/test/unit_test.hpp>

using hblink::web::same_origin;

BOOST_AUTO_TEST_SUITE(origin_test)

BOOST_AUTO_TEST_CASE(our_own_pages_are_known)
{
    BOOST_TEST(same_origin("http://example.org", "example.org"));
    BOOST_TEST(same_origin("https://Example.ORG", "example.org")); // TLS ended at a proxy
    BOOST_TEST(same_origin("http://127.0.0.1:8080", "127.0.0.1:8080"));
    BOOST_TEST(same_origin("http://[::1]:8080", "[::1]:8080"));
    BOOST_TEST(same_origin("https://example.org", "example.org:443"));
    BOOST_TEST(same_origin("http://example.org:80", "example.org"));
    BOOST_TEST(same_origin("https://example.org", "inner:8080, example.org"));
}

BOOST_AUTO_TEST_CASE(pages_of_other_sites_are_told_apart)
{
    for (const auto* const origin :
         {"http://evil.example", "http://example.org.evil.example", "http://evilexample.org", "null", "",
          "http://", "example.org", "http://example.org:8081", "https://example.org:80", "file://example.org",
          "http://evil@example.org", "http://example.org/", "chrome-extension://example.org"})
        BOOST_TEST(!same_origin(origin, "example.org"), origin);
    BOOST_TEST(!same_origin("http://example.org", ""));
    BOOST_TEST(!same_origin("http://", ""));
    BOOST_TEST(!same_origin("http://:80", ":80"));
}

BOOST_AUTO_TEST_SUITE_END()

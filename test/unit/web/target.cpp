// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/target.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>

namespace {

using namespace hblink::web;

struct sample
{
    std::string_view written;
    std::string_view path;
    std::string_view query;
};
std::ostream& operator<<(std::ostream& out, const sample& s) { return out << s.written; }

constexpr std::array understood{sample{"/", "/", ""},
                                sample{"/healthz", "/healthz", ""},
                                sample{"/metrics?a=b&c=%20?", "/metrics", "a=b&c=%20?"},
                                sample{"/?", "/", ""},
                                sample{"/a%20b", "/a b", ""},
                                sample{"/%6D%65trics", "/metrics", ""},
                                sample{"/100%25", "/100%", ""},
                                sample{"/a/./b", "/a/b", ""},
                                sample{"/a/../b", "/b", ""},
                                sample{"/a/..", "/", ""},
                                sample{"/a/.", "/a/", ""},
                                sample{"/../../etc/passwd", "/etc/passwd", ""},
                                sample{"/%2e%2E/etc", "/etc", ""},
                                sample{"/..%2fetc", "/etc", ""},
                                sample{"//a///b//", "/a/b/", ""},
                                sample{"/...", "/...", ""},
                                sample{"/a..b", "/a..b", ""},
                                sample{"/\\..\\x", "/\\..\\x", ""},
                                sample{"http://example.org", "/", ""},
                                sample{"http://example.org/x?y", "/x", "y"},
                                sample{"https://[::1]:80/x", "/x", ""}};

constexpr std::array<std::string_view, 15> malformed{
    "",      "*",    "healthz", "example.org:443", "/%",        "/%4", "/%zz", "/%00", "/a%0Ab",
    "/%7f/", "/a#b", "/a b",    "ftp://host/x",    "/\xC3\xA4", "/%1"};

}

BOOST_AUTO_TEST_SUITE(target_test)

BOOST_DATA_TEST_CASE(a_target_becomes_a_clean_path_and_a_query, boost::unit_test::data::make(understood), s)
{
    const auto t = parse_target(s.written);
    BOOST_REQUIRE(t.has_value());
    BOOST_TEST(t->path == s.path);
    BOOST_TEST(t->query == s.query);
}

BOOST_DATA_TEST_CASE(a_malformed_target_is_none, boost::unit_test::data::make(malformed), written)
{
    BOOST_TEST(!parse_target(written).has_value());
}

BOOST_AUTO_TEST_CASE(a_path_is_seen_from_the_base_with_or_without_it)
{
    BOOST_TEST(below("/", "/healthz") == "/healthz");
    BOOST_TEST(below("/dmr/", "/dmr/healthz") == "/healthz");
    BOOST_TEST(below("/dmr/", "/dmr/") == "/");
    BOOST_TEST(below("/dmr/", "/healthz") == "/healthz");
    BOOST_TEST(below("/dmr/", "/dmrx/healthz") == "/dmrx/healthz");
}

BOOST_AUTO_TEST_CASE(only_the_base_itself_lacks_a_slash)
{
    BOOST_TEST(lacks_slash("/dmr/", "/dmr"));
    BOOST_TEST(!lacks_slash("/dmr/", "/dmr/"));
    BOOST_TEST(!lacks_slash("/dmr/", "/dmx"));
    BOOST_TEST(!lacks_slash("/", "/"));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/live_stream.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using hblink::web::live_stream;

live_stream::text text(std::size_t size) { return std::make_shared<const std::string>(size, 'x'); }

}

BOOST_AUTO_TEST_SUITE(live_stream_test)

BOOST_AUTO_TEST_CASE(texts_are_found_by_their_numbers)
{
    live_stream s;
    BOOST_TEST(s.next_number() == 0U);
    BOOST_TEST(!s.at(0));
    const auto a = text(1);
    const auto b = text(2);
    s.add(a);
    s.add(b);
    BOOST_TEST((s.at(0) == a));
    BOOST_TEST((s.at(1) == b));
    BOOST_TEST(!s.at(2));
    BOOST_TEST(s.next_number() == 2U);
    BOOST_TEST(s.bytes() == 3U);
}

BOOST_AUTO_TEST_CASE(the_oldest_go_when_there_are_too_many)
{
    live_stream s;
    for (std::size_t i = 0; i < live_stream::most_texts + 2; ++i)
        s.add(text(1));
    BOOST_TEST(s.size() == live_stream::most_texts);
    BOOST_TEST(s.has_lost(1));
    BOOST_TEST(!s.has_lost(2));
    BOOST_TEST(!s.at(1));
    BOOST_TEST(!!s.at(2));
}

BOOST_AUTO_TEST_CASE(the_oldest_go_when_they_are_too_long)
{
    live_stream s;
    for (int i = 0; i < 5; ++i)
        s.add(text(1 << 20));
    BOOST_TEST(s.size() == 4U);
    BOOST_TEST(s.bytes() == live_stream::most_bytes);
    s.add(text(live_stream::most_bytes + 1)); // the newest is always there
    BOOST_TEST(s.size() == 1U);
    BOOST_TEST(!!s.at(5));
}

BOOST_AUTO_TEST_CASE(the_numbers_go_on_when_all_is_forgotten)
{
    live_stream s;
    s.add(text(1));
    s.forget();
    BOOST_TEST(s.bytes() == 0U);
    BOOST_TEST(s.next_number() == 1U);
    BOOST_TEST(s.has_lost(0));
    BOOST_TEST(!s.has_lost(1));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/ids.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <unordered_set>

using namespace hblink::dmr;

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(a_talkgroup_is_not_a_radio_id)
{
    static_assert(!std::is_convertible_v<talkgroup, radio_id>);
    static_assert(!std::is_convertible_v<std::uint32_t, talkgroup>);
    static_assert(!std::is_convertible_v<talkgroup, std::uint32_t>);
    BOOST_TEST(talkgroup{91}.value() == 91u);
    BOOST_TEST(talkgroup{}.value() == 0u);
}

BOOST_AUTO_TEST_CASE(numbers_are_ordered_and_can_be_keys)
{
    BOOST_TEST((talkgroup{1} < talkgroup{2}));
    BOOST_TEST((stream_id{0xFFFF'FFFF} > stream_id{0}));
    std::unordered_set<repeater_id> seen{repeater_id{1}, repeater_id{2}, repeater_id{1}};
    BOOST_TEST(seen.size() == 2u);
    BOOST_TEST(seen.count(repeater_id{2}) == 1u);
}

BOOST_AUTO_TEST_CASE(slots_have_a_number_and_an_index)
{
    for (const slot s : {slot::one, slot::two}) {
        BOOST_TEST(number_of(s) == static_cast<int>(index_of(s)) + 1);
        BOOST_TEST((slot_at(index_of(s)) == s));
    }
    BOOST_TEST(index_of(slot::one) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

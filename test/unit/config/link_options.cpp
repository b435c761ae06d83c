// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/link_options.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

// What an outbound link carries (spec links.md).

using namespace hblink;
using dmr::talkgroup;
using dmr::talkgroup_range;
using dmr::talkgroup_set;

namespace {

const talkgroup_set nothing;
const talkgroup_set everything = talkgroup_set::everything();

void carries(std::string_view options, const talkgroup_set& on_slot_1, const talkgroup_set& on_slot_2)
{
    BOOST_TEST_CONTEXT('"' << options << '"')
    {
        const auto carried = config::link_talkgroups(options, 20'000);
        BOOST_TEST((carried[0] == on_slot_1));
        BOOST_TEST((carried[1] == on_slot_2));
    }
}

talkgroup_set range(std::uint32_t first, std::uint32_t last)
{
    talkgroup_set s;
    s.add(talkgroup_range{talkgroup{first}, talkgroup{last}});
    return s;
}

}

BOOST_AUTO_TEST_SUITE(link_options)

BOOST_AUTO_TEST_CASE(nothing_said_or_a_star_is_everything_on_both_slots)
{
    for (const std::string_view text : {"", "  ", "*", " * "})
        carries(text, everything, everything);
}

BOOST_AUTO_TEST_CASE(a_slot_that_is_not_mentioned_carries_nothing)
{
    carries("TS1=8,9", {talkgroup{8}, talkgroup{9}}, nothing);
    carries("ts2 = 91", nothing, {talkgroup{91}});
    carries("TS1=;TS2=91", nothing, {talkgroup{91}});
}

BOOST_AUTO_TEST_CASE(a_star_for_a_slot_is_everything_on_it)
{
    carries("TS1=*", everything, nothing);
    carries("TS1=*;TS2=*", everything, everything);
    carries("TS1=8;TS2=*", {talkgroup{8}}, everything);
    carries("TS1=*;TS1=8", everything, nothing); // lists of one slot add up
}

BOOST_AUTO_TEST_CASE(ranges_count) { carries("TS1=100-199", range(100, 199), nothing); }

BOOST_AUTO_TEST_CASE(of_a_translation_the_network_side_counts)
{
    carries("TS1=91:2:8,100:1", {talkgroup{91}, talkgroup{100}}, nothing);
    carries("TS2=91:1:8", nothing, {talkgroup{91}});
}

BOOST_AUTO_TEST_CASE(source_and_unit_have_no_effect)
{
    carries("SRC=3120001;UNIT=true;TS2=91", nothing, {talkgroup{91}});
    carries("SRC=3120001;UNIT=true", nothing, nothing); // it says something, but no talkgroup
}

BOOST_AUTO_TEST_CASE(a_bad_entry_is_skipped_and_the_others_count)
{
    carries("TS1=x,8,31*,16777216;TS2=91", {talkgroup{8}}, {talkgroup{91}});
    carries("TS1=x", nothing, nothing);
}

BOOST_AUTO_TEST_CASE(other_keys_are_ignored)
{
    carries("StartRef=4001;TS2=91;VOICE=1", nothing, {talkgroup{91}});
    carries("nonsense", nothing, nothing);
    carries("*;TS2=91", nothing, {talkgroup{91}}); // a star among other things means nothing
}

BOOST_AUTO_TEST_CASE(a_slot_takes_as_many_talkgroups_as_the_limit_says)
{
    const auto carried = config::link_talkgroups("TS1=1-60,101-141,201-240", 100);
    BOOST_TEST(carried[0].size() == 100U);
}

BOOST_AUTO_TEST_CASE(keys_of_dmr_plus_count_where_that_dialect_is_understood)
{
    const std::string_view text = "TS1_1=91;TS2_1=262;TS2_2=";
    carries(text, nothing, nothing);
    const auto carried = config::link_talkgroups(text, 20'000, true);
    BOOST_TEST((carried[0] == talkgroup_set{talkgroup{91}}));
    BOOST_TEST((carried[1] == talkgroup_set{talkgroup{262}}));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/compact.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "unit/observe/sample.hpp"

namespace {

using namespace hblink::observe;
using hblink::dmr::talkgroup;
using hblink::dmr::talkgroup_set;
using hblink::test::bytes_of;

}

BOOST_AUTO_TEST_SUITE(compact_)

BOOST_AUTO_TEST_CASE(talkgroups_are_all_none_or_a_list)
{
    BOOST_TEST(compact(talkgroup_set::everything()) == "all");
    BOOST_TEST(compact(talkgroup_set{}) == "none");
    BOOST_TEST(compact(talkgroup_set{talkgroup{91}}) == "91");
    talkgroup_set set{talkgroup{91}};
    set.add({talkgroup{3100}, talkgroup{3199}});
    BOOST_TEST(compact(set) == "91,3100-3199");
}

BOOST_AUTO_TEST_CASE(a_long_list_of_talkgroups_ends_with_how_many_more_there_are)
{
    talkgroup_set set;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        set.add(talkgroup{10 * i + 1});
    const auto text = compact(set);
    BOOST_TEST(text.starts_with("1,11,21,"));
    BOOST_TEST(text.ends_with(",491,...+9950"));
}

BOOST_AUTO_TEST_CASE(translations_are_the_repeaters_words_and_the_networks)
{
    using hblink::dmr::slot;
    std::vector<hblink::core::remap> remaps{
        {slot::two, {talkgroup{2624}, talkgroup{2624}}, slot::two, talkgroup{9}},
        {slot::two, {talkgroup{3100}, talkgroup{3109}}, slot::one, {}}};
    BOOST_TEST(compact(hblink::core::settle(remaps).translation) == "1:3100-3109=2:3100-3109,2:9=2:2624");
    BOOST_TEST(compact(hblink::core::translation{}) == "");
    remaps.clear();
    for (std::uint32_t i = 0; i < 60; ++i)
        remaps.push_back({slot::one, {talkgroup{10 * i}, talkgroup{10 * i}}, slot::two, {}});
    BOOST_TEST(compact(hblink::core::settle(remaps).translation).ends_with(",2:490=1:490,...+10"));
}

BOOST_AUTO_TEST_CASE(a_long_list_of_texts_is_bounded_too)
{
    const std::vector<std::string_view> few{"DIAL", "VOICE"};
    BOOST_TEST(compact(few) == "DIAL,VOICE");
    const std::vector<std::string_view> many(51, "x");
    BOOST_TEST(compact(many).ends_with(",x,...+1"));
    BOOST_TEST(compact(std::span<const std::string_view>{}) == "");
}

BOOST_AUTO_TEST_CASE(the_first_sixteen_bytes_are_shown)
{
    BOOST_TEST(first_bytes({}) == "");
    BOOST_TEST(first_bytes(bytes_of("\x01\xAB")) == "01ab");
    BOOST_TEST(first_bytes(bytes_of("0123456789abcdefXYZ")) == "30313233343536373839616263646566");
}

BOOST_AUTO_TEST_CASE(salts_and_digests_are_not_shown)
{
    BOOST_TEST(first_bytes(bytes_of("RPTACKsalt")) == "52505441434b");
    BOOST_TEST(first_bytes(bytes_of("RPTK1234digestdigest")) == "5250544b31323334");
}

BOOST_AUTO_TEST_CASE(passwords_in_options_are_hidden)
{
    BOOST_TEST(without_secrets("TS1=91;PASS=hunter2;TS2=3100") == "TS1=91;PASS=***;TS2=3100");
    BOOST_TEST(without_secrets(" pass =hunter2") == " pass =***");
    BOOST_TEST(without_secrets("Password=a=b;") == "Password=***;");
    BOOST_TEST(without_secrets("TS1=91,3100-3199;TS2=*") == "TS1=91,3100-3199;TS2=*");
    BOOST_TEST(without_secrets("") == "");
    BOOST_TEST(without_secrets(";;") == ";;");
}

BOOST_AUTO_TEST_SUITE_END()

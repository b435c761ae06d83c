// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/talkgroup_names.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace hblink;
using config::read_talkgroup_names;

std::string find(const config::loaded_talkgroup_names& loaded, std::uint32_t talkgroup, dmr::slot s)
{
    return std::string{loaded.names->find(dmr::talkgroup{talkgroup}, s)};
}

}

BOOST_AUTO_TEST_SUITE(talkgroup_names_)

BOOST_AUTO_TEST_CASE(a_csv_of_numbers_and_names_needs_no_header)
{
    const auto loaded = read_talkgroup_names("91,World-wide\r\n\r\n 262 ,\"Germany, all\"\r\n8,Local,2\r\n");
    BOOST_REQUIRE(loaded.names);
    BOOST_TEST(find(loaded, 91, dmr::slot::one) == "World-wide");
    BOOST_TEST(find(loaded, 262, dmr::slot::two) == "Germany, all");
    BOOST_TEST(find(loaded, 8, dmr::slot::two) == "Local");
    BOOST_TEST(find(loaded, 8, dmr::slot::one) == "");
    BOOST_TEST(loaded.names->find(dmr::talkgroup{91}) == "World-wide");
    BOOST_TEST(loaded.report.rows == 3U);
}

BOOST_AUTO_TEST_CASE(a_header_names_the_columns)
{
    const auto loaded = read_talkgroup_names("Country,Talkgroup,Name\nGlobal,91,World-wide\n");
    BOOST_TEST(find(loaded, 91, dmr::slot::one) == "World-wide");
    const auto slots = read_talkgroup_names("slot,tgid,description\n1,9,Here\n2,9,There\n,9,Anywhere\n");
    BOOST_TEST(find(slots, 9, dmr::slot::one) == "Here");
    BOOST_TEST(find(slots, 9, dmr::slot::two) == "There");
    BOOST_TEST(slots.names->find(dmr::talkgroup{9}) == "Anywhere");
    BOOST_TEST(read_talkgroup_names("id,name\n1,One\n").report.skipped == 0U);
}

BOOST_AUTO_TEST_CASE(json_is_an_object_or_a_list)
{
    const auto object = read_talkgroup_names(R"( {"91": "World-wide", "_comment": "x", "nine": "Nine"})");
    BOOST_TEST(find(object, 91, dmr::slot::two) == "World-wide");
    BOOST_TEST(object.report.rows == 1U);
    BOOST_TEST(object.report.skipped == 1U);
    const auto list = read_talkgroup_names(
        R"([{"id":91,"name":"A"},{"tgid":"92","name":"B","slot":1},{"name":"C"},{"id":1},5,{"id":-1,"name":"D"}])");
    BOOST_TEST(find(list, 91, dmr::slot::one) == "A");
    BOOST_TEST(find(list, 92, dmr::slot::one) == "B");
    BOOST_TEST(find(list, 92, dmr::slot::two) == "");
    BOOST_TEST(list.report.skipped == 4U);
}

BOOST_AUTO_TEST_CASE(the_last_name_of_a_talkgroup_counts)
{
    const auto loaded = read_talkgroup_names("91,Old\n91,New\n91,On one,1\n");
    BOOST_TEST(find(loaded, 91, dmr::slot::two) == "New");
    BOOST_TEST(find(loaded, 91, dmr::slot::one) == "On one");
    BOOST_TEST(loaded.report.repeated == 1U);
    BOOST_TEST(loaded.names->memory() < 1000U);
}

BOOST_AUTO_TEST_CASE(names_are_fit_to_be_shown)
{
    const auto loaded = read_talkgroup_names("1,\x1b[31mred\n2," + std::string(100, 'x') + "\n3,  \n");
    BOOST_TEST(find(loaded, 1, dmr::slot::one) == "[31mred");
    BOOST_TEST(find(loaded, 2, dmr::slot::one) == std::string(64, 'x'));
    BOOST_TEST(loaded.report.repaired == 2U);
    BOOST_TEST(loaded.report.problem == "there is no name");
    BOOST_TEST(loaded.report.problem_line == 3U);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_24_bits_are_nobodys)
{
    const auto loaded = read_talkgroup_names("16777215,Last\n16777216,No\n0,No\n1,One\n");
    BOOST_TEST(loaded.report.rows == 2U);
    BOOST_TEST(find(loaded, 0x4000'0001, dmr::slot::one) == ""); // not 1 after a shift
    BOOST_TEST(loaded.names->find(dmr::talkgroup{0x4000'0001}) == "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_refused_with_the_reason)
{
    BOOST_TEST(read_talkgroup_names("").error == "it has no name of a talkgroup");
    BOOST_TEST(read_talkgroup_names("{}").error == "it has no name of a talkgroup");
    BOOST_TEST(read_talkgroup_names("[]").error == "it has no name of a talkgroup");
    BOOST_TEST(read_talkgroup_names("{\"91\":").error != "");
    BOOST_TEST(!read_talkgroup_names("{\"91\":").names);
    BOOST_TEST(read_talkgroup_names(std::string(9 << 20, ' ')).error == "larger than 8 MiB");
    std::string many;
    for (std::size_t i = 0; i <= config::talkgroup_names::most; ++i)
        many += "1,A\n";
    BOOST_TEST(read_talkgroup_names(many).error == "more than 100,000 names");
}

BOOST_AUTO_TEST_SUITE_END()

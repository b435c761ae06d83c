// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/user_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "support/temporary.hpp"

namespace {

using namespace hblink;
using config::read_users;
using config::user_directory;

// "callsign|name|city|state|country", or "" when nobody has the id.
std::string find(const config::loaded_users& loaded, std::uint32_t id)
{
    const auto found = loaded.users->find(dmr::radio_id{id});
    if (!found)
        return "";
    std::string text{found->callsign};
    for (const auto field : {found->name, found->city, found->state, found->country})
        (text += '|') += field;
    return text;
}

// As many rows as radioid.net has, with as many different places.
std::string large_list(std::uint32_t rows)
{
    std::string csv{"RADIO_ID,CALLSIGN,FIRST_NAME,LAST_NAME,CITY,STATE,COUNTRY\n"};
    for (std::uint32_t i = 0; i < rows; ++i) {
        const std::string n = std::to_string(i);
        csv += std::to_string(1'000'000 + i * 7) + ",DL" + n + ",Maximilian" + n + ",,Villeneuve " +
               std::to_string(i * 2654435761U % 60'000) + ",State " + std::to_string(i % 2000) + ",Country " +
               std::to_string(i % 200) + "\n";
    }
    return csv;
}

}

BOOST_AUTO_TEST_SUITE(user_directory_)

BOOST_AUTO_TEST_CASE(the_sample_of_radioid_net_is_read_with_its_oddities)
{
    const auto loaded = read_users(test::contents(HBLINK_TEST_DATA "/names/user.csv"));
    BOOST_REQUIRE(loaded.users);
    BOOST_TEST(loaded.error == "");
    BOOST_TEST(loaded.report.rows == 401U);
    BOOST_TEST(loaded.report.skipped == 1U);
    BOOST_TEST(loaded.report.problem_line == 402U);
    BOOST_TEST(loaded.report.problem == "the id is not a number from 1 to 16777215");
    BOOST_TEST(find(loaded, 2265414) == "KA0R|Dmitri|São Paulo|SP|Brazil");
    BOOST_TEST(find(loaded, 3937509) == "N97C|Inês|Québec, QC|Quebec|Canada");
    BOOST_TEST(find(loaded, 5072877) == "BB5SID|Zoë|\"Old\" Town||Malta");
    BOOST_TEST(find(loaded, 3120001) == "N0CALL||||"); // a row of two fields
    BOOST_TEST(find(loaded, 1) == "");
}

BOOST_AUTO_TEST_CASE(a_header_is_not_needed_and_may_give_another_order)
{
    BOOST_TEST(find(read_users("1,AB1C,Ann,Bell,City,State,Land"), 1) == "AB1C|Ann Bell|City|State|Land");
    BOOST_TEST(find(read_users("Country,Callsign,Radio ID,Name\r\nMalta,9H1A,7,Ann\r\n"), 7) ==
               "9H1A|Ann|||Malta");
    BOOST_TEST(find(read_users("\xEF\xBB\xBFid,callsign,surname\n7,9H1A,Bell"), 7) == "9H1A|Bell|||");
}

BOOST_AUTO_TEST_CASE(of_several_rows_for_one_id_the_last_counts)
{
    const auto loaded = read_users("5,OLD\n4,AB1C\n5,MID\n5,NEW\n");
    BOOST_TEST(find(loaded, 5) == "NEW||||");
    BOOST_TEST(find(loaded, 4) == "AB1C||||");
    BOOST_TEST(loaded.report.rows == 2U);
    BOOST_TEST(loaded.report.repeated == 2U);
    BOOST_TEST(loaded.users->ids_of("OLD").empty());
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_rows_are_skipped_and_counted)
{
    const auto loaded = read_users("0,A1A\n16777216,A1A\n-1,A1A\n,A1A\n12,\n12,\"A1A\nxyz\n" +
                                   std::string(5000, 'x') + "\n16777215,B1B\n");
    BOOST_TEST(loaded.report.rows == 1U);
    BOOST_TEST(loaded.report.skipped == 8U);
    BOOST_TEST(loaded.report.problem_line == 1U);
    BOOST_TEST(find(loaded, 16777215) == "B1B||||");
    BOOST_TEST(read_users("1,A1A\n2,\n").report.problem == "there is no callsign");
    BOOST_TEST(read_users("1,A1A\n2,\"\n").report.problem_line == 2U);
}

BOOST_AUTO_TEST_CASE(texts_are_repaired_and_cut_and_their_rows_counted)
{
    const auto loaded =
        read_users(std::string{"1,A1\x1b"
                               "B,M\xFCller\n2,A1A," +
                               std::string(300, 'n') + "," + std::string(300, 'm') + "\n3,C1C\n"});
    BOOST_TEST(find(loaded, 1) == "A1 B|M\xEF\xBF\xBDller|||");
    BOOST_TEST(find(loaded, 2) == "A1A|" + std::string(64, 'n') + " " + std::string(64, 'm') + "|||");
    BOOST_TEST(loaded.report.repaired == 2U);
    BOOST_TEST(loaded.report.skipped == 0U);
}

BOOST_AUTO_TEST_CASE(a_file_without_a_single_row_is_refused)
{
    for (const auto text : {"", "\n\n", "RADIO_ID,CALLSIGN\n", "<html><body>503</body></html>"}) {
        const auto loaded = read_users(text);
        BOOST_TEST(!loaded.users);
        BOOST_TEST(loaded.error == "it has no row with a radio id and a callsign");
    }
    BOOST_TEST(!read_users(std::string(100'000, '\0')).users);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused_with_the_reason)
{
    BOOST_TEST(read_users(std::string(user_directory::largest_file + 1, ' ')).error == "larger than 64 MiB");
    std::string csv;
    for (std::size_t i = 0; i <= user_directory::most; ++i)
        csv += "1,A\n";
    const auto loaded = read_users(csv);
    BOOST_TEST(!loaded.users);
    BOOST_TEST(loaded.error == "more than 1,000,000 rows");
}

BOOST_AUTO_TEST_CASE(a_callsign_leads_to_all_its_radios_whatever_the_case)
{
    const auto loaded = read_users("9,AB1C\n3,ab1c\n5,AB1CD\n4,AB1\n7,Ab1C\n");
    const std::vector<dmr::radio_id> expected{dmr::radio_id{3}, dmr::radio_id{7}, dmr::radio_id{9}};
    BOOST_CHECK(loaded.users->ids_of("aB1c") == expected);
    BOOST_TEST(loaded.users->ids_of("AB").empty());
    BOOST_TEST(loaded.users->ids_of("ZZ").empty());
    BOOST_TEST(loaded.users->ids_of("").empty());
    BOOST_TEST(user_directory{}.ids_of("AB1C").empty());
    BOOST_TEST(!user_directory{}.find(dmr::radio_id{1}));
}

BOOST_AUTO_TEST_CASE(everybody_is_found_and_nobody_else)
{
    for (const std::uint32_t rows : {1U, 63U, 64U, 65U, 128U, 1000U}) {
        std::string csv;
        for (std::uint32_t i = 1; i <= rows; ++i)
            csv += std::to_string(i * 10) + ",C" + std::to_string(i) + "\n";
        const auto loaded = read_users(csv);
        for (std::uint32_t id = 0; id < rows * 10 + 20; ++id) {
            const bool is_there = id != 0 && id % 10 == 0 && id <= rows * 10;
            BOOST_REQUIRE(find(loaded, id) == (is_there ? "C" + std::to_string(id / 10) + "||||" : ""));
        }
    }
}

BOOST_AUTO_TEST_CASE(three_hundred_thousand_rows_take_at_most_twenty_mebibytes)
{
    const auto loaded = read_users(large_list(300'000));
    BOOST_REQUIRE(loaded.users);
    BOOST_TEST(loaded.users->size() == 300'000U);
    BOOST_TEST_MESSAGE("300,000 rows take " << loaded.users->memory() / 1024 << " KiB");
    BOOST_TEST(loaded.users->memory() <= 20U * 1024 * 1024);
    BOOST_TEST(find(loaded, 1'000'000) == "DL0|Maximilian0|Villeneuve 0|State 0|Country 0");
    BOOST_TEST(find(loaded, 1'000'000 + 299'999 * 7).starts_with("DL299999|Maximilian299999|"));
    BOOST_TEST(find(loaded, 1'000'001) == "");
}

BOOST_AUTO_TEST_SUITE_END()

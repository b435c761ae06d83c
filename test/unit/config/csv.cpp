// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/csv.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace hblink::config;
using fields = std::vector<std::string>;

fields fields_of(std::string_view line)
{
    csv_row row;
    const auto problem = row.read(line);
    if (!problem.empty())
        return {"problem: " + std::string{problem}};
    fields found;
    for (std::size_t i = 0; i < row.size(); ++i)
        found.emplace_back(row[i]);
    return found;
}

std::string cleaned(std::string_view text, std::size_t most = 64)
{
    std::string to{"<"};
    append_clean(to, text, most);
    return to + '>';
}

}

BOOST_AUTO_TEST_SUITE(csv_)

BOOST_AUTO_TEST_CASE(a_line_is_split_at_its_commas)
{
    BOOST_CHECK(fields_of("a,b,c") == (fields{"a", "b", "c"}));
    BOOST_CHECK(fields_of(",,") == (fields{"", "", ""}));
    BOOST_CHECK(fields_of("a") == (fields{"a"}));
}

BOOST_AUTO_TEST_CASE(quotes_keep_commas_and_doubled_quotes)
{
    BOOST_CHECK(fields_of(R"("Québec, QC",x)") == (fields{"Québec, QC", "x"}));
    BOOST_CHECK(fields_of(R"(1,"""Old"" Town",,Malta)") == (fields{"1", "\"Old\" Town", "", "Malta"}));
    BOOST_CHECK(fields_of(R"("",)") == (fields{"", ""}));
    BOOST_CHECK(fields_of(R"(5'10" tall,x)") ==
                (fields{"5'10\" tall", "x"})); // not at the beginning: a letter
    BOOST_CHECK(fields_of(R"("a"b,c)") == (fields{"ab", "c"}));
}

BOOST_AUTO_TEST_CASE(a_line_that_is_no_row_says_why)
{
    BOOST_CHECK(fields_of("1,\"open,2") == (fields{"problem: a quote is not closed"}));
    BOOST_CHECK(fields_of("\"") == (fields{"problem: a quote is not closed"}));
    BOOST_CHECK(fields_of(std::string(longest_csv_line + 1, 'x')) ==
                (fields{"problem: the line is too long"}));
    BOOST_TEST(fields_of(std::string(longest_csv_line, 'x')).front().size() == longest_csv_line);
    BOOST_CHECK(fields_of(std::string(most_csv_fields, ',')) == (fields{"problem: too many fields"}));
    BOOST_TEST(fields_of(std::string(most_csv_fields - 1, ',')).size() == most_csv_fields);
}

BOOST_AUTO_TEST_CASE(a_row_is_read_again_without_a_rest_of_the_one_before)
{
    csv_row row;
    row.read("a,b,c");
    row.read("d");
    BOOST_TEST(row.size() == 1U);
    BOOST_TEST(row[0] == "d");
    BOOST_TEST(row[1] == "");
    BOOST_TEST(row[99] == "");
}

BOOST_AUTO_TEST_CASE(lines_end_with_lf_or_crlf_and_blank_ones_are_counted_but_not_shown)
{
    csv_lines lines{"\xEF\xBB\xBF"
                    "one\r\n\n \t\r\nfour\nfive"};
    BOOST_TEST(*lines.next() == "one");
    BOOST_TEST(lines.number() == 1U);
    BOOST_TEST(*lines.next() == "four");
    BOOST_TEST(lines.number() == 4U);
    BOOST_TEST(*lines.next() == "five");
    BOOST_TEST(!lines.next());
    BOOST_TEST(!csv_lines{""}.next());
}

BOOST_AUTO_TEST_CASE(columns_are_found_however_their_names_are_written)
{
    csv_row row;
    for (const auto header : {"x,RADIO_ID", "x,Radio ID", "x,radioId", "x, radio-id "}) {
        row.read(header);
        BOOST_TEST(column_named(row, {"DMRID", "RADIOID"}).value_or(99) == 1U);
    }
    BOOST_TEST(!column_named(row, {"CALLSIGN"}));
}

BOOST_AUTO_TEST_CASE(texts_are_fit_to_be_shown)
{
    BOOST_TEST(cleaned("  São Paulo\t") == "<São Paulo>");
    BOOST_TEST(cleaned(std::string_view{"a\0b\x1b[31m", 8}) == "<a b [31m>");
    BOOST_TEST(cleaned("\x01\x02 x \x03") == "<x>");
    BOOST_TEST(cleaned("M\xFCnchen") == "<M\xEF\xBF\xBDnchen>"); // ISO-8859-1
    BOOST_TEST(cleaned("x\xE2\x80\xAEy") == "<x y>");            // would turn the line round
    BOOST_TEST(cleaned("") == "<>");
}

BOOST_AUTO_TEST_CASE(texts_are_cut_at_the_end_of_a_character)
{
    BOOST_TEST(cleaned("Łódź", 4) == "<Łó>");
    BOOST_TEST(cleaned("Łódź", 3) == "<Ł>");
    BOOST_TEST(cleaned("abc def", 4) == "<abc>");
    std::string to;
    BOOST_TEST(append_clean(to, "abcde", 4).cut);
    BOOST_TEST(!append_clean(to, "abcd  ", 4).cut);
    BOOST_TEST(append_clean(to, "\xFF", 4).repaired);
    BOOST_TEST(!append_clean(to, "é", 4).repaired);
}

BOOST_AUTO_TEST_CASE(numbers_are_digits_within_their_range)
{
    BOOST_TEST(read_number(" 91 ", 1, 100).value_or(0) == 91U);
    for (const auto wrong : {"", "0", "101", "-1", "+1", "9 1", "91x", "0x10", "99999999999999999999", "1.0"})
        BOOST_TEST(!read_number(wrong, 1, 100), wrong);
}

BOOST_AUTO_TEST_SUITE_END()

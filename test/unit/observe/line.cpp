// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/line.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <limits>
#include <string>

#include "unit/observe/time_zone.hpp"

namespace {

using namespace hblink::observe;
using hblink::config::log_format;
using hblink::config::log_level;
using namespace std::chrono_literals;

constexpr wall_time at_noon{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + 12h + 34min + 56s +
                            789012us};

std::string render_one(field f, log_format format)
{
    const std::array<field, 1> fields{f};
    return render(record{at_noon, log_level::warning, log_event::repeater_lost, fields}, format);
}

std::string in_json(std::string_view text)
{
    return std::string{
        boost::json::parse(render_one({"callsign", text}, log_format::json)).at("callsign").as_string()};
}

std::string in_text(std::string_view text)
{
    const auto line = render_one({"callsign", text}, log_format::text);
    return line.substr(line.find("callsign="));
}

}

BOOST_AUTO_TEST_SUITE(line_)

BOOST_AUTO_TEST_CASE(a_json_line_begins_with_time_level_and_event)
{
    BOOST_TEST(
        render_one({"repeater", 312000}, log_format::json) ==
        R"({"time":"2026-01-01T12:34:56.789012Z","level":"warning","event":"repeater_lost","repeater":312000})");
}

BOOST_AUTO_TEST_CASE(a_text_line_is_time_level_and_message_in_local_time)
{
    const hblink::test::time_zone here{"CET-1CEST,M3.5.0,M10.5.0/3"};
    BOOST_TEST(render_one({"repeater", 312000}, log_format::text) ==
               "2026-01-01 13:34:56,789 - WARNING - Repeater lost: repeater=312000");
}

BOOST_AUTO_TEST_CASE(a_line_without_fields_ends_with_its_phrase)
{
    const hblink::test::time_zone here{"UTC0"};
    const record r{at_noon, log_level::critical, log_event::stopped, {}};
    BOOST_TEST(render(r, log_format::text) == "2026-01-01 12:34:56,789 - CRITICAL - Server stopped");
    BOOST_TEST(render(r, log_format::json) ==
               R"({"time":"2026-01-01T12:34:56.789012Z","level":"critical","event":"stopped"})");
}

BOOST_AUTO_TEST_CASE(numbers_and_truth_values_keep_their_type_in_json)
{
    const auto value = [](field_value v) {
        return boost::json::parse(render_one({"x", v}, log_format::json)).at("x");
    };
    BOOST_TEST(value(-1).as_int64() == -1);
    BOOST_TEST(value(std::uint32_t{4294967295}).to_number<std::uint64_t>() == 4294967295u);
    BOOST_TEST(value(std::numeric_limits<std::uint64_t>::max()).as_uint64() ==
               std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(value(1.5).as_double() == 1.5);
    BOOST_TEST(value(true).as_bool());
    BOOST_TEST(value(hblink::dmr::slot::two).as_int64() == 2);
    BOOST_TEST(value(hblink::dmr::talkgroup{91}).as_int64() == 91);
    BOOST_TEST(value(std::numeric_limits<double>::quiet_NaN()).is_null());
}

BOOST_AUTO_TEST_CASE(a_text_comes_back_from_json_as_it_was)
{
    for (const std::string_view text : {"", "N0CALL", "say \"hi\"", "back\\slash", "a\nb\r\t\x1b[31m\x7f",
                                        "M\xC3\xBCnchen", "\xF0\x9F\x93\xBB", "\xC2\x85", "\xE2\x80\xA8"})
        BOOST_TEST(in_json(text) == text);
    BOOST_TEST(in_json(std::string_view{"a\0b", 3}) == (std::string{"a\0b", 3}));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf_8_are_replaced)
{
    for (const std::string_view text :
         {"\xFF", "\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
        const auto shown = in_json(text);
        BOOST_TEST(shown.find("\xEF\xBF\xBD") == 0u);
        BOOST_TEST(shown.find_first_of(text) == (text.find('\xEF') == text.npos ? shown.npos : 0u));
    }
    BOOST_TEST(in_json("M\xFCnchen") == "M\xEF\xBF\xBDnchen");
}

BOOST_AUTO_TEST_CASE(no_control_character_reaches_a_terminal)
{
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    all += "\xC2\x9B\xE2\x80\xA8";
    for (const auto format : {log_format::json, log_format::text}) {
        const auto line = render_one({"callsign", all}, format);
        for (const char c : line)
            BOOST_TEST((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
        BOOST_TEST(line.find("\xC2\x9B") == line.npos);
        BOOST_TEST(line.find("\xE2\x80\xA8") == line.npos);
    }
}

BOOST_AUTO_TEST_CASE(in_text_only_what_is_no_single_word_is_quoted)
{
    BOOST_TEST(in_text("N0CALL") == "callsign=N0CALL");
    BOOST_TEST(in_text("[2001:db8::1]:62031") == "callsign=[2001:db8::1]:62031");
    BOOST_TEST(in_text("91,3100-3199") == "callsign=91,3100-3199");
    BOOST_TEST(in_text("") == "callsign=\"\"");
    BOOST_TEST(in_text("two words") == "callsign=\"two words\"");
    BOOST_TEST(in_text("a=b") == "callsign=\"a=b\"");
    BOOST_TEST(in_text("a\nb - ERROR - c") == "callsign=\"a\\u000ab - ERROR - c\"");
}

BOOST_AUTO_TEST_SUITE_END()

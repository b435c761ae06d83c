// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/command_line.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>

using hblink::app::command;
using hblink::app::parse_command_line;

namespace {

bool is(const std::vector<std::string>& arguments, command c, const std::string& file)
{
    const auto line = parse_command_line(arguments);
    return line.command == c && line.configuration == file;
}

}

BOOST_AUTO_TEST_SUITE(command_lines)

BOOST_AUTO_TEST_CASE(without_a_word_the_server_runs_with_the_usual_file)
{
    BOOST_TEST(is({}, command::run, hblink::app::default_configuration));
    BOOST_TEST(is({"run"}, command::run, hblink::app::default_configuration));
}

BOOST_AUTO_TEST_CASE(the_file_is_an_option_or_a_bare_path)
{
    BOOST_TEST(is({"--config", "/a/b.json"}, command::run, "/a/b.json"));
    BOOST_TEST(is({"run", "-c", "b.json"}, command::run, "b.json"));
    BOOST_TEST(is({"run", "--config=b.json"}, command::run, "b.json"));
    BOOST_TEST(is({"b.json"}, command::run, "b.json"));
    BOOST_TEST(is({"check", "b.json"}, command::check, "b.json"));
    BOOST_TEST(is({"check", "--config", "b.json"}, command::check, "b.json"));
    BOOST_TEST(is({"init", "./new"}, command::init, "./new"));
    BOOST_TEST(is({"health", "--config", "b.json"}, command::health, "b.json"));
}

BOOST_AUTO_TEST_CASE(help_and_version_win_over_what_else_is_there)
{
    BOOST_TEST(is({"--help"}, command::help, hblink::app::default_configuration));
    BOOST_TEST(is({"check", "--version"}, command::version, hblink::app::default_configuration));
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused)
{
    using error = boost::program_options::error;
    BOOST_CHECK_THROW(parse_command_line({"--no-such-option"}), error);
    BOOST_CHECK_THROW(parse_command_line({"chekc"}), error);
    BOOST_CHECK_THROW(parse_command_line({"check", "a.json", "b.json"}), error);
    BOOST_CHECK_THROW(parse_command_line({"a.json", "--config", "b.json"}), error);
    BOOST_CHECK_THROW(parse_command_line({"--config"}), error);
}

BOOST_AUTO_TEST_CASE(the_help_names_every_command)
{
    std::ostringstream out;
    hblink::app::print_help(out);
    for (const auto* word : {"run", "check", "init", "health", "--version", "--help"})
        BOOST_TEST(out.str().find(word) != std::string::npos, word);
}

BOOST_AUTO_TEST_SUITE_END()

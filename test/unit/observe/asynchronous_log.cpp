// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/asynchronous_log.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>
#include <thread>

#include "unit/observe/trouble.hpp"

namespace {

namespace fs = std::filesystem;
using namespace hblink::observe;
using hblink::config::log_format;
using hblink::config::log_level;
using hblink::test::contents;
using hblink::test::lines_in;
using namespace std::chrono_literals;

struct log_fixture
{
    hblink::test::temporary_folder folder;
    hblink::test::pipe pipe;
    hblink::config::logging_settings settings;

    log_fixture()
    {
        settings.file = folder / "hblink.log";
        settings.file_format = log_format::json;
    }

    // What the console was given, after the log was closed.
    std::vector<boost::json::object> console_lines()
    {
        pipe.close_writer();
        return parsed(pipe.read_rest());
    }

    std::vector<boost::json::object> file_lines() const { return parsed(contents(settings.file)); }

    static std::vector<boost::json::object> parsed(const std::string& text)
    {
        std::vector<boost::json::object> found;
        for (const auto& line : lines_in(text))
            if (!line.empty())
                found.push_back(boost::json::parse(line).as_object());
        return found;
    }

    static void write(asynchronous_log& log, std::uint64_t number)
    {
        log.write(log_level::info, log_event::stopped, {{"status", number}});
    }
};

std::uint64_t lost_in(const std::vector<boost::json::object>& lines, std::string_view sink)
{
    std::uint64_t sum = 0;
    for (const auto& line : lines)
        if (line.at("event") == "log_lines_lost") {
            BOOST_TEST(line.at("sink").as_string() == sink);
            BOOST_TEST(line.at("level").as_string() == "warning");
            sum += line.at("lost").to_number<std::uint64_t>();
        }
    return sum;
}

std::uint64_t count(const std::vector<boost::json::object>& lines, std::string_view event)
{
    std::uint64_t n = 0;
    for (const auto& line : lines)
        n += line.at("event").as_string() == event ? 1u : 0u;
    return n;
}

}

BOOST_FIXTURE_TEST_SUITE(asynchronous_log_, log_fixture)

BOOST_AUTO_TEST_CASE(a_line_goes_to_the_console_and_to_the_file)
{
    {
        asynchronous_log log{settings, pipe.writer()};
        write(log, 1);
        write(log, 2);
        BOOST_TEST(log.close(10s));
        BOOST_TEST(log.lines_lost() == 0u);
    }
    for (const auto& lines : {console_lines(), file_lines()}) {
        BOOST_REQUIRE(lines.size() == 2u);
        BOOST_TEST(lines[0].at("status").as_int64() == 1);
        BOOST_TEST(lines[1].at("status").as_int64() == 2);
    }
}

BOOST_AUTO_TEST_CASE(each_output_has_its_own_format)
{
    for (const auto format : {log_format::json, log_format::text}) {
        hblink::test::pipe console;
        settings.console_format = format;
        settings.file_format = format == log_format::json ? log_format::text : log_format::json;
        settings.file = folder / (format == log_format::json ? "a.log" : "b.log");
        asynchronous_log log{settings, console.writer()};
        write(log, 1);
        BOOST_TEST(log.close(10s));
        console.close_writer();
        const auto on_console = console.read_rest();
        const auto in_file = contents(settings.file);
        const auto& text = format == log_format::text ? on_console : in_file;
        const auto& json = format == log_format::text ? in_file : on_console;
        BOOST_TEST(json.starts_with("{\"time\":\""));
        BOOST_TEST(text.ends_with(" - INFO - Server stopped: status=1\n"));
    }
}

BOOST_AUTO_TEST_CASE(each_output_has_its_own_level)
{
    settings.console_level = log_level::warning;
    settings.file_level = log_level::debug;
    {
        asynchronous_log log{settings, pipe.writer()};
        BOOST_TEST(log.enabled(log_level::debug));
        log.write(log_level::debug, log_event::hang_time_expired);
        log.write(log_level::info, log_event::stopped);
        log.write(log_level::error, log_event::listen_failed);
        BOOST_TEST(log.close(10s));
    }
    BOOST_TEST(console_lines().size() == 1u);
    BOOST_TEST(file_lines().size() == 3u);
}

BOOST_AUTO_TEST_CASE(without_a_file_only_the_console_counts)
{
    settings.file.clear();
    settings.console_level = log_level::info;
    asynchronous_log log{settings, pipe.writer()};
    BOOST_TEST(!log.enabled(log_level::debug));
    write(log, 1);
    BOOST_TEST(log.close(10s));
    BOOST_TEST(console_lines().size() == 1u);
    BOOST_TEST(fs::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(lines_after_the_close_are_lost_and_a_second_close_does_nothing)
{
    asynchronous_log log{settings, pipe.writer()};
    BOOST_TEST(log.close(10s));
    write(log, 1);
    BOOST_TEST(log.close(10s));
    BOOST_TEST(log.lines_lost() == 2u); // one for each output
    BOOST_TEST(console_lines().empty());
}

BOOST_AUTO_TEST_CASE(a_blocked_console_keeps_nobody_waiting_and_what_was_lost_is_told_later)
{
    constexpr std::uint64_t lines = asynchronous_log::most_queued_lines + 5000;
    settings.file.clear();
    const auto filled = pipe.fill();
    asynchronous_log log{settings, pipe.writer()};
    for (std::uint64_t i = 0; i < lines; ++i)
        write(log, i); // would never come back if it waited
    BOOST_TEST(log.lines_lost() >= 4999u);
    BOOST_TEST(log.lines_queued() >= asynchronous_log::most_queued_lines);
    BOOST_TEST(log.lines_queued() <= asynchronous_log::most_queued_lines + 1);

    const auto text = pipe.read_line_with("log_lines_lost");
    BOOST_TEST(log.close(10s));
    const auto found = parsed(text.substr(filled));
    BOOST_TEST(lost_in(found, "console") == log.lines_lost());
    BOOST_TEST(count(found, "stopped") + log.lines_lost() == lines);
    BOOST_TEST(found.front().at("status").as_int64() == 0);
}

BOOST_AUTO_TEST_CASE(a_blocked_console_does_not_hold_up_the_file)
{
    settings.console_level = log_level::info;
    pipe.fill();
    asynchronous_log log{settings, pipe.writer()};
    for (std::uint64_t i = 0; i < 100; ++i)
        write(log, i);
    BOOST_TEST(log.close(50ms)); // gives up the console
    BOOST_TEST(file_lines().size() == 100u);
    BOOST_TEST(log.lines_lost() == 100u);
}

BOOST_AUTO_TEST_CASE(a_console_whose_reader_is_gone_costs_lines_and_nothing_else)
{
    pipe.close_reader();
    asynchronous_log log{settings, pipe.writer()};
    for (std::uint64_t i = 0; i < 10; ++i)
        write(log, i);
    BOOST_TEST(log.close(10s));
    BOOST_TEST(log.lines_lost() == 10u);
    BOOST_TEST(file_lines().size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_opened_is_told_once_on_the_console)
{
    std::ofstream{folder / "file"} << "in the way";
    settings.file = folder / "file/hblink.log";
    asynchronous_log log{settings, pipe.writer()};
    for (std::uint64_t i = 0; i < 10; ++i)
        write(log, i);
    BOOST_TEST(log.close(10s));
    const auto found = console_lines();
    BOOST_TEST(count(found, "stopped") == 10u);
    BOOST_TEST(count(found, "log_file_failed") == 1u);
    BOOST_TEST(log.lines_lost() == 10u);
    for (const auto& line : found)
        if (line.at("event") == "log_file_failed") {
            BOOST_TEST(line.at("path").as_string() == settings.file.native());
            BOOST_TEST(line.at("error").as_string() == "Not a directory");
        }
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_lines_that_are_told_of_when_there_is_room_again)
{
    settings.console_level = log_level::info;
    asynchronous_log log{settings, pipe.writer()};
    write(log, 0);
    while (contents(settings.file).empty())
        std::this_thread::yield(); // for the file's thread
    std::string told;
    {
        const hblink::test::file_size_limit full{0};
        write(log, 1);
        told = pipe.read_line_with("log_file_failed");
    }
    write(log, 2);
    BOOST_TEST(log.close(10s));
    const auto found = file_lines();
    BOOST_REQUIRE(found.size() == 3u);
    BOOST_TEST(found[0].at("status").as_int64() == 0);
    BOOST_TEST(found[1].at("status").as_int64() == 2);
    BOOST_TEST(lost_in(found, "file") == 1u);
    BOOST_TEST(log.lines_lost() == 1u);
    BOOST_TEST(count(parsed(told), "log_file_failed") == 1u);
}

BOOST_AUTO_TEST_CASE(many_threads_may_write)
{
    settings.console_level = log_level::critical;
    asynchronous_log log{settings, pipe.writer()};
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t)
        writers.emplace_back([&log] {
            for (std::uint64_t i = 0; i < 500; ++i)
                write(log, i);
        });
    for (auto& w : writers)
        w.join();
    BOOST_TEST(log.close(10s));
    BOOST_TEST(log.lines_lost() == 0u);
    BOOST_TEST(file_lines().size() == 2000u);
}

BOOST_AUTO_TEST_CASE(levels_change_while_it_runs)
{
    {
        asynchronous_log log{settings, pipe.writer()};
        BOOST_TEST((log.current_levels().console == log_level::info));
        BOOST_TEST((log.current_levels().file == log_level::debug));
        write(log, 1); // to both
        log.set_levels({log_level::warning, log_level::info});
        write(log, 2); // to the file only
        BOOST_TEST(!log.enabled(log_level::debug));
        log.set_levels({log_level::error, log_level::error});
        BOOST_TEST(!log.enabled(log_level::warning));
        write(log, 3); // to none
        log.set_levels({log_level::debug, log_level::error});
        BOOST_TEST(log.enabled(log_level::debug));
        write(log, 4); // to the console only
        BOOST_TEST(log.close(10s));
    }
    BOOST_TEST(console_lines().size() == 2U);
    BOOST_TEST(file_lines().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

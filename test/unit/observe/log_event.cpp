// SPDX-License-Identifier: GPL-3.0-or-later
// Holds docs/logging.md against the code, both ways: events, their levels, their fields.
#include "hblink/observe/log_event.hpp"

#include "hblink/observe/asynchronous_log.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "unit/observe/all_events.hpp"
#include "unit/observe/collected_log.hpp"
#include "unit/observe/trouble.hpp"

namespace {

using namespace hblink;
using names = std::set<std::string>;

struct description
{
    names levels;
    names fields;
};
using descriptions = std::map<std::string, description>;

std::string joined(const names& n)
{
    std::string out;
    for (const auto& name : n)
        (out += name) += ' ';
    return out;
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return std::string{text};
}

// The cells of a row of a table of the page.
std::vector<std::string> cells(std::string_view row)
{
    std::vector<std::string> found;
    row.remove_prefix(1);
    for (std::size_t end; (end = row.find('|')) != row.npos; row.remove_prefix(end + 1))
        found.push_back(trimmed(row.substr(0, end)));
    return found;
}

// What stands in `backticks`.
names in_backticks(std::string_view text)
{
    names found;
    for (std::size_t begin; (begin = text.find('`')) != text.npos;) {
        const auto end = text.find('`', begin + 1);
        found.emplace(text.substr(begin + 1, end - begin - 1));
        text.remove_prefix(end + 1);
    }
    return found;
}

names split(std::string_view list)
{
    names found;
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        found.insert(trimmed(list.substr(0, end)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return found;
}

struct page
{
    descriptions events;
    names fields; // of the table of fields
};

page read_page()
{
    page found;
    for (const auto& line : test::lines_in(test::contents(HBLINK_SOURCE_DIR "/docs/logging.md"))) {
        if (!line.starts_with("| `"))
            continue;
        const auto row = cells(line);
        const std::string name = *in_backticks(row.at(0)).begin();
        if (row.size() == 5)
            found.events[name] = description{split(row[1]), in_backticks(row[2])};
        else
            found.fields.insert(name);
    }
    return found;
}

void note(descriptions& found, const boost::json::object& line)
{
    auto& event = found[std::string{line.at("event").as_string()}];
    event.levels.emplace(line.at("level").as_string());
    for (const auto& [key, value] : line)
        if (key != "time" && key != "level" && key != "event")
            event.fields.emplace(key);
}

// The lines that the log writes about its outputs: a file that cannot be opened, a console that blocks.
void note_output_events(descriptions& found)
{
    test::pipe pipe;
    config::logging_settings settings;
    settings.file = "/dev/null/hblink.log";
    observe::asynchronous_log log{settings, pipe.writer()};
    const auto filled = pipe.fill();
    log.write(config::log_level::info, observe::log_event::stopped, {{"told", 0}, {"status", 0}});
    while (log.lines_lost() == 0)
        std::this_thread::yield(); // until the file has failed
    while (log.lines_lost() < observe::asynchronous_log::most_queued_lines * 2)
        log.write(config::log_level::info, observe::log_event::stopped, {{"told", 0}, {"status", 0}});
    const std::string text = pipe.read_line_with("log_lines_lost");
    BOOST_TEST(log.close(std::chrono::seconds{10}));
    for (const auto& line : test::lines_in(text.substr(filled)))
        if (!line.empty())
            note(found, boost::json::parse(line).as_object());
}

descriptions raised()
{
    descriptions found;
    test::collected_log log;
    test::raise_everything(log);
    for (const auto& line : log.json)
        note(found, boost::json::parse(line).as_object());
    note_output_events(found);
    return found;
}

}

BOOST_AUTO_TEST_SUITE(log_event_)

BOOST_AUTO_TEST_CASE(every_event_has_a_name_of_its_own)
{
    names found;
    for (std::size_t i = 0; i < observe::log_events; ++i) {
        const auto e = observe::log_event(i);
        BOOST_TEST(to_string(e) != "unknown");
        BOOST_TEST(phrase(e) != "Unknown");
        found.emplace(to_string(e));
    }
    BOOST_TEST(found.size() == observe::log_events);
    BOOST_TEST(to_string(observe::log_event(observe::log_events)) == "unknown"); // log_events counts them all
}

BOOST_AUTO_TEST_CASE(the_page_lists_every_event_with_its_levels_and_fields)
{
    const auto on_page = read_page().events;
    const auto in_code = raised();
    for (std::size_t i = 0; i < observe::log_events; ++i) {
        const std::string name{to_string(observe::log_event(i))};
        BOOST_TEST_CONTEXT(name)
        {
            BOOST_REQUIRE(in_code.contains(name)); // raised by this test
            BOOST_REQUIRE(on_page.contains(name));
            BOOST_TEST(joined(on_page.at(name).levels) == joined(in_code.at(name).levels));
            BOOST_TEST(joined(on_page.at(name).fields) == joined(in_code.at(name).fields));
        }
    }
    BOOST_TEST(on_page.size() == observe::log_events);
}

BOOST_AUTO_TEST_CASE(the_page_explains_every_field_and_no_other)
{
    const auto page = read_page();
    names used;
    for (const auto& [name, event] : page.events)
        used.insert(event.fields.begin(), event.fields.end());
    BOOST_TEST(joined(page.fields) == joined(used));
}

BOOST_AUTO_TEST_SUITE_END()

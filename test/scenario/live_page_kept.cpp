// SPDX-License-Identifier: GPL-3.0-or-later
// What the live page keeps over a restart: the file in the state directory, and what becomes of it when the
// file or its disk is bad (docs/dashboard.md).
#include "hblink/app/page.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "support/linked_world.hpp"
#include "support/temporary.hpp"
#include "unit/observe/collected_log.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// A server's page, with a state directory.
struct paged_world : world
{
    explicit paged_world(const fs::path& state_directory)
        : page{{.router = router,
                .refusals = refusals,
                .names = names,
                .files = files,
                .log = log,
                .state_directory = state_directory,
                .figures = {},
                .sockets = {}}}
    {
        listeners.add(page.listener());
        page.restore();
    }

    void save()
    {
        asio::co_spawn(io, page.save(5s), [](std::exception_ptr e) { BOOST_TEST(!e); });
        io.restart();
        io.run();
    }

    void talk(std::uint32_t radio)
    {
        voice v{.source = radio, .stream = radio};
        over(connect(radio % 1000), v);
    }

    std::size_t lines(std::string_view event) const
    {
        const std::string wanted = "\"event\":\"" + std::string{event} + '"';
        return static_cast<std::size_t>(
            std::count_if(log.json.begin(), log.json.end(),
                          [&](const std::string& l) { return l.find(wanted) != l.npos; }));
    }

    collected_log log;
    asio::io_context io{1};
    task::worker files{io.get_executor(), 8};
    observe::refusal_book refusals;
    app::names names{io.get_executor(), log, {}};
    app::page page;
};

std::string text_of(const fs::path& file)
{
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

struct kept_by_a_server
{
    temporary_folder folder;
    fs::path file{app::heard_file_in(folder.path())};
    app::today_counts today;

    kept_by_a_server()
    {
        paged_world before{folder.path()};
        before.talk(1001);
        before.talk(1002);
        before.save();
        today = before.page.state().today();
    }

    // After somebody else has had his hands on the file.
    template <class Change>
    void change(Change c)
    {
        json::value v = json::parse(text_of(file));
        c(v.as_object());
        std::ofstream{file} << json::serialize(v);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(live_page_kept, kept_by_a_server)

BOOST_AUTO_TEST_CASE(the_next_server_knows_who_was_heard_and_counts_on)
{
    paged_world after{folder.path()};
    BOOST_TEST(after.page.state().heard(0).size() == 2U);
    BOOST_TEST(after.page.state().heard(1).size() == 2U);
    BOOST_TEST(today.calls == 2U);
    if (after.page.state().today().since_ms == today.since_ms) // else it is midnight
        BOOST_TEST((after.page.state().today() == today));
    BOOST_TEST(after.log.json.empty());
    after.talk(1003);
    after.save();
    BOOST_TEST(paged_world{folder.path()}.page.state().heard(0).size() == 3U);
}

BOOST_AUTO_TEST_CASE(the_numbers_of_another_day_are_not_taken)
{
    change([](json::object& o) {
        auto& since = o.at("today").at("since_ms");
        since = since.to_number<std::int64_t>() - 86'400'000;
    });
    paged_world after{folder.path()};
    BOOST_TEST(after.page.state().today().calls == 0U);
    BOOST_TEST(after.page.state().heard(0).size() == 2U);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_when_nothing_has_changed)
{
    paged_world after{folder.path()};
    fs::remove(file);
    after.save();
    BOOST_TEST(!fs::exists(file));
    after.talk(1001);
    after.save();
    BOOST_TEST(fs::exists(file));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_understood_is_put_aside_and_the_server_goes_on)
{
    const std::string good = text_of(file);
    for (const std::string& bad :
         {good.substr(0, good.size() / 2), std::string(100'000, '['), std::string{"\0\xff\xfe", 3}}) {
        std::ofstream{file} << bad;
        paged_world after{folder.path()};
        BOOST_TEST(after.lines("last_heard_unreadable") == 1U);
        BOOST_TEST(after.page.state().heard(0).size() == 0U);
        BOOST_TEST(text_of(file.native() + ".broken") == bad);
        after.talk(1001);
        after.save();
        BOOST_TEST(paged_world{folder.path()}.page.state().heard(0).size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_file_with_more_than_there_is_room_for_fills_the_table_and_no_more)
{
    change([](json::object& o) {
        json::array& heard = o.at("heard").as_array();
        const json::value one = heard.front();
        for (std::uint32_t i = 0; i < 3 * app::last_heard::most; ++i) {
            heard.push_back(one);
            heard.back().as_object()["source"] = 100'000 + i;
        }
    });
    paged_world after{folder.path()};
    BOOST_TEST(after.page.state().heard(0).size() <= app::last_heard::most);
    after.talk(1001);
    after.save();
    BOOST_TEST(after.lines("last_heard_not_saved") == 0U);
}

BOOST_AUTO_TEST_CASE(a_disk_that_cannot_be_written_is_told_of_once)
{
    const fs::path nowhere = folder.path() / "gone";
    paged_world w{nowhere};
    std::ofstream{nowhere} << "no folder";
    for (const std::uint32_t radio : {1001U, 1002U}) {
        w.talk(radio);
        w.save();
    }
    BOOST_TEST(w.lines("last_heard_not_saved") == 1U);
    fs::remove(nowhere);
    w.save();
    BOOST_TEST(fs::exists(app::heard_file_in(nowhere))); // what is not saved is tried again
}

BOOST_AUTO_TEST_SUITE_END()

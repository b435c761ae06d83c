// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/operations.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>

#include "support/core_world.hpp"
#include "support/temporary.hpp"

using namespace hblink;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

config::logging_settings silent()
{
    config::logging_settings s;
    s.file.clear();
    s.console_level = config::log_level::critical;
    return s;
}

struct office
{
    test::temporary_folder folder;
    asio::io_context io{1};
    observe::asynchronous_log log{silent()};
    observe::refusal_book refusals;
    test::world w;
    app::reload_report report;
    app::operations operations{w.router,
                               log,
                               {.router = w.router, .refusals = refusals, .log = log, .configuration = "x"},
                               folder.path(),
                               [this]() -> asio::awaitable<app::reload_report> { co_return report; }};
    control::answer last;

    office() { w.now = std::chrono::steady_clock::now(); }

    json::object ask(const control::request& r)
    {
        asio::co_spawn(io, operations.execute(r), [&](std::exception_ptr e, control::answer a) {
            BOOST_TEST(!e);
            last = std::move(a);
        });
        io.restart();
        io.run();
        std::string text;
        for (const std::string& piece : last.pieces)
            text += piece;
        return json::parse(text).as_object();
    }
    bool is_connected(std::uint32_t id) const { return w.router.find(dmr::repeater_id{id}) != nullptr; }
};

}

BOOST_FIXTURE_TEST_SUITE(operations_, office)

BOOST_AUTO_TEST_CASE(a_kick_ends_the_session)
{
    w.connect(312000);
    BOOST_TEST(ask(control::kick_request{dmr::repeater_id{312000}, "why"}).at("ok").as_bool());
    BOOST_TEST(!is_connected(312000));
    BOOST_TEST(last.outcome == "disconnected");
    const auto again = ask(control::kick_request{dmr::repeater_id{312000}, ""});
    BOOST_TEST(!again.at("ok").as_bool());
    BOOST_TEST(again.at("error").as_string() == "312000 is not connected");
    BOOST_TEST(!last.good);
}

BOOST_AUTO_TEST_CASE(a_block_ends_the_session_and_outlives_the_server)
{
    w.connect(312000);
    const auto answer = ask(control::block_request{dmr::repeater_id{312000}, 1h, "why"});
    BOOST_TEST(answer.at("ended").to_number<int>() == 1);
    BOOST_TEST(answer.at("saved").as_bool());
    BOOST_TEST(answer.at("until").is_string());
    BOOST_TEST(!is_connected(312000));

    office successor;
    app::operations next{
        successor.w.router,
        successor.log,
        {.router = successor.w.router, .refusals = refusals, .log = log, .configuration = "x"},
        folder.path(),
        {}};
    next.restore_blocks();
    BOOST_REQUIRE(successor.w.router.blocks().all().size() == 1U);
    BOOST_TEST(successor.w.router.blocks().all()[0].reason == "why");
}

BOOST_AUTO_TEST_CASE(a_block_is_taken_back_by_id_or_callsign)
{
    ask(control::block_request{std::string{"DL1ABC"}, std::nullopt, ""});
    ask(control::block_request{dmr::repeater_id{5}, std::nullopt, ""});
    BOOST_TEST(ask(control::unblock_request{std::string{"DL1ABC"}}).at("ok").as_bool());
    BOOST_TEST(ask(control::unblock_request{dmr::repeater_id{5}}).at("saved").as_bool());
    BOOST_TEST(w.router.blocks().all().empty());
    BOOST_TEST(!ask(control::unblock_request{dmr::repeater_id{5}}).at("ok").as_bool());
}

BOOST_AUTO_TEST_CASE(a_block_that_cannot_be_saved_holds_and_says_so)
{
    std::filesystem::create_directories(folder / "blocks.json");
    const auto answer = ask(control::block_request{dmr::repeater_id{5}, std::nullopt, ""});
    BOOST_TEST(answer.at("ok").as_bool());
    BOOST_TEST(!answer.at("saved").as_bool());
    BOOST_TEST(answer.at("trouble").is_string());
    BOOST_TEST(w.router.blocks().all().size() == 1U);
}

BOOST_AUTO_TEST_CASE(there_is_an_end_of_blocks)
{
    for (std::uint32_t id = 1; id <= core::block_list::most; ++id)
        w.router.block({dmr::repeater_id{id}, "", "", std::nullopt}, w.now);
    const auto answer = ask(control::block_request{dmr::repeater_id{99'999}, std::nullopt, ""});
    BOOST_TEST(!answer.at("ok").as_bool());
}

BOOST_AUTO_TEST_CASE(a_reload_tells_what_came_of_it)
{
    report.taken = true;
    report.changes = {.at_once = {"one"}, .by_restart = {"two"}};
    report.warnings = {{"/globl", "unknown key"}};
    const auto good = ask(control::reload_request{});
    BOOST_TEST(good.at("ok").as_bool());
    BOOST_TEST(good.at("changes").as_array().size() == 1U);
    BOOST_TEST(good.at("warnings").at(0).at("pointer").as_string() == "/globl");
    report.taken = false;
    report.errors = {{"/global/port_ipv4", "must be 1..65535, is 0"}};
    const auto bad = ask(control::reload_request{});
    BOOST_TEST(!bad.at("ok").as_bool());
    BOOST_TEST(bad.at("errors").as_array().size() == 1U);
    BOOST_TEST(last.outcome == "errors: 1");
}

BOOST_AUTO_TEST_CASE(levels_of_the_log_are_set_one_by_one)
{
    const auto answer = ask(control::log_level_request{config::log_level::error, std::nullopt});
    BOOST_TEST(answer.at("console").as_string() == "error");
    BOOST_TEST(answer.at("file").as_string() == "debug");
    BOOST_TEST((log.current_levels().console == config::log_level::error));
}

BOOST_AUTO_TEST_SUITE_END()

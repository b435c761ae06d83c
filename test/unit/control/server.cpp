// SPDX-License-Identifier: GPL-3.0-or-later
// Real sockets, and the server's clock: where a test waits, it waits for what it is about.
#include "hblink/control/server.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "support/temporary.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using unix_socket = asio::local::stream_protocol::socket;

namespace {

class fake_operations final : public control::operations
{
public:
    asio::awaitable<control::answer> execute(const control::request& r) override
    {
        asked.emplace_back(control::name_of(r));
        if (fails)
            throw std::runtime_error{"no memory"};
        if (hangs) {
            auto executor = co_await asio::this_coro::executor;
            asio::steady_timer never{executor, std::chrono::steady_clock::time_point::max()};
            co_await never.async_wait(asio::use_awaitable);
        }
        control::answer a;
        a.pieces = pieces;
        a.outcome = "done";
        co_return a;
    }

    std::vector<std::string> asked;
    std::vector<std::string> pieces{"{\"ok\":", "true}"};
    bool fails{false};
    bool hangs{false};
};

class recorder final : public control::observer
{
public:
    void listening(const std::filesystem::path& p) override
    {
        lines.push_back("listening " + p.filename().string());
    }
    void unavailable(const std::filesystem::path&, const std::error_code& e) override
    {
        lines.push_back("unavailable " + e.message());
    }
    void executed(const control::request& r, const control::peer& who, std::string_view outcome) override
    {
        lines.push_back("executed " + std::string{control::name_of(r)} + ' ' + std::string{outcome});
        by = who;
    }
    void refused(const control::peer&, std::string_view why) override
    {
        lines.push_back("refused " + std::string{why});
    }

    std::vector<std::string> lines;
    control::peer by;
};

// A client in the test's hand.
class visitor
{
public:
    visitor(asio::io_context& io, const std::filesystem::path& path) : socket_{io}
    {
        socket_.connect(asio::local::stream_protocol::endpoint{path.native()});
        socket_.non_blocking(true);
    }
    // Answers how much was taken.
    std::size_t say(std::string_view text)
    {
        boost::system::error_code error;
        return socket_.write_some(asio::buffer(text), error);
    }
    void stop_saying() { socket_.shutdown(unix_socket::shutdown_send); }
    // Reads what is there.
    void listen()
    {
        std::array<char, 65536> buffer;
        for (;;) {
            boost::system::error_code error;
            const auto n = socket_.read_some(asio::buffer(buffer), error);
            heard.append(buffer.data(), n);
            ended = ended || (error && error != asio::error::would_block);
            if (error)
                return;
        }
    }

    std::string heard;
    bool ended{false};

private:
    unix_socket socket_;
};

struct world
{
    test::temporary_folder folder;
    std::filesystem::path path{folder / "control.sock"};
    asio::io_context io{1};
    task::task_group group{io.get_executor()};
    fake_operations operations;
    recorder observed;
    control::limits limits;
    std::unique_ptr<control::server> server;
    bool stopped{false};

    void start()
    {
        server = std::make_unique<control::server>(io.get_executor(), operations, observed, limits);
        BOOST_REQUIRE(server->listen({path}));
        group.spawn("control", [this] { return server->run(); });
    }

    bool run_until(const std::function<bool()>& holds)
    {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (!holds() && std::chrono::steady_clock::now() < deadline) {
            io.restart();
            io.run_one_for(10ms);
        }
        return holds();
    }

    // The whole answer to what is said.
    std::string answer_to(std::string_view text)
    {
        visitor v{io, path};
        v.say(text);
        BOOST_TEST(run_until([&] {
            v.listen();
            return v.ended;
        }));
        return v.heard;
    }

    ~world()
    {
        group.cancel();
        bool joined = false;
        asio::co_spawn(io, group.join(), [&](std::exception_ptr e) {
            joined = true;
            BOOST_TEST(!e);
        });
        BOOST_TEST(run_until([&] { return joined; }));
        BOOST_TEST(!std::filesystem::exists(path));
    }
};

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}

BOOST_FIXTURE_TEST_SUITE(control_servers, world)

BOOST_AUTO_TEST_CASE(a_request_is_answered_on_one_line_and_the_connection_is_closed)
{
    start();
    BOOST_TEST(answer_to("{\"command\":\"status\"}\n") == "{\"ok\":true}\n");
    BOOST_TEST(operations.asked == std::vector<std::string>{"status"}, boost::test_tools::per_element());
    BOOST_TEST(server->counters().requests == 1U);
    BOOST_TEST(observed.lines == std::vector<std::string>{"listening control.sock"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_command_that_changes_something_is_told_with_who_gave_it)
{
    start();
    answer_to("{\"command\":\"reload\"}\n");
    BOOST_TEST(observed.lines.back() == "executed reload done");
    BOOST_TEST(observed.by.user == ::getuid());
    BOOST_TEST(observed.by.process == ::getpid());
}

BOOST_AUTO_TEST_CASE(a_request_may_come_in_pieces_or_without_a_newline)
{
    start();
    visitor v{io, path};
    v.say("{\"comm");
    run_until([&] { return server->counters().connections == 1; });
    v.say("and\":\"status\"}");
    v.stop_saying();
    BOOST_TEST(run_until([&] {
        v.listen();
        return v.ended;
    }));
    BOOST_TEST(v.heard == "{\"ok\":true}\n");
}

BOOST_AUTO_TEST_CASE(nonsense_is_answered_with_an_error_and_told)
{
    start();
    BOOST_TEST(contains(answer_to("GET / HTTP/1.1\r\n"), "\"ok\":false"));
    BOOST_TEST(observed.lines.back() == "refused a request is one JSON object on one line");
    BOOST_TEST(contains(answer_to(std::string("\0\xFF\n", 3)), "one JSON object"));
    BOOST_TEST(server->counters().refused == 2U);
    BOOST_TEST(operations.asked.empty());
}

BOOST_AUTO_TEST_CASE(who_only_looks_whether_a_server_is_there_is_no_trouble)
{
    start();
    {
        const visitor looks{io, path};
    }
    BOOST_CHECK_THROW(control::socket_file{path},
                      std::system_error); // another server, which wants this place
    BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "true"));
    BOOST_TEST(observed.lines.size() == 1U); // that it listens
    BOOST_TEST(server->counters().refused == 0U);
}

BOOST_AUTO_TEST_CASE(a_request_without_an_end_is_refused_when_it_is_too_long)
{
    start();
    visitor v{io, path};
    const std::string much(control::largest_request, 'x');
    std::size_t said = 0;
    BOOST_TEST(run_until([&] {
        said += v.say(std::string_view{much}.substr(std::min(said, much.size())));
        v.listen();
        return v.ended;
    }));
    BOOST_TEST(contains(v.heard, "too long"));
}

BOOST_AUTO_TEST_CASE(who_asks_nothing_is_not_waited_for)
{
    limits.to_ask = 30ms;
    start();
    BOOST_TEST(contains(answer_to("{"), "in time"));
    BOOST_TEST(server->counters().connections == 0U);
}

BOOST_AUTO_TEST_CASE(who_does_not_take_the_answer_is_not_waited_for)
{
    limits.to_take = 30ms;
    start();
    operations.pieces = std::vector<std::string>(64, std::string(65536, 'x'));
    visitor v{io, path};
    v.say("{\"command\":\"status\"}\n");
    BOOST_TEST(run_until([&] { return server->counters().failed == 1; }));
    BOOST_TEST(run_until([&] { return server->counters().connections == 0; }));
}

BOOST_AUTO_TEST_CASE(a_long_answer_in_many_pieces_comes_whole)
{
    start();
    operations.pieces = std::vector<std::string>(200, std::string(10000, 'x'));
    BOOST_TEST(answer_to("{\"command\":\"status\"}\n").size() == 200U * 10000 + 1);
}

BOOST_AUTO_TEST_CASE(one_connection_too_many_is_turned_away_and_there_is_room_again_later)
{
    limits.connections = 2;
    start();
    {
        visitor first{io, path};
        visitor second{io, path};
        BOOST_TEST(run_until([&] { return server->counters().connections == 2; }));
        BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "too many"));
        BOOST_TEST(server->counters().refused == 1U);
    }
    BOOST_TEST(run_until([&] { return server->counters().connections == 0; }));
    BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "true"));
}

BOOST_AUTO_TEST_CASE(a_command_that_throws_is_answered_and_the_next_one_works)
{
    start();
    operations.fails = true;
    BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "the command failed: no memory"));
    BOOST_TEST(contains(observed.lines.back(), "no memory"));
    operations.fails = false;
    BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "true"));
    BOOST_TEST(server->counters().failed == 1U);
}

BOOST_AUTO_TEST_CASE(it_ends_while_commands_are_under_way)
{
    start();
    operations.hangs = true;
    visitor asks{io, path};
    asks.say("{\"command\":\"reload\"}\n");
    visitor is_silent{io, path};
    BOOST_TEST(run_until([&] { return server->counters().connections == 2 && !operations.asked.empty(); }));
    // The fixture cancels and joins.
}

BOOST_AUTO_TEST_CASE(the_first_place_that_can_be_had_is_used_and_the_last_folder_is_made)
{
    server = std::make_unique<control::server>(io.get_executor(), operations, observed);
    path = folder / "state/deep/control.sock";
    BOOST_TEST(server->listen({folder / "nowhere/control.sock", path}));
    BOOST_TEST(std::filesystem::exists(path));
    BOOST_TEST(!std::filesystem::exists(folder / "nowhere"));
    group.spawn("control", [this] { return server->run(); });
    BOOST_TEST(contains(answer_to("{\"command\":\"status\"}\n"), "true"));
}

BOOST_AUTO_TEST_CASE(where_there_is_no_place_the_observer_is_told)
{
    server = std::make_unique<control::server>(io.get_executor(), operations, observed);
    BOOST_TEST(!server->listen({"/dev/null/control.sock"}));
    BOOST_TEST(!server->listen({}));
    BOOST_TEST(observed.lines.size() == 2U);
    BOOST_TEST(observed.lines.front().starts_with("unavailable "));
}

BOOST_AUTO_TEST_SUITE_END()

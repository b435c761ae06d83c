// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/names.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <future>
#include <memory>

#include "support/temporary.hpp"
#include "unit/observe/collected_log.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct names_fixture
{
    test::temporary_folder folder;
    fs::path users = folder / "user.csv";
    fs::path talkgroups = folder / "tg.json";
    test::collected_log log;
    asio::io_context io{1};
    task::task_group group{io.get_executor()};
    app::names names{io.get_executor(), log, {users, talkgroups}};

    // Never half a file: as a download should do it.
    static void write(const fs::path& file, std::string_view text)
    {
        std::ofstream{file.string() + ".new"} << text;
        fs::rename(file.string() + ".new", file);
    }

    void look()
    {
        group.spawn("look", [this] { return names.look(); });
        io.restart();
        io.run();
    }

    std::size_t lines(std::string_view event) const
    {
        std::size_t n = 0;
        for (const auto& line : log.json)
            n += line.find("\"event\":\"" + std::string{event} + '"') == line.npos ? 0U : 1U;
        return n;
    }
};

// A file that is read when the test says so: a network drive.
class drive
{
public:
    app::file_reader reader() const
    {
        return [s = state_](const fs::path& file, const auto&, std::size_t) {
            if (!file.native().starts_with("/net/"))
                return app::read_if_changed(file, {}, 1000);
            s->asked.set_value();
            s->back.get_future().wait();
            app::changed_file f;
            f.changed = true;
            f.error = "the drive came back";
            return f;
        };
    }
    void wait_until_asked() { state_->asked.get_future().wait(); }
    void come_back() { state_->back.set_value(); }

private:
    struct state // outlives the test: the thread that hangs in the drive refers to it
    {
        std::promise<void> asked;
        std::promise<void> back;
    };
    std::shared_ptr<state> state_{std::make_shared<state>()};
};

}

BOOST_FIXTURE_TEST_SUITE(names_, names_fixture)

BOOST_AUTO_TEST_CASE(both_files_are_read_and_told_of)
{
    write(users, "2265414,KA0R,Dmitri\n7,AB1C\nx,y\n");
    write(talkgroups, R"({"91":"World-wide"})");
    BOOST_TEST(names.user_label(2265414) == "");
    look();
    BOOST_TEST(names.user_label(2265414) == "KA0R Dmitri");
    BOOST_TEST(names.user_label(7) == "AB1C");
    BOOST_TEST(names.user_label(8) == "");
    BOOST_TEST(names.talkgroup_label(dmr::talkgroup{91}, dmr::slot::two) == "World-wide");
    BOOST_TEST(lines("names_loaded") == 2U);
    const auto line = boost::json::parse(log.json.front()).as_object();
    BOOST_TEST(line.at("names").as_string() == "users");
    BOOST_TEST(line.at("rows").as_int64() == 2);
    BOOST_TEST(line.at("skipped").as_int64() == 1);
    BOOST_TEST(line.at("line").as_int64() == 3);
}

BOOST_AUTO_TEST_CASE(a_file_is_read_again_only_when_it_has_changed)
{
    write(users, "7,AB1C\n");
    write(talkgroups, "91,World-wide\n");
    look();
    look();
    BOOST_TEST(lines("names_loaded") == 2U);
    const auto before = names.users();
    write(users, "7,XY1Z\n");
    look();
    BOOST_TEST(lines("names_loaded") == 3U);
    BOOST_TEST(names.user_label(7) == "XY1Z");
    BOOST_TEST(before->find(dmr::radio_id{7})->callsign == "AB1C"); // who still holds it is not disturbed
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_told_of_once_and_what_was_known_stays)
{
    write(users, "7,AB1C\n");
    write(talkgroups, "91,World-wide\n");
    look();
    write(users, "<html>503 Service Unavailable</html>");
    write(talkgroups, "{\"91\":");
    look();
    look();
    BOOST_TEST(lines("names_failed") == 2U);
    BOOST_TEST(names.user_label(7) == "AB1C");
    BOOST_TEST(names.talkgroup_label(dmr::talkgroup{91}, dmr::slot::one) == "World-wide");
    write(users, "7,XY1Z\n");
    look();
    BOOST_TEST(names.user_label(7) == "XY1Z");
    write(users, "<html>");
    look();
    BOOST_TEST(lines("names_failed") == 3U); // it had been good meanwhile
}

BOOST_AUTO_TEST_CASE(a_file_that_vanishes_is_told_of_once_and_read_when_it_is_back)
{
    write(users, "7,AB1C\n");
    write(talkgroups, "91,World-wide\n");
    look();
    fs::rename(users, folder / "elsewhere");
    look();
    look();
    BOOST_TEST(lines("names_failed") == 1U);
    BOOST_TEST(log.last().at("error").as_string() == "No such file or directory");
    BOOST_TEST(log.last().at("path").as_string() == users.native());
    BOOST_TEST(names.user_label(7) == "AB1C");
    fs::rename(folder / "elsewhere", users);
    look();
    BOOST_TEST(lines("names_loaded") == 3U);
}

BOOST_AUTO_TEST_CASE(without_files_nobody_has_a_name_and_nothing_is_told)
{
    write(users, "7,AB1C\n");
    write(talkgroups, "91,World-wide\n");
    look();
    names.change({});
    BOOST_TEST(names.user_label(7) == "");
    BOOST_TEST(names.talkgroup_label(dmr::talkgroup{91}, dmr::slot::one) == "");
    const auto before = log.json.size();
    look();
    BOOST_TEST(log.json.size() == before);
}

BOOST_AUTO_TEST_CASE(other_files_are_read_after_a_change_and_until_then_the_old_names_stay)
{
    write(users, "7,AB1C\n");
    look();
    write(folder / "other.csv", "8,XY1Z\n");
    names.change({folder / "other.csv", {}});
    BOOST_TEST(names.user_label(7) == "AB1C");
    look();
    BOOST_TEST(names.user_label(7) == "");
    BOOST_TEST(names.user_label(8) == "XY1Z");
}

BOOST_AUTO_TEST_CASE(it_looks_at_once_and_then_again_and_again_until_it_is_cancelled)
{
    write(users, "7,AB1C\n");
    app::names running{io.get_executor(), log, {users, {}}, {.period = 1ms}};
    group.spawn("names", [&] { return running.run(); });
    while (running.user_label(7) != "AB1C")
        io.run_one();
    write(users, "7,XY1Z\n");
    while (running.user_label(7) != "XY1Z")
        io.run_one();
    group.cancel();
    io.run();
    BOOST_TEST(group.running() == 0U);
}

BOOST_AUTO_TEST_CASE(a_drive_that_is_gone_is_told_of_once_and_the_end_does_not_wait_for_it)
{
    drive network;
    {
        app::names running{io.get_executor(), log, {"/net/user.csv", {}}, {.period = 1ms}, network.reader()};
        group.spawn("names", [&] { return running.run(); });
        while (lines("names_failed") == 0)
            io.run_one();
        network.wait_until_asked();
        for (int i = 0; i < 5; ++i)
            io.run_one();
        BOOST_TEST(lines("names_failed") == 1U);
        BOOST_TEST(log.last().at("path").as_string() == "/net/user.csv");
        group.cancel();
        io.run();
        BOOST_TEST(group.running() == 0U);
    }
    network.come_back(); // the thread that was left behind ends
}

BOOST_AUTO_TEST_CASE(other_files_are_read_though_the_drive_of_the_first_is_gone)
{
    write(users, "7,AB1C\n");
    drive network;
    app::names running{
        io.get_executor(), log, {"/net/user.csv", {}}, {.period = 1h, .hangs_after = 0s}, network.reader()};
    group.spawn("names", [&] { return running.run(); });
    io.poll();
    network.wait_until_asked();
    running.change({users, {}});
    while (running.user_label(7) != "AB1C")
        io.run_one();
    BOOST_TEST(lines("names_failed") == 0U);
    group.cancel();
    io.run();
    network.come_back();
}

BOOST_AUTO_TEST_SUITE_END()

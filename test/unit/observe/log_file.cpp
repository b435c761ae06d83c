// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/log_file.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <sys/stat.h>
#include <utime.h>

#include "unit/observe/time_zone.hpp"
#include "unit/observe/trouble.hpp"

namespace {

namespace fs = std::filesystem;
using hblink::observe::log_file;
using hblink::observe::wall_time;
using hblink::test::contents;
using namespace std::chrono_literals;

wall_time utc(int year, unsigned month, unsigned day, std::chrono::seconds time = 12h)
{
    return std::chrono::sys_days{std::chrono::year{year} / month / day} + time;
}

void set_modified(const fs::path& file, wall_time t)
{
    const auto time = std::chrono::system_clock::to_time_t(t);
    const utimbuf times{time, time};
    BOOST_REQUIRE(::utime(file.c_str(), &times) == 0);
}

struct folder_fixture
{
    hblink::test::time_zone here{"CET-1CEST,M3.5.0,M10.5.0/3"};
    hblink::test::temporary_folder folder;
    fs::path path = folder / "hblink.log";

    std::set<std::string> names() const
    {
        std::set<std::string> found;
        for (const auto& entry : fs::directory_iterator{folder.path()})
            found.insert(entry.path().filename());
        return found;
    }

    void make(const std::string& name, std::string_view text = "x\n") const
    {
        std::ofstream{folder / name} << text;
    }
};

bool same(const std::set<std::string>& a, const std::set<std::string>& b) { return a == b; }

}

BOOST_FIXTURE_TEST_SUITE(log_file_, folder_fixture)

BOOST_AUTO_TEST_CASE(it_makes_its_folder_and_appends_lines)
{
    const auto deep = folder / "a/b/hblink.log";
    {
        log_file log{deep, std::chrono::days{30}};
        BOOST_TEST(!log.write("one", utc(2026, 1, 1)));
        BOOST_TEST(!log.write("two", utc(2026, 1, 1)));
    }
    BOOST_TEST(contents(deep) == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(others_cannot_read_it)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("one", utc(2026, 1, 1)));
    BOOST_TEST(((fs::status(path).permissions() & fs::perms::others_all) == fs::perms::none));
}

BOOST_AUTO_TEST_CASE(at_local_midnight_it_is_put_aside_under_the_day_that_it_holds)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("evening", utc(2026, 1, 1, 22h + 59min + 59s))); // 23:59:59 in CET
    BOOST_TEST(!log.write("midnight", utc(2026, 1, 1, 23h)));
    BOOST_TEST(!log.write("morning", utc(2026, 1, 2, 6h)));
    BOOST_TEST(same(names(), {"hblink.log", "hblink.log.2026-01-01"}));
    BOOST_TEST(contents(folder / "hblink.log.2026-01-01") == "evening\n");
    BOOST_TEST(contents(path) == "midnight\nmorning\n");
}

BOOST_AUTO_TEST_CASE(midnight_is_right_on_the_day_that_summer_time_begins)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 3, 29, 12h)));
    BOOST_TEST(!log.write("b", utc(2026, 3, 29, 21h + 59min))); // 23:59 CEST
    BOOST_TEST(!log.write("c", utc(2026, 3, 29, 22h)));
    BOOST_TEST(contents(folder / "hblink.log.2026-03-29") == "a\nb\n");
    BOOST_TEST(contents(path) == "c\n");
}

BOOST_AUTO_TEST_CASE(days_without_a_line_have_no_file)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 1, 1)));
    BOOST_TEST(!log.write("b", utc(2026, 1, 5)));
    BOOST_TEST(same(names(), {"hblink.log", "hblink.log.2026-01-01"}));
}

BOOST_AUTO_TEST_CASE(a_file_of_an_earlier_day_is_put_aside_at_the_start)
{
    make("hblink.log", "old\n");
    set_modified(path, utc(2025, 12, 30));
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("new", utc(2026, 1, 1)));
    BOOST_TEST(contents(folder / "hblink.log.2025-12-30") == "old\n");
    BOOST_TEST(contents(path) == "new\n");
}

BOOST_AUTO_TEST_CASE(a_file_of_the_same_day_goes_on)
{
    make("hblink.log", "old\n");
    set_modified(path, utc(2026, 1, 1, 1h));
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("new", utc(2026, 1, 1)));
    BOOST_TEST(contents(path) == "old\nnew\n");
    BOOST_TEST(names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(it_never_overwrites_a_file_that_was_put_aside)
{
    make("hblink.log.2025-12-31", "precious\n");
    make("hblink.log", "old\n");
    set_modified(path, utc(2025, 12, 31));
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("new", utc(2026, 1, 1)));
    BOOST_TEST(contents(folder / "hblink.log.2025-12-31") == "precious\n");
    BOOST_TEST(contents(path) == "old\nnew\n");
}

BOOST_AUTO_TEST_CASE(only_files_of_exactly_that_form_and_older_than_the_retention_are_deleted)
{
    for (const char* name : {"hblink.log.2026-01-01", "hblink.log.2026-01-02", "hblink.log.2025-02-30",
                             "hblink.log.2020-01-01.gz", "hblink.log.2020-1-1", "hblink.log.20200101",
                             "hblink.log.old", "other.log.2020-01-01", "xhblink.log.2020-01-01"})
        make(name);
    fs::create_directory(folder / "hblink.log.2019-01-01");
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 2, 1)));
    BOOST_TEST(same(names(),
                    {"hblink.log", "hblink.log.2019-01-01", "hblink.log.2026-01-02", "hblink.log.2025-02-30",
                     "hblink.log.2020-01-01.gz", "hblink.log.2020-1-1", "hblink.log.20200101",
                     "hblink.log.old", "other.log.2020-01-01", "xhblink.log.2020-01-01"}));
}

BOOST_AUTO_TEST_CASE(old_files_go_at_each_midnight)
{
    log_file log{path, std::chrono::days{2}};
    for (unsigned day = 1; day <= 6; ++day)
        BOOST_TEST(!log.write("a", utc(2026, 1, day)));
    BOOST_TEST(same(names(), {"hblink.log", "hblink.log.2026-01-04", "hblink.log.2026-01-05"}));
}

BOOST_AUTO_TEST_CASE(when_it_was_moved_away_a_new_one_is_begun_within_seconds)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 1, 1, 10h)));
    fs::rename(path, folder / "moved");
    BOOST_TEST(!log.write("b", utc(2026, 1, 1, 10h + 1s)));
    BOOST_TEST(!log.write("c", utc(2026, 1, 1, 10h + 10s)));
    BOOST_TEST(contents(folder / "moved") == "a\nb\n");
    BOOST_TEST(contents(path) == "c\n");
}

BOOST_AUTO_TEST_CASE(when_it_was_deleted_or_replaced_a_new_one_is_begun)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 1, 1, 10h)));
    fs::remove(path);
    BOOST_TEST(!log.write("b", utc(2026, 1, 1, 10h + 10s)));
    BOOST_TEST(contents(path) == "b\n");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_loses_nothing)
{
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("a", utc(2026, 1, 2, 10h)));
    BOOST_TEST(!log.write("b", utc(2026, 1, 1, 10h)));
    BOOST_TEST(!log.write("c", utc(2026, 1, 2, 11h)));
    BOOST_TEST(contents(path) == "a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_opened_is_an_error_and_is_tried_again)
{
    make("file", "");
    const auto below_a_file = folder / "file/hblink.log";
    log_file log{below_a_file, std::chrono::days{30}};
    BOOST_TEST(static_cast<bool>(log.write("a", utc(2026, 1, 1, 10h))));

    fs::remove(folder / "file");
    BOOST_TEST(static_cast<bool>(log.write("b", utc(2026, 1, 1, 10h + 1s)))); // not at each line
    BOOST_TEST(!log.write("c", utc(2026, 1, 1, 10h + 5s)));
    BOOST_TEST(contents(below_a_file) == "c\n");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_and_a_device_is_never_renamed)
{
    const auto full = folder / "hblink.log";
    fs::create_symlink("/dev/full", full);
    log_file log{full, std::chrono::days{30}};
    BOOST_TEST(log.write("a", utc(2026, 1, 1)) == std::make_error_code(std::errc::no_space_on_device));
    BOOST_TEST(log.write("b", utc(2026, 1, 2)) == std::make_error_code(std::errc::no_space_on_device));
    BOOST_TEST(same(names(), {"hblink.log"}));
    BOOST_TEST(fs::exists("/dev/full"));
}

BOOST_AUTO_TEST_CASE(after_a_line_that_was_cut_off_the_next_begins_on_its_own)
{
    // A file size limit of the process is a full disk that a test can make.
    log_file log{path, std::chrono::days{30}};
    BOOST_TEST(!log.write("first", utc(2026, 1, 1)));
    {
        const hblink::test::file_size_limit limit{10};
        BOOST_TEST(static_cast<bool>(log.write("second", utc(2026, 1, 1)))); // four bytes of it fit
        BOOST_TEST(static_cast<bool>(log.write("third", utc(2026, 1, 1))));
    }
    BOOST_TEST(!log.write("fourth", utc(2026, 1, 1)));
    BOOST_TEST(contents(path) == "first\nseco\nfourth\n");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/changed_file.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include <sys/stat.h>

#include "support/temporary.hpp"

namespace {

namespace app = hblink::app;
namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text) { std::ofstream{file} << text; }

}

BOOST_FIXTURE_TEST_SUITE(changed_file_, hblink::test::temporary_folder)

BOOST_AUTO_TEST_CASE(a_file_is_read_once)
{
    const fs::path file = path() / "f";
    write(file, "text");
    const auto first = app::read_if_changed(file, {}, 100);
    BOOST_TEST(first.changed);
    BOOST_TEST(first.text == "text");
    BOOST_TEST(first.error == "");
    const auto second = app::read_if_changed(file, first.identity, 100);
    BOOST_TEST(!second.changed);
    BOOST_TEST(second.text == "");
}

BOOST_AUTO_TEST_CASE(another_file_in_its_place_is_read_even_if_size_and_time_are_the_same)
{
    const fs::path file = path() / "f";
    write(file, "text");
    const auto first = app::read_if_changed(file, {}, 100);
    write(path() / "g", "TEXT");
    fs::last_write_time(path() / "g", fs::last_write_time(file));
    fs::rename(path() / "g", file);
    BOOST_TEST(app::read_if_changed(file, first.identity, 100).text == "TEXT");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_written_to_is_read)
{
    const fs::path file = path() / "f";
    write(file, "text");
    const auto first = app::read_if_changed(file, {}, 100);
    fs::last_write_time(file, fs::last_write_time(file) - std::chrono::seconds{1});
    BOOST_TEST(app::read_if_changed(file, first.identity, 100).text == "text");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_says_why_and_what_to_do)
{
    const auto missing = app::read_if_changed(path() / "none", {}, 100);
    BOOST_TEST(missing.changed);
    BOOST_TEST(!missing.identity.has_value());
    BOOST_TEST(missing.error == "No such file or directory");
    BOOST_TEST(missing.remedy.find("path") != missing.remedy.npos);
    write(path() / "large", "12345");
    BOOST_TEST(app::read_if_changed(path() / "large", {}, 4).error == "the file is too large");
    BOOST_TEST(app::read_if_changed(path() / "large", {}, 5).error == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused_without_waiting_for_it)
{
    BOOST_TEST(app::read_if_changed(path(), {}, 100).error == "not a file");
    const fs::path pipe = path() / "pipe";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    BOOST_TEST(app::read_if_changed(pipe, {}, 100).error == "not a file"); // nobody writes to it
    BOOST_TEST(app::read_if_changed("/dev/zero", {}, 100).error == "not a file");
}

// In /proc a file says that its size is 0, and then has a text: it seems to grow.
BOOST_AUTO_TEST_CASE(a_file_that_grows_while_it_is_read_is_not_taken)
{
    const auto found = app::read_if_changed("/proc/self/status", {}, 100);
    BOOST_TEST(found.error == "the file changes while it is read");
    BOOST_TEST(!found.identity.has_value());
    BOOST_TEST(found.text == "");
}

BOOST_AUTO_TEST_SUITE_END()

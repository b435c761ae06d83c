// SPDX-License-Identifier: GPL-3.0-or-later
// The files of names, as the whole server reads them.
#include <boost/test/unit_test.hpp>

#include <csignal>

#include <sys/stat.h>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

boost::json::object with_names(boost::json::object c, const std::string& users, const std::string& talkgroups)
{
    c["users"] = {{"file", users}, {"talkgroups_file", talkgroups}};
    return c;
}

}

BOOST_FIXTURE_TEST_CASE(names_are_read_at_the_start, world)
{
    write_file(folder / "tg.json", R"({"91": "World-wide"})");
    server s{stage, file, with_names(configuration(port), HBLINK_TEST_DATA "/names/user.csv", "tg.json")};
    BOOST_REQUIRE(s.logged("names_loaded", 2));
    BOOST_TEST(text_of(*s.find("names_loaded"), "rows") == "401");
    BOOST_TEST(text_of(*s.find("names_loaded"), "line") == "402");
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(files_that_are_no_lists_of_names_are_told_of_and_the_server_serves, world)
{
    const std::string pipe = (folder / "pipe").string();
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    for (const std::string& bad :
         {std::string{"none.csv"}, folder.path().string(), pipe, std::string{"/dev/zero"}}) {
        server s{stage, file, with_names(configuration(port), bad, bad)};
        BOOST_TEST(s.logged("names_failed", 2));
        repeater r{stage, 312001, ipv4};
        BOOST_TEST(r.log_in());
        BOOST_TEST(s.stop(SIGTERM) == 0);
        BOOST_TEST(s.last_event() == "stopped");
        BOOST_TEST(s.process.err.text() == "");
    }
}

BOOST_FIXTURE_TEST_CASE(without_files_of_names_nothing_is_told, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater r{stage, 312001, ipv4};
    BOOST_TEST(r.log_in());
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.count("names_failed") + s.count("names_loaded") == 0U);
}

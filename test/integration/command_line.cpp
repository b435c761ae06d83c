// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fstream>

#include <sys/stat.h>

#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

outcome hblinkd(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), HBLINKD_PROGRAM);
    return run(std::move(arguments));
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

// What `init` tells the operator to enter in a hotspot.
std::string printed_passphrase(const std::string& out)
{
    for (const std::string& line : lines_in(out))
        if (const auto word = line.find("password"); word != line.npos)
            return line.substr(line.find_last_of(' ') + 1);
    return {};
}

// The configuration of `init` listens on the usual port, which is not for tests.
json::object on_port(const std::filesystem::path& file, std::uint16_t port)
{
    json::object c = json::parse(contents(file)).as_object();
    c["global"].as_object()["port_ipv4"] = port;
    c["global"].as_object()["port_ipv6"] = port;
    return c;
}

}

BOOST_FIXTURE_TEST_CASE(health_is_good_while_the_server_runs_and_bad_when_nobody_listens, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    const outcome good = hblinkd({"health", "--config", file.string()});
    BOOST_TEST(good.status == 0);
    BOOST_TEST(contains(good.out, "healthy: 127.0.0.1:" + std::to_string(port)));
    BOOST_TEST(s.stop(SIGTERM) == 0);

    const outcome bad = hblinkd({"health", "--config", file.string()});
    BOOST_TEST(bad.status == 1);
    BOOST_TEST(contains(bad.err, "unhealthy: 127.0.0.1:" + std::to_string(port)));
}

BOOST_FIXTURE_TEST_CASE(health_is_bad_but_never_2_with_a_broken_configuration, world)
{
    // Docker reserves the status 2 of a health check.
    std::ofstream{file} << "{";
    BOOST_TEST(hblinkd({"health", "--config", file.string()}).status == 1);
    BOOST_TEST(hblinkd({"health", "--config", "/no/such/file"}).status == 1);
}

BOOST_AUTO_TEST_CASE(a_mistyped_command_is_not_taken_for_a_file)
{
    const outcome o = hblinkd({"chekc"});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(contains(o.err, "there is no command 'chekc'"));
}

BOOST_FIXTURE_TEST_CASE(health_asks_over_ipv6_when_that_is_all_there_is, world,
                        *boost::unit_test::precondition(with_ipv6))
{
    json::object c = with_both_families(configuration(port));
    c["global"].as_object()["bind_ipv4"] = "";
    server s{stage, file, c};
    BOOST_REQUIRE(s.started());
    const outcome o = hblinkd({"health", "--config", file.string()});
    BOOST_TEST(o.status == 0);
    BOOST_TEST(contains(o.out, "healthy: [::1]:" + std::to_string(port)));
}

BOOST_AUTO_TEST_CASE(check_is_content_with_our_example_and_with_an_hblink4_configuration)
{
    for (const std::string file :
         {HBLINK_SOURCE_DIR "/etc/hblinkd.json", HBLINK_TEST_DATA "/config/hblink4-config.json"}) {
        const outcome o = hblinkd({"check", file});
        BOOST_TEST(o.status == 0, o.out);
        BOOST_TEST(!contains(o.out, "error:"));
        BOOST_TEST(contains(o.out, file + ": good"));
    }
}

BOOST_FIXTURE_TEST_CASE(check_tells_all_errors_and_starts_nothing, world)
{
    write_file(file, R"({"global": {"port_ipv4": 0, "max_missed": "three"}})");
    const outcome o = hblinkd({"check", file.string()});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(contains(o.out, "/global/port_ipv4"));
    BOOST_TEST(contains(o.out, "/global/max_missed"));
    BOOST_TEST(hblinkd({"check", (folder / "missing.json").string()}).status == 2);
}

BOOST_FIXTURE_TEST_CASE(init_makes_a_configuration_that_only_its_owner_reads, world)
{
    const outcome made = hblinkd({"init", file.string()});
    BOOST_TEST(made.status == 0, made.err);
    struct stat status
    {};
    BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0600U);
    const outcome checked = hblinkd({"check", file.string()});
    BOOST_TEST(checked.status == 0, checked.out);

    const std::string before = contents(file);
    const outcome again = hblinkd({"init", file.string()});
    BOOST_TEST(again.status == 1);
    BOOST_TEST(contains(again.err, file.string()));
    BOOST_TEST(contents(file) == before);
}

BOOST_FIXTURE_TEST_CASE(who_enters_the_passphrase_that_init_prints_gets_in, world)
{
    const outcome made = hblinkd({"init", file.string()});
    BOOST_REQUIRE(made.status == 0);
    const std::string printed = printed_passphrase(made.out);
    BOOST_REQUIRE(printed.size() >= 20U);

    server s{stage, file, on_port(file, port)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4, printed};
    repeater listener{stage, 312002, ipv4, printed};
    BOOST_TEST((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    repeater wrong{stage, 312003, ipv4, printed + "x"};
    wrong.start();
    BOOST_TEST(stage.wait_until([&] { return wrong.client().refusals() == 1; }));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(std::filesystem::exists(folder / "logs/hblink.log"));
    BOOST_TEST(hblinkd({"check", file.string()}).status == 0);
}

BOOST_FIXTURE_TEST_CASE(init_says_why_it_cannot_write, world)
{
    const outcome o = hblinkd({"init", (folder / "nowhere/hblinkd.json").string()});
    BOOST_TEST(o.status == 1);
    BOOST_TEST(contains(o.err, "No such file or directory"));
}

BOOST_AUTO_TEST_CASE(version_and_help_are_printed)
{
    const outcome version = hblinkd({"--version"});
    BOOST_TEST(version.status == 0);
    BOOST_TEST(version.out.starts_with("hblinkd "));
    const outcome help = hblinkd({"--help"});
    BOOST_TEST(help.status == 0);
    for (const char* const word : {"run", "check", "init", "health", "--config", "--version"})
        BOOST_TEST(contains(help.out, word));
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_on_the_command_line_is_refused)
{
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--verbose"}, {"run", "--config"}, {"run", "one.json", "two.json"}}) {
        const outcome o = hblinkd(arguments);
        BOOST_TEST(o.status == 2);
        BOOST_TEST(o.err.starts_with("hblinkd: "));
        BOOST_TEST(o.out == "");
    }
}

BOOST_FIXTURE_TEST_CASE(a_bare_path_starts_the_server, world)
{
    write_file(file, "[]");
    const outcome o = hblinkd({file.string()});
    BOOST_TEST(o.status == 2);
    BOOST_TEST(contains(o.out, "configuration_error"));

    server written{stage, file, configuration(port)};
    BOOST_REQUIRE(written.started());
    BOOST_REQUIRE(written.stop(SIGTERM) == 0);
    program bare{stage, {HBLINKD_PROGRAM, file.string()}};
    BOOST_TEST(stage.wait_until([&] { return contains(bare.out.text(), "server_started"); }));
    bare.signal(SIGTERM);
    BOOST_TEST(bare.wait() == 0);
}

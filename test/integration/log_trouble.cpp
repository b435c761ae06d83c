// SPDX-License-Identifier: GPL-3.0-or-later
// The log's outputs fail; voice goes on.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>

#include "integration/vital_signs.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

// A login that is refused, from one of 127.1.0.1, 127.1.0.2, ...
void guess(stage& s, const wire::endpoint& server, std::uint32_t number)
{
    udp_client stranger{s, server, wire::address::v4(0x7F01'0001 + number)};
    const wire::digest wrong{};
    stranger.send(wire::write_challenge_answer(dmr::repeater_id{4'000'000 + number}, wrong));
    BOOST_REQUIRE(stranger.has_received(1));
    BOOST_REQUIRE(is(stranger.received[0], "MSTNAK"));
}

bool file_has(stage& s, const std::filesystem::path& log, std::string_view words)
{
    return s.wait_until([&] { return contents(log).find(words) != std::string::npos; });
}

}

BOOST_FIXTURE_TEST_CASE(voice_goes_on_when_nobody_reads_stdout_and_thousands_are_refused, world)
{
    constexpr std::uint32_t guesses = 2000;
    server s{stage,
             file,
             with_logging(configuration(port), "console_level", "DEBUG"),
             {"ASAN_OPTIONS=quarantine_size_mb=1"}};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    s.process.out.pause();
    s.process.out.shrink();

    const auto call = group_call{talker, 91, 1}.all();
    std::size_t said = 0;
    guess(stage, ipv4, guesses);
    const vital_signs before = vital_signs_of(s.process.pid());
    for (std::uint32_t i = 0; i < guesses; ++i) {
        guess(stage, ipv4, i);
        if (i % (guesses / call.size()) == 0) {
            talker.send(call[said++]);
            BOOST_REQUIRE(listener.has_heard(said));
        }
    }
    BOOST_TEST((listener.heard == call));
    BOOST_TEST(vital_signs_of(s.process.pid()).resident_kib < before.resident_kib + 8192);

    s.process.signal(SIGTERM);
    BOOST_TEST(s.process.wait() == 0);
    BOOST_TEST(stage.wait_until([&] { return listener.farewells() == 1 && talker.farewells() == 1; }));
    s.process.out.resume();
    BOOST_TEST(stage.wait_until([&] { return s.process.out.ended(); }));
    BOOST_TEST(s.count("stopped") == 0U); // it was blocked indeed
    BOOST_TEST(file_has(stage, folder / "hblinkd.log", "Server stopped"));
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_when_the_reader_of_stdout_goes_away, world)
{
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    s.process.out.close();
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    BOOST_TEST(file_has(stage, folder / "hblinkd.log", "Stream ended"));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(file_has(stage, folder / "hblinkd.log", "Server stopped"));
    BOOST_TEST(s.process.err.text() == "");
}

BOOST_FIXTURE_TEST_CASE(a_closed_stdout_is_replaced_so_that_no_socket_takes_its_place, world)
{
    write_file(file, boost::json::serialize(configuration(port)));
    program p{stage,
              {"/bin/sh", "-c", "exec \"$0\" run --config \"$1\" >&-", HBLINKD_PROGRAM, file.string()}};
    repeater somebody{stage, 312001, ipv4};
    BOOST_REQUIRE(file_has(stage, folder / "hblinkd.log", "Server started"));
    BOOST_REQUIRE(somebody.log_in());
    const std::filesystem::path standard_output{"/proc/" + std::to_string(p.pid()) + "/fd/1"};
    BOOST_TEST(std::filesystem::read_symlink(standard_output) == "/dev/null");
    p.signal(SIGTERM);
    BOOST_TEST(p.wait() == 0);
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_when_stdout_is_a_full_disk, world)
{
    server s{stage, file, configuration(port), {}, {"/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh"}};
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE(file_has(stage, folder / "hblinkd.log", "Server started"));
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

BOOST_FIXTURE_TEST_CASE(it_goes_on_when_the_log_file_is_on_a_full_disk_and_says_so_once, world)
{
    std::filesystem::create_symlink("/dev/full", folder / "hblinkd.log");
    server s{stage, file, configuration(port)};
    BOOST_REQUIRE(s.started());
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    BOOST_REQUIRE((talker.log_in() && listener.log_in()));
    BOOST_TEST(is_heard(talker, 91, 1, {&listener}));
    BOOST_REQUIRE(s.logged("log_file_failed"));
    const auto& line = *s.find("log_file_failed");
    BOOST_TEST(text_of(line, "path") == (folder / "hblinkd.log").string());
    BOOST_TEST(text_of(line, "error") == "No space left on device");
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.count("log_file_failed") == 1U);
    BOOST_TEST(s.last_event() == "stopped");
}

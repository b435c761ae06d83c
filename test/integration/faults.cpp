// SPDX-License-Identifier: GPL-3.0-or-later
// What may happen to a server that runs: it is stopped, the clock is set, the kernel refuses, the disk is
// full.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include "integration/vital_signs.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
namespace utf = boost::unit_test;

namespace {

constexpr std::size_t some_kib = 4096; // what a sanitizer's own memory may differ by

std::string asan_options(const std::string& more)
{
    const char* const given = std::getenv("ASAN_OPTIONS");
    return "ASAN_OPTIONS=" + more + ":quarantine_size_mb=1:" + (given != nullptr ? given : "");
}

// The server, and a call that goes on whatever happens.
struct conversation : world
{
    std::optional<server> s;
    repeater talker{stage, 312001, ipv4};
    repeater listener{stage, 312002, ipv4};
    std::optional<long_call> call;
    vital_signs before;

    void begin(boost::json::object c, const std::vector<std::string>& environment = {asan_options("")},
               std::vector<std::string> prefix = {})
    {
        s.emplace(stage, file, c, environment, std::move(prefix));
        BOOST_REQUIRE(s->started());
        BOOST_REQUIRE((talker.log_in() && listener.log_in()));
        call.emplace(stage, talker, 91, 1);
        BOOST_REQUIRE(listener.has_heard(5));
        before = vital_signs_of(s->process.pid());
    }

    // Voice goes on, nobody was sent away, and nothing has grown.
    void check_that_all_is_well()
    {
        BOOST_TEST(call->is_heard_now_by(listener));
        for (const repeater* const r : {&talker, &listener}) {
            BOOST_TEST(r->client().logins() == 1U);
            BOOST_TEST(r->client().refusals() + r->client().farewells() == 0U);
        }
        const vital_signs now = vital_signs_of(s->process.pid());
        BOOST_TEST(now.resident_kib < before.resident_kib + some_kib);
        BOOST_TEST(now.open_files <= before.open_files);
    }
    // All that was said up to now is heard, each burst once and in order.
    void check_that_nothing_was_lost()
    {
        const std::size_t said = call->said().size();
        BOOST_REQUIRE(listener.has_heard(said));
        BOOST_TEST(std::equal(call->said().begin(), call->said().begin() + static_cast<std::ptrdiff_t>(said),
                              listener.heard.begin()));
    }
    void end()
    {
        call.reset();
        BOOST_TEST(s->stop(SIGTERM) == 0);
        BOOST_TEST(s->process.err.text() == "");
    }
};

// --- Time ------------------------------------------------------------------------------------------

// Sets the time of day for the server that looks into this file.
void set_clock_ahead(const fs::path& file, std::chrono::seconds by)
{
    const std::int64_t seconds = by.count();
    std::fstream{file, std::ios::in | std::ios::out | std::ios::binary}.write(
        reinterpret_cast<const char*>(&seconds), sizeof seconds);
}

// The day of the newest line: "2026-01-01".
std::string day_of_the_log(server& s) { return text_of(s.log().back(), "time").substr(0, 10); }

// --- Kernel ----------------------------------------------------------------------------------------

boost::test_tools::assertion_result can_trace(utf::test_unit_id)
{
    return told(run({"strace", "-o", "/dev/null", "-e", "trace=none", "true"}).status == 0,
                "no strace here, or it may not trace (ptrace is not permitted)");
}

boost::test_tools::assertion_result can_mount(utf::test_unit_id)
{
    return told(run({"unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"}).status == 0,
                "only root can mount in a namespace of its own");
}

// Answers the limit before. What is open stays open.
rlim_t limit_files(pid_t who, rlim_t most)
{
    rlimit limit{};
    BOOST_REQUIRE(::prlimit(who, RLIMIT_NOFILE, nullptr, &limit) == 0);
    const rlim_t before = std::exchange(limit.rlim_cur, most);
    BOOST_REQUIRE(::prlimit(who, RLIMIT_NOFILE, &limit, nullptr) == 0);
    return before;
}

std::uint64_t sum_of(server& s, std::string_view counter)
{
    std::uint64_t sum = 0;
    for (const auto& line : s.log())
        if (text_of(line, "event") == "statistics")
            sum += line.at({counter.data(), counter.size()}).to_number<std::uint64_t>();
    return sum;
}

boost::json::object with_statistics(boost::json::object c)
{
    c["global"].as_object()["stats_interval"] = 1;
    return c;
}

}

BOOST_FIXTURE_TEST_CASE(a_server_that_stood_still_for_five_seconds_goes_on_where_it_was, conversation)
{
    begin(configuration(port));
    s->process.signal(SIGSTOP);
    const std::size_t said = call->said().size();
    stage.wait_until([] { return false; }, 5s); // the subject of this test
    BOOST_TEST(call->said().size() > said + 70);
    s->process.signal(SIGCONT);
    check_that_all_is_well();
    check_that_nothing_was_lost(); // it has waited in the kernel's buffer
    BOOST_TEST(s->count("repeater_lost") == 0U);
    end();
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_set_by_a_day_disturbs_nobody, conversation)
{
    const fs::path clock = folder / "clock";
    write_file(clock, std::string(sizeof(std::int64_t), '\0'));
    begin(with_statistics(configuration(port)),
          {std::string{"LD_PRELOAD="} + TIME_OF_DAY, "HBLINK_TEST_CLOCK=" + clock.string(),
           asan_options("verify_asan_link_order=0")});
    const std::string today = day_of_the_log(*s);
    for (const auto jump : {24h, -24h}) {
        set_clock_ahead(clock, jump);
        BOOST_TEST(stage.wait_until([&] {
            const std::string day = day_of_the_log(*s);
            return jump > 0h ? day > today : day < today;
        }));
        check_that_all_is_well();
        check_that_nothing_was_lost();
    }
    BOOST_TEST(s->count("stream_ended") == 0U);
    BOOST_TEST(s->count("keep_alive_missed") == 0U);
    end();
}

BOOST_FIXTURE_TEST_CASE(without_file_descriptors_voice_goes_on_and_the_log_resumes, conversation)
{
    begin(with_statistics(configuration(port)));
    const fs::path log = folder / "hblinkd.log";
    const rlim_t usual = limit_files(s->process.pid(), 3); // no more than it has
    fs::rename(log, folder / "hblinkd.old");               // as logrotate does: it must open a new one
    BOOST_REQUIRE(s->logged("log_file_failed"));
    BOOST_TEST(text_of(*s->find("log_file_failed"), "error") == "Too many open files");
    check_that_all_is_well();
    limit_files(s->process.pid(), usual);
    BOOST_TEST(stage.wait_until([&] { return contents(log).find("Statistics") != std::string::npos; }));
    check_that_all_is_well();
    check_that_nothing_was_lost();
    end();
}

BOOST_FIXTURE_TEST_CASE(when_the_disk_is_full_voice_goes_on_and_the_log_resumes, conversation,
                        *utf::precondition(can_mount))
{
    const fs::path disk = folder / "disk";
    fs::create_directory(disk);
    begin(with_statistics(with_logging(configuration(port), "file", (disk / "hblinkd.log").string())),
          {asan_options("")},
          {"unshare", "-m", "/bin/sh", "-c",
           "mount -t tmpfs -o size=64k none '" + disk.string() + "' && exec \"$@\"", "sh"});
    // The disk is seen by the server only, and by whoever looks through its eyes.
    const fs::path there = "/proc/" + std::to_string(s->process.pid()) + "/root" + disk.string();
    {
        std::ofstream filling{there / "other"};
        while (filling << std::string(4096, 'x') << std::flush) {
        }
    }
    BOOST_REQUIRE(s->logged("log_file_failed"));
    BOOST_TEST(text_of(*s->find("log_file_failed"), "error") == "No space left on device");
    check_that_all_is_well();
    const std::size_t size = fs::file_size(there / "hblinkd.log");
    fs::remove(there / "other");
    BOOST_TEST(stage.wait_until([&] { return fs::file_size(there / "hblinkd.log") > size; }));
    check_that_all_is_well();
    check_that_nothing_was_lost();
    end();
}

BOOST_DATA_TEST_CASE_F(conversation, what_the_kernel_does_not_take_is_lost_and_counted_and_voice_goes_on,
                       utf::data::make({"ENOBUFS", "EAGAIN"}), error)
{
    if (!can_trace(0))
        return;
    constexpr std::uint64_t refused = 21; // the 30th to the 50th call
    begin(with_statistics(configuration(port)),
          {asan_options("detect_leaks=0")}, // it cannot be traced itself
          {"strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=sendmmsg", "-e",
           std::string{"inject=sendmmsg:error="} + error + ":when=30..50"});
    BOOST_TEST(stage.wait_until([&] { return sum_of(*s, "send_dropped") >= refused; }));
    check_that_all_is_well();
    const std::size_t said = call->said().size();
    BOOST_TEST(listener.has_heard(said - refused));
    BOOST_TEST(s->logged("statistics", s->count("statistics") + 2));
    BOOST_TEST(sum_of(*s, "send_dropped") == refused);
    // Nothing was kept to be sent later: those bursts are gone. (One of the refused may have been a pong.)
    const std::uint64_t missing = call->said().size() - listener.heard.size();
    BOOST_TEST(missing + 2 >= refused);
    end();
}

// SPDX-License-Identifier: GPL-3.0-or-later
// All that is not voice is misused while ten calls are under way. HBLINK_DISTURB=ROUNDS: so many times calm
// and disturbed in turn, and what it adds to the delay (`./dev disturb`).
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "integration/added_delay.hpp"
#include "integration/disturber.hpp"
#include "integration/vital_signs.hpp"
#include "integration/voice_meter.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

using time = voice_meter::time;

// Disturbed for longer than the 10 s that a request may take.
constexpr plan in_a_test{1, 1s, 12s, false};

// A dashboard that is there and never reads.
class deaf_dashboard
{
public:
    explicit deaf_dashboard(const std::filesystem::path& path)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        path.native().copy(a.sun_path, sizeof a.sun_path - 1);
        BOOST_REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0);
        BOOST_REQUIRE(::listen(socket_, 1) == 0);
    }
    ~deaf_dashboard() { ::close(socket_); }
    deaf_dashboard(const deaf_dashboard&) = delete;
    deaf_dashboard& operator=(const deaf_dashboard&) = delete;

private:
    int socket_;
};

struct disturbed_world : world
{
    std::uint16_t http_port{free_port()};
    std::filesystem::path control{folder / "control.sock"};
    std::filesystem::path feed{folder / "feed.sock"};

    disturbed_world() { raise_open_files(); }

    json::object everything() const
    {
        json::object c = configuration(port);
        c["http"] = {{"enabled", true}, {"address", "127.0.0.1"}, {"port", http_port}};
        c["control"] = {{"socket", control.string()}};
        c["dashboard"] = {{"enabled", true}, {"transport", "unix"}, {"unix_socket", feed.string()}};
        return c;
    }

    void pass(std::chrono::milliseconds t)
    {
        stage.wait_until([] { return false; }, t);
    }

    // The operator breaks the configuration in every way, and says "reload" each time.
    void break_configuration(server& s)
    {
        const std::string good = read_whole(file);
        const auto try_it = [&](const char* what) {
            const std::size_t before = s.count("configuration_error");
            s.process.signal(SIGHUP);
            BOOST_TEST(s.logged("configuration_error", before + 1), what);
        };
        write_file(file, "\xFF\x01 garbage {");
        try_it("garbage");
        std::filesystem::remove(file);
        try_it("no file");
        std::filesystem::create_directory(file);
        try_it("a directory");
        std::filesystem::remove(file);
        write_file(file, good);
        if (::geteuid() != 0) { // who may read everything
            std::filesystem::permissions(file, std::filesystem::perms::none);
            try_it("an unreadable file");
        }
        std::filesystem::remove(file);
        write_file(file, good);
    }

private:
    static std::string read_whole(const std::filesystem::path& p)
    {
        std::ifstream in{p};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

bool was_told(server& s, std::string_view event, std::string_view reason = "")
{
    for (const json::object& line : s.log())
        if (text_of(line, "event") == event && (reason.empty() || text_of(line, "reason") == reason))
            return true;
    return false;
}

}

BOOST_FIXTURE_TEST_CASE(what_is_not_voice_does_not_disturb_voice, disturbed_world)
{
    const plan p = wanted(in_a_test);
    const deaf_dashboard dashboard{feed};
    server s{stage, file, everything()};
    BOOST_REQUIRE(s.started());
    BOOST_REQUIRE(s.logged("http_listening"));
    BOOST_REQUIRE(s.logged("control_listening"));
    BOOST_TEST(s.logged("feed_connected"));
    voice_meter voice{ipv4, 10, std::string{passphrase}};
    BOOST_REQUIRE(stage.wait_until([&] { return voice.talking(); }));
    if (p.table)
        prefer(s.process.pid());
    const vital_signs before = vital_signs_of(s.process.pid());

    pass(500ms);
    for (int round = 0; round < p.rounds; ++round) {
        voice.now_is(time::calm);
        pass(p.calm);
        voice.now_is(time::unmeasured);
        {
            const disturber all_of_it{{{ipv4.address, http_port}, control}};
            voice.now_is(time::disturbed);
            pass(p.disturbed / 2);
            break_configuration(s);
            pass(p.disturbed / 2);
            voice.now_is(time::unmeasured);
            // Ten seconds from its first byte: on a busy machine that may have been read late.
            BOOST_TEST(stage.wait_until([&] { return was_told(s, "http_trouble", "slow"); }, 30s));
        }
        pass(500ms);
    }
    // Who misbehaved is gone, and everything is as before.
    const std::size_t files = vital_signs_of(s.process.pid()).open_files;
    BOOST_TEST(
        stage.wait_until([&] { return vital_signs_of(s.process.pid()).open_files <= before.open_files; }),
        files << " files are open");
    const vital_signs after = vital_signs_of(s.process.pid());
    const auto& heard = voice.stop();
    if (p.table)
        print_added_delay(heard, before, after);

    for (const auto& f : heard) {
        BOOST_TEST(f.lost == 0U);
        BOOST_TEST(f.changed == 0U);
    }
    BOOST_TEST(heard[static_cast<std::size_t>(time::disturbed)].sent > 100U);
    for (const auto* const reason : {"malformed", "header_too_long", "many_in_a_row"})
        BOOST_TEST(was_told(s, "http_trouble", reason), reason);
    BOOST_TEST(was_told(s, "http_full"));
    BOOST_TEST(was_told(s, "control_nonsense"));
    BOOST_TEST(!was_told(s, "http_failed"));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Very many look at the live page of a large network. HBLINK_DISTURB=ROUNDS: so many times with and without
// 500 browsers in turn, with 1,000 repeaters, and what it adds to the delay of voice (`./dev disturb`).
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <iomanip>
#include <ios>
#include <iostream>
#include <map>
#include <string>

#include "integration/added_delay.hpp"
#include "integration/audience.hpp"
#include "integration/web_client.hpp"
#include "integration/world.hpp"
#include "support/exposition.hpp"

using namespace hblink;
using namespace hblink::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

using time = voice_meter::time;

constexpr plan in_a_test{1, 1s, 3s, false};

// How many bursts took at most so many seconds from their arrival at the machine to the end of their sending,
// as the server's metrics tell: what readers on the same machine cost the receiver is not in it.
using delays_in_server = std::map<double, double>;

delays_in_server operator-(delays_in_server after, const delays_in_server& before)
{
    for (const auto& [seconds, bursts] : before)
        after[seconds] -= bursts;
    return after;
}

delays_in_server& operator+=(delays_in_server& all, const delays_in_server& more)
{
    for (const auto& [seconds, bursts] : more)
        all[seconds] += bursts;
    return all;
}

void print_share(const char* when, const delays_in_server& delays)
{
    const double all = delays.empty() ? 0 : delays.rbegin()->second;
    std::cout << "in the server, " << when << ", of " << std::setprecision(0) << all
              << " bursts:" << std::fixed << std::setprecision(2);
    for (const auto& [seconds, bursts] : delays)
        if (seconds < 6e-3)
            std::cout << "  " << 100 * bursts / all << " % within " << static_cast<int>(seconds * 1e6)
                      << " us";
    std::cout << '\n';
}

struct large_network : world
{
    std::uint16_t http_port{free_tcp_port()};

    large_network() { raise_open_files(); }

    json::object everything() const
    {
        json::object c = configuration(port);
        c["http"] = {{"enabled", true}, {"address", "127.0.0.1"}, {"port", http_port}};
        return c;
    }

    // Repeaters that talk on talkgroups of their own, so that the page changes all the time.
    std::vector<std::string> others(std::size_t repeaters) const
    {
        return {HBLINK_SIM_PROGRAM,
                "--server",
                "127.0.0.1:" + std::to_string(port),
                "--repeaters",
                std::to_string(repeaters),
                "--first-id",
                "3120001",
                "--passphrase",
                std::string{passphrase},
                "--talkgroup",
                "91,92,93,94,95",
                "--slot",
                "2",
                "--calls",
                "5",
                "--call-seconds",
                "3",
                "--seconds",
                "3600"};
    }

    // How many browsers the server says it has.
    bool has_browsers(std::size_t number)
    {
        const auto answer = get(stage, http_port, "/metrics");
        return answer && answer->body.find("\nhblinkd_table_entries{table=\"browsers\"} " +
                                           std::to_string(number) + '\n') != std::string::npos;
    }

    delays_in_server delays()
    {
        const auto answer = get(stage, http_port, "/metrics");
        const exposition metrics{answer.value().body};
        delays_in_server d;
        for (const exposed_sample& one : metrics.at("hblinkd_forwarding_delay_seconds").samples)
            if (const auto bound = one.labels.find("le"); bound != one.labels.end())
                d[std::stod(bound->second)] = one.value;
        return d;
    }

    // What they were while this time passed.
    delays_in_server delays_in(std::chrono::milliseconds t)
    {
        const delays_in_server before = delays();
        pass(t);
        return delays() - before;
    }

    void pass(std::chrono::milliseconds t)
    {
        stage.wait_until([] { return false; }, t);
    }
};

}

BOOST_FIXTURE_TEST_CASE(very_many_browsers_do_not_disturb_voice, large_network)
{
    const plan p = wanted(in_a_test);
    const std::size_t many = p.table ? 500 : 50;
    server s{stage, file, everything()};
    BOOST_REQUIRE(s.started());
    BOOST_REQUIRE(s.logged("http_listening"));
    const program crowd{stage, others(p.table ? 980 : 80)};
    voice_meter voice{ipv4, 10, std::string{passphrase}};
    BOOST_REQUIRE(stage.wait_until([&] { return voice.talking(); }));
    if (p.table)
        prefer(s.process.pid());
    pass(p.table ? 10s : 1s); // until the crowd has come
    const vital_signs before = vital_signs_of(s.process.pid());
    vital_signs with = before;
    delays_in_server calm;
    delays_in_server disturbed;

    for (int round = 0; round < p.rounds; ++round) {
        voice.now_is(time::calm);
        calm += delays_in(p.calm);
        voice.now_is(time::unmeasured);
        {
            const audience all{{ipv4.address, http_port}, many};
            BOOST_REQUIRE(stage.wait_until([&] { return all.listening() == many; }, 60s));
            BOOST_TEST(stage.wait_until([&] { return has_browsers(many); })); // the metrics may be 250 ms old
            voice.now_is(time::disturbed);
            disturbed += delays_in(p.disturbed);
            voice.now_is(time::unmeasured);
            with = vital_signs_of(s.process.pid());
            BOOST_TEST(all.gone() == 0U);
            if (p.table)
                std::cout << all.bytes() / many << " bytes for each browser\n";
        }
        BOOST_TEST(stage.wait_until([&] { return has_browsers(0); }));
    }
    const auto& heard = voice.stop();
    if (p.table) {
        print_added_delay(heard, before, with);
        print_share("calm", calm);
        print_share("with browsers", disturbed);
    }
    for (const auto& f : heard) {
        BOOST_TEST(f.lost == 0U);
        BOOST_TEST(f.changed == 0U);
    }
    const audience to_the_end{{ipv4.address, http_port}, many};
    BOOST_REQUIRE(stage.wait_until([&] { return to_the_end.listening() == many; }, 60s));
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(stage.wait_until([&] { return to_the_end.gone() == many; }));
    BOOST_TEST(s.process.err.text() == "");
}

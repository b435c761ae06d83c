// SPDX-License-Identifier: GPL-3.0-or-later
// Strangers flood the server while ten calls are under way. HBLINK_FLOOD=SECONDS: at the full rate, for so
// long, and with a table of what it came to (`./dev flood`).
#include <boost/json/parse.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iomanip>
#include <ios>
#include <iostream>
#include <random>
#include <utility>

#include "integration/flooder.hpp"
#include "integration/vital_signs.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

using buffer = flooder::buffer;

constexpr std::uint32_t first_connected = 3'120'001;
constexpr std::uint32_t connected_ones = 20;
constexpr std::uint32_t first_stranger = 4'000'000;
constexpr int passphrases = 32;
// The defaults of `limits`, written down so that the test and the server mean the same.
constexpr double answers_per_second = 50;
constexpr double answers_at_once = 200;
// All that a flood may fill: the places for waiting strangers (net::waiting_room), with a margin for the
// sanitizer's own.
constexpr std::size_t waiting_room_kib = 8192;

// --- What is thrown --------------------------------------------------------------------------------

// Every tenth stranger says that it is one of the connected repeaters.
dmr::repeater_id forged_id(std::uint64_t number)
{
    const auto n = static_cast<std::uint32_t>(number);
    return dmr::repeater_id{n % 10 == 0 ? first_connected + n / 10 % connected_ones
                                        : first_stranger + n % 5'000'000};
}

template <class Message>
std::size_t put(const Message& m, buffer into)
{
    std::copy(m.begin(), m.end(), into.begin());
    return m.size();
}

std::size_t login_request(std::uint64_t number, buffer into)
{
    return put(wire::write_login_request(forged_id(number)), into);
}

std::size_t challenge_answer(std::uint64_t number, buffer into)
{
    wire::digest wrong{};
    std::memcpy(wrong.data(), &number, sizeof number);
    return put(wire::write_challenge_answer(forged_id(number), wrong), into);
}

std::size_t voice(std::uint64_t number, buffer into)
{
    const sim::transmission t{{forged_id(number), dmr::radio_id{7}, 3120, dmr::slot::two,
                               dmr::stream_id{static_cast<std::uint32_t>(number / 8)}},
                              1};
    return put(t.burst(number % 8), into);
}

// Of every length, half of it beginning like a message, and now and then with a connected repeater's id.
std::size_t garbage(std::uint64_t number, buffer into)
{
    constexpr std::array<std::string_view, 10> tags{"",     "RPTL",    "RPTK", "RPTC", "RPTCL",
                                                    "RPTO", "RPTPING", "DMRD", "DMRA", "DMRG"};
    std::minstd_rand random{static_cast<std::uint32_t>(number) + 1};
    const std::string_view tag = tags[number % tags.size()];
    const std::size_t length = number / tags.size() % (into.size() + 1);
    for (std::size_t i = 0; i < length; ++i)
        into[i] = static_cast<std::byte>(i < tag.size() ? static_cast<unsigned>(tag[i]) : random() >> 8);
    const std::uint32_t id = forged_id(number).value();
    for (std::size_t i = 0; i < 4 && tag.size() + i < length; ++i)
        into[tag.size() + i] = static_cast<std::byte>(id >> (24 - 8 * i));
    return length;
}

struct flood
{
    const char* name;
    std::size_t (*write)(std::uint64_t, buffer);
    double per_second; // at the full rate
    std::uint32_t sources;
    unsigned refusal_buckets; // that its datagrams can draw from (core::reply_limit::kind)
};
std::ostream& operator<<(std::ostream& out, const flood& f) { return out << f.name; }

// From few sources most go unanswered, from many all are.
const std::array floods{flood{"RPTL, 500 sources", login_request, 100'000, 500, 0},
                        flood{"RPTL, 50,000 sources", login_request, 100'000, 50'000, 0},
                        flood{"RPTK, 100 sources", challenge_answer, 20'000, 100, 1},
                        flood{"RPTK, 50,000 sources", challenge_answer, 20'000, 50'000, 1},
                        flood{"DMRD, 500 sources", voice, 100'000, 500, 1},
                        flood{"garbage, 500 sources", garbage, 50'000, 500, 2}};

// --- How much of it --------------------------------------------------------------------------------

struct measure
{
    double share; // of the full rate
    std::chrono::milliseconds length;
    bool table;
};

measure measure_wanted()
{
    if (const char* const seconds = std::getenv("HBLINK_FLOOD"); seconds != nullptr)
        return {1, std::chrono::seconds{std::max(std::atoi(seconds), 1)}, true};
    return {0.1, std::chrono::seconds{2}, false}; // the server is built with sanitizers, the machine is busy
}

// --- The world around ------------------------------------------------------------------------------

json::object flooded_configuration(std::uint16_t port)
{
    json::object c = configuration(port);
    c["limits"] = {{"exempt", json::array{}}, // 127.0.0.0/8 would be
                   {"replies_per_second", answers_per_second},
                   {"replies_burst", answers_at_once}};
    c["global"].as_object()["stats_interval"] = 1;
    json::array patterns;
    for (int i = 1; i < passphrases; ++i)
        patterns.push_back({{"name", "rule " + std::to_string(i)},
                            {"match", {{"callsigns", {"DL" + std::to_string(i) + "ABC"}}}},
                            {"config", {{"passphrase", "another passphrase " + std::to_string(i)}}}});
    patterns.push_back({{"name", "the honest ones"},
                        {"match", {{"callsigns", {"S*", "N0CALL"}}}},
                        {"config", {{"passphrase", passphrase}}}});
    c["repeater_configurations"] = {{"patterns", std::move(patterns)}};
    return c;
}

// Ten calls at the pace of real ones, each heard by one other repeater, until it is told to end.
std::vector<std::string> ten_calls(const wire::endpoint& server)
{
    return {HBLINK_SIM_PROGRAM,
            "--server",
            server.to_string(),
            "--passphrase",
            std::string{passphrase},
            "--first-id",
            std::to_string(first_connected),
            "--repeaters",
            std::to_string(connected_ones),
            "--talkgroup",
            "3120,3121,3122,3123,3124,3125,3126,3127,3128,3129",
            "--calls",
            "10",
            "--call-seconds",
            "600",
            "--seconds",
            "3600",
            "--json",
            "-"};
}

std::uint64_t sum_of(server& s, std::string_view counter)
{
    std::uint64_t sum = 0;
    for (const json::object& line : s.log())
        if (text_of(line, "event") == "statistics")
            sum += line.at({counter.data(), counter.size()}).to_number<std::uint64_t>();
    return sum;
}

std::int64_t number(const json::object& o, const char* key) { return o.at(key).to_number<std::int64_t>(); }

struct result
{
    flooder::figures flood;
    json::object voice;
    double login_seconds{};
    vital_signs before;
    vital_signs after;
    std::uint64_t dropped{};     // by the kernel: the receive buffer was full
    std::uint64_t turned_away{}; // by the server: too many strangers were waiting
};

void print(const flood& f, double offered, const result& r)
{
    static bool headed = false;
    if (!std::exchange(headed, true))
        std::cout
            << "flood                  offered/s  reached/s  answers/s  dropped     away  CPU %   us each  "
               "voice lost  p99 ms  max ms  login s  RSS KiB before, after\n";
    const double cpu = r.after.cpu_seconds - r.before.cpu_seconds;
    const auto sent = static_cast<double>(r.flood.sent);
    std::cout << std::left << std::setw(22) << f.name << std::right << std::fixed << std::setprecision(0)
              << std::setw(10) << offered << std::setw(11) << sent / r.flood.seconds << std::setw(11)
              << static_cast<double>(r.flood.challenges + r.flood.refusals) / r.flood.seconds << std::setw(9)
              << r.dropped << std::setw(9) << r.turned_away << std::setw(7) << 100 * cpu / r.flood.seconds
              << std::setprecision(2) << std::setw(10) << 1e6 * cpu / sent << std::setw(12)
              << number(r.voice, "lost") << std::setw(8) << number(r.voice, "delay_ms_p99")
              << std::setprecision(1) << std::setw(8) << r.voice.at("delay_ms_max").to_number<double>()
              << std::setw(9) << r.login_seconds << std::setw(9) << r.before.resident_kib << std::setw(9)
              << r.after.resident_kib << std::endl;
}

// The answers to each source stay within the buckets that it has.
void check_answers(const flood& f, const flooder::figures& answered)
{
    const double one_bucket = answers_at_once + answers_per_second * (answered.seconds + 1) + 1;
    BOOST_TEST(answered.most_challenges <= one_bucket);
    BOOST_TEST(answered.most_refusals <= f.refusal_buckets * one_bucket);
    BOOST_TEST(answered.others == 0U);
    BOOST_TEST(answered.answers_overlooked == 0U);
    BOOST_TEST(answered.challenges + answered.refusals > 0U);
}

void check_voice(const json::object& voice)
{
    BOOST_TEST(number(voice, "logged_in") == connected_ones);
    BOOST_TEST(number(voice, "calls") == 10);
    BOOST_TEST(number(voice, "expected") == number(voice, "sent"));
    BOOST_TEST(number(voice, "heard") == number(voice, "expected"));
    for (const char* const key : {"lost", "unexpected", "foreign", "reordered", "refusals", "farewells",
                                  "own_drops", "send_failures"})
        BOOST_TEST(number(voice, key) == 0, key);
}

}

BOOST_DATA_TEST_CASE_F(world, a_flood_harms_nobody, boost::unit_test::data::make(floods), f)
{
    const measure m = measure_wanted();
    server s{stage, file, flooded_configuration(port), {"ASAN_OPTIONS=quarantine_size_mb=1"}};
    BOOST_REQUIRE(s.started());
    program calls{stage, ten_calls(ipv4)};
    BOOST_REQUIRE_MESSAGE(s.logged("stream_started", 10), calls.err.text());
    repeater honest{stage, 3'130'001, ipv4};

    result r;
    r.before = vital_signs_of(s.process.pid());
    const auto start = std::chrono::steady_clock::now();
    const auto sources = static_cast<std::uint32_t>(f.sources * m.share);
    flooder strangers{{ipv4, f.write, sources, f.per_second * m.share, m.length}};
    BOOST_TEST(stage.wait_until([&] { return strangers.finished(); }, m.length / 4) == false); // it is on
    BOOST_TEST(honest.log_in());
    r.login_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start - m.length / 4).count();
    BOOST_REQUIRE(stage.wait_until([&] { return strangers.finished(); }, m.length + stage::patience));
    r.after = vital_signs_of(s.process.pid());
    r.flood = strangers.result();

    calls.signal(SIGINT); // they end in good order
    BOOST_TEST(calls.wait() == 0, calls.err.text());
    r.voice = json::parse(calls.out.text()).as_object();
    // Two lines on, the figures of the flood are complete.
    BOOST_TEST(s.logged("statistics", s.count("statistics") + 2));
    r.dropped = sum_of(s, "receive_dropped");
    r.turned_away = sum_of(s, "turned_away");
    if (m.table)
        print(f, f.per_second * m.share, r);
    BOOST_TEST_MESSAGE(f.name << ": " << static_cast<double>(r.flood.sent) / r.flood.seconds << "/s reached, "
                              << r.flood.challenges + r.flood.refusals << " answered, " << r.dropped
                              << " dropped, honest login " << r.login_seconds << " s");

    check_voice(r.voice);
    check_answers(f, r.flood);
    BOOST_TEST(r.login_seconds < 20);
    BOOST_TEST(r.after.resident_kib < r.before.resident_kib + waiting_room_kib);
    BOOST_TEST(r.after.open_files == r.before.open_files);
    BOOST_TEST(sum_of(s, "datagrams") + r.dropped + r.turned_away >= r.flood.sent);
    BOOST_TEST(s.stop(SIGTERM) == 0);
    BOOST_TEST(s.process.err.text() == "");
}

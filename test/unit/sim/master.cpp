// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/master.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using sim::endpoint;
using sim::time_point;

namespace {

constexpr dmr::repeater_id id{2'345'900};

endpoint at(std::uint16_t port) { return {asio::ip::make_address("192.0.2.7"), port}; }

sim::master_behaviour behaviour()
{
    sim::master_behaviour b;
    b.passphrase = "labpass";
    b.calls.every = 2s;
    b.calls.voice = 360ms;
    return b;
}

// A master, and what it says and tells.
struct scene
{
    explicit scene(sim::master_behaviour b = behaviour()) : master{std::move(b), tell} {}

    // The first bytes of each answer, as "RPTACK MSTNAK".
    std::string hear(wire::bytes message, const endpoint& from = at(50'000))
    {
        answers = master.receive(from, message, now);
        return names(answers, from);
    }
    std::string log_in(const std::string& passphrase = "labpass")
    {
        hear(wire::write_login_request(id));
        BOOST_REQUIRE(answers.size() == 1U);
        wire::salt salt;
        std::copy_n(answers[0].bytes.begin() + 6, 4, salt.begin());
        return hear(wire::write_challenge_answer(id, sha.challenge_answer(salt, passphrase)));
    }
    void connect()
    {
        BOOST_TEST(log_in() == "RPTACK");
        wire::station_report station;
        station.callsign = "N0CALL";
        station.description = "Edge";
        BOOST_TEST(hear(wire::write_description(id, station)) == "RPTACK");
    }
    std::string names(const sim::letters& all, const endpoint& to) const
    {
        std::string text;
        for (const auto& one : all) {
            BOOST_TEST(one.to == to);
            const std::string_view whole{reinterpret_cast<const char*>(one.bytes.data()), one.bytes.size()};
            const auto length = whole.starts_with("DMRD")      ? 4U
                                : whole.starts_with("MSTPONG") ? 7U
                                : whole.starts_with("MSTCL")   ? 5U
                                                               : 6U;
            text += (text.empty() ? "" : " ") + std::string{whole.substr(0, length)};
        }
        return text;
    }
    bool told(std::string_view part) const
    {
        for (const auto& line : lines)
            if (line.find(part) != std::string::npos)
                return true;
        return false;
    }

    std::vector<std::string> lines;
    sim::narrator tell{[this](const std::string& line) { lines.push_back(line); }};
    sim::master master;
    wire::sha256 sha;
    sim::letters answers;
    time_point now{1h};
};

wire::dmrd_bytes burst(std::size_t i = 0, dmr::repeater_id from = id)
{
    return sim::transmission{{from, dmr::radio_id{2'345'001}, 91, dmr::slot::two, dmr::stream_id{7}}, 1}
        .burst(i);
}

}

BOOST_AUTO_TEST_SUITE(master_that_is_played)

BOOST_AUTO_TEST_CASE(a_client_that_knows_the_passphrase_gets_in)
{
    scene s;
    s.connect();
    BOOST_TEST(s.hear(wire::write_options(id, "TS1=8;TS2=91")) == "RPTACK");
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTPONG");
    BOOST_TEST(s.master.connected() == 1U);
    BOOST_TEST(s.master.logins() == 1U);
    BOOST_TEST(s.master.pings() == 1U);
    BOOST_TEST(s.master.passed());
}

BOOST_AUTO_TEST_CASE(what_a_client_says_of_itself_is_told)
{
    scene s;
    s.connect();
    s.hear(wire::write_options(id, "TS1=8;\x1B[31mTS2=91"));
    BOOST_TEST(s.told("2345900 at 192.0.2.7:50000 asks to log in"));
    BOOST_TEST(s.told("callsign      N0CALL"));
    BOOST_TEST(s.told("description   Edge"));
    BOOST_TEST(s.told("asks for options \"TS1=8;[31mTS2=91\"")); // and nothing that a terminal obeys
    BOOST_TEST(!s.told("are usual"));
}

BOOST_AUTO_TEST_CASE(a_description_of_an_unusual_length_is_taken_and_told)
{
    scene s;
    s.log_in();
    auto message = wire::write_description(id, {});
    std::vector<std::byte> longer{message.begin(), message.end()};
    longer.resize(304);
    BOOST_TEST(s.hear(longer) == "RPTACK");
    BOOST_TEST(s.told("(304 bytes; 302 are usual)"));
}

BOOST_AUTO_TEST_CASE(a_wrong_passphrase_is_refused)
{
    scene s;
    BOOST_TEST(s.log_in("another") == "MSTNAK");
    BOOST_TEST(s.told("its passphrase is another one"));
    BOOST_TEST(s.hear(wire::write_description(id, {})) == "MSTNAK");
    BOOST_TEST(!s.master.passed());
}

BOOST_AUTO_TEST_CASE(a_repeated_message_gets_the_same_answer_again)
{
    scene s;
    s.hear(wire::write_login_request(id));
    const auto first = s.answers.at(0).bytes;
    s.hear(wire::write_login_request(id));
    BOOST_TEST((s.answers.at(0).bytes == first));
    s.connect();
    BOOST_TEST(s.hear(wire::write_description(id, {})) == "RPTACK");
    BOOST_TEST(s.master.logins() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_comes_before_its_time)
{
    scene s;
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTNAK");
    BOOST_TEST(s.hear(burst()) == "MSTNAK");
    s.hear(wire::write_login_request(id));
    BOOST_TEST(s.hear(wire::write_description(id, {})) == "MSTNAK");
    s.log_in();
    BOOST_TEST(s.hear(wire::write_options(id, "TS1=8")) == "MSTNAK");
    BOOST_TEST(s.hear(burst()) == "MSTNAK");
}

BOOST_AUTO_TEST_CASE(somebody_else_with_the_same_id_is_refused_until_he_logs_in)
{
    scene s;
    s.connect();
    BOOST_TEST(s.hear(wire::write_keep_alive(id), at(50'001)) == "MSTNAK");
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTPONG");
    BOOST_TEST(s.hear(wire::write_login_request(id), at(50'001)) == "RPTACK");
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTNAK");
}

BOOST_AUTO_TEST_CASE(voice_is_counted)
{
    scene s;
    s.connect();
    for (std::size_t i = 0; i < 8; ++i)
        BOOST_TEST(s.hear(burst(i)) == "");
    BOOST_TEST(s.master.heard().total().bursts == 8U);
    BOOST_TEST(s.master.heard().total().calls == 1U);
    const auto report = boost::json::parse(s.master.to_json());
    BOOST_TEST(report.at("heard").at(0).at("destination") == 91);
    BOOST_TEST(report.at("passed") == true);
}

BOOST_AUTO_TEST_CASE(test_calls_go_to_everybody_who_is_logged_in)
{
    auto b = behaviour();
    b.calls.talkgroups = {dmr::talkgroup{91}};
    scene s{b};
    BOOST_TEST(s.master.tick(s.now).empty()); // nobody is there
    s.connect();
    std::size_t bursts = 0;
    for (const auto end = s.now + 1s; s.now < end; s.now += 20ms)
        bursts += s.master.tick(s.now).size();
    BOOST_TEST(bursts == 8U);
}

BOOST_AUTO_TEST_CASE(who_says_goodbye_is_gone)
{
    scene s;
    s.connect();
    BOOST_TEST(s.hear(wire::write_goodbye(id), at(50'001)) == ""); // not he
    BOOST_TEST(s.master.connected() == 1U);
    BOOST_TEST(s.hear(wire::write_goodbye(id)) == "");
    BOOST_TEST(s.master.connected() == 0U);
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTNAK");
}

BOOST_AUTO_TEST_CASE(who_is_silent_is_forgotten)
{
    scene s;
    s.connect();
    s.master.tick(s.now + 59s);
    BOOST_TEST(s.master.connected() == 1U);
    s.master.tick(s.now + 60s);
    BOOST_TEST(s.master.connected() == 0U);
}

BOOST_AUTO_TEST_CASE(at_the_end_everybody_is_sent_away)
{
    auto b = behaviour();
    b.calls.talkgroups = {dmr::talkgroup{91}};
    scene s{b};
    s.connect();
    s.master.tick(s.now);
    BOOST_TEST(s.names(s.master.stop(s.now), at(50'000)) == "DMRD MSTCL"); // the call's end first
}

BOOST_AUTO_TEST_CASE(with_nak_everybody_is_refused)
{
    auto b = behaviour();
    b.refuses = true;
    scene s{b};
    BOOST_TEST(s.hear(wire::write_login_request(id)) == "MSTNAK");
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTNAK");
    BOOST_TEST(s.master.refusals() == 2U);
    BOOST_TEST(s.master.passed());
}

BOOST_AUTO_TEST_CASE(it_falls_mute_after_so_many_answers)
{
    auto b = behaviour();
    b.mute_after = 4;
    b.calls.talkgroups = {dmr::talkgroup{91}};
    scene s{b};
    s.connect(); // three
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "MSTPONG");
    BOOST_TEST(s.hear(wire::write_keep_alive(id)) == "");
    BOOST_TEST(s.hear(wire::write_login_request(id), at(50'001)) == "");
    BOOST_TEST(s.master.tick(s.now).empty());
    BOOST_TEST(s.master.stop(s.now).empty());
}

BOOST_AUTO_TEST_CASE(there_is_room_for_a_hundred_clients)
{
    scene s;
    for (std::uint32_t i = 1; i <= 100; ++i)
        BOOST_TEST(s.hear(wire::write_login_request(dmr::repeater_id{i})) == "RPTACK");
    BOOST_TEST(s.hear(wire::write_login_request(dmr::repeater_id{101})) == "MSTNAK");
    BOOST_TEST(s.hear(wire::write_login_request(dmr::repeater_id{1})) == "RPTACK");
}

BOOST_AUTO_TEST_CASE(nonsense_gets_no_answer)
{
    scene s;
    BOOST_TEST(s.hear(test::from_text("")) == "");
    BOOST_TEST(s.hear(test::from_text("RPTK")) == "");
    BOOST_TEST(s.hear(test::from_text("hello")) == "");
    BOOST_TEST(boost::json::parse(s.master.to_json()).at("not_understood") == 3);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// Whole conversations of real clients against the router; only the digest is computed anew, for the salt
// that the server sends.
#include <boost/test/unit_test.hpp>

#include "support/captured.hpp"
#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

std::string expected_answer(const std::string& message)
{
    if (message == "RPTL" || message == "RPTK" || message == "RPTC" || message == "RPTO" || message == "DMRA")
        return "RPTACK";
    return message == "RPTPING" ? "MSTPONG" : "";
}

std::string tag_of(const sent& s)
{
    for (const auto* tag : {"RPTACK", "MSTNAK", "MSTPONG", "MSTCL", "DMRD"})
        if (s.is(tag))
            return tag;
    return "unknown";
}

// The captured RPTK, made anew for the salt that the server has sent.
std::vector<std::byte> answer_for(world& w, const captured_client& c, const std::vector<sent>& challenge)
{
    wire::salt salt{};
    std::copy_n(challenge.at(0).bytes.begin() + 6, 4, salt.begin());
    return to_datagram(wire::write_challenge_answer(dmr::repeater_id{c.id}, w.digest_for(salt, c.password)));
}

config::settings settings_for(const std::string& passphrase)
{
    config::settings s = open_settings();
    s.access.fallback = rule_of("default", passphrase);
    s.access.prepare();
    return s;
}

}

BOOST_AUTO_TEST_CASE(the_captured_clients_log_in_talk_and_leave)
{
    const auto clients = captured_clients("clients.json");
    BOOST_REQUIRE(!clients.empty());
    for (const captured_client& c : clients) {
        BOOST_TEST_CONTEXT(c.name)
        {
            world w{settings_for(c.password)};
            const client listener = w.connect(1, "", c.password);
            const core::path from = path_of(0x0A63'6363, 50000);
            std::vector<sent> last;
            std::size_t bursts = 0;
            for (const captured_message& m : c.messages) {
                BOOST_TEST_CONTEXT(m.tag)
                {
                    const auto answer = w.receive(from, m.tag == "RPTK" ? answer_for(w, c, last) : m.bytes);
                    if (m.tag == "DMRD") {
                        ++bursts;
                        BOOST_REQUIRE(answer.size() == 1U);
                        BOOST_TEST((answer[0].to == listener.path && answer[0].bytes == m.bytes));
                    } else {
                        BOOST_TEST((answer.empty() ? "" : tag_of(answer[0])) == expected_answer(m.tag));
                        BOOST_TEST(answer.size() <= 1U);
                    }
                    last = answer;
                    w.pass(60ms);
                }
            }
            BOOST_TEST(w.router.occupied().sessions == 1U); // RPTCL: only the listener is left
            BOOST_TEST(w.router.counters().bursts == bursts);
        }
    }
}

BOOST_AUTO_TEST_CASE(another_server_logs_in_as_a_client_and_is_known_for_a_network)
{
    world w;
    for (const captured_client& c : captured_clients("constructed.json")) {
        if (c.messages.front().tag != "RPTC")
            continue;
        const client me{dmr::repeater_id{c.id}, path_of(0x0A63'6363, 50000)};
        BOOST_REQUIRE(w.authenticate(me));
        for (const captured_message& m : c.messages) {
            const auto answer = w.receive(me.path, m.bytes);
            BOOST_REQUIRE(answer.size() == 1U);
            BOOST_TEST(answer[0].is("RPTACK"));
        }
        w.router.for_each_session([&](const core::session& s) {
            BOOST_TEST(to_string(s.type) == "network");
            BOOST_TEST(s.station.callsign() == "N0CALL-L");
            BOOST_TEST(!s.rewrite_id); // HBlink4 shows bytes 11-14 as the origin
            BOOST_TEST(s.talkgroups[0].admits(dmr::talkgroup{8}));
            BOOST_TEST(!s.talkgroups[1].admits(dmr::talkgroup{8}));
        });
    }
    BOOST_TEST(w.router.occupied().sessions == 1U);
}

BOOST_AUTO_TEST_CASE(the_old_layouts_of_alias_and_position_are_understood_by_the_senders_address)
{
    world w;
    const client c = w.connect(312200);
    for (const captured_client& from : captured_clients("constructed.json"))
        for (const captured_message& m : from.messages) {
            if (m.tag != "DMRA" && m.tag != "DMRG" && m.tag != "RPTG")
                continue;
            const auto answer = w.receive(c.path, m.bytes);
            BOOST_TEST(answer.size() == (m.tag == "DMRA" ? 1U : 0U));
            BOOST_TEST(w.receive(path_of(0x0A09'0909), m.bytes).empty()); // a stranger's: ignored
        }
}

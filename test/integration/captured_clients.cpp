// SPDX-License-Identifier: GPL-3.0-or-later
// Whole conversations of real clients over real UDP; only the digest is computed anew, for the salt that the
// server sends.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>

#include "integration/world.hpp"
#include "support/captured.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

std::string expected_answer(const std::string& message)
{
    if (message == "RPTL" || message == "RPTK" || message == "RPTC" || message == "RPTO" || message == "DMRA")
        return "RPTACK";
    return message == "RPTPING" ? "MSTPONG" : "";
}

datagram answer_to_challenge(const captured_client& c, const datagram& challenge)
{
    wire::sha256 sha;
    wire::salt salt{};
    std::copy_n(challenge.begin() + 6, salt.size(), salt.begin());
    const auto bytes =
        wire::write_challenge_answer(dmr::repeater_id{c.id}, sha.challenge_answer(salt, c.password));
    return {bytes.begin(), bytes.end()};
}

// Says what the client said, and looks at the answers. Those to which there is none are not waited for: an
// answer that comes all the same would be taken for that to the next message, and be wrong there.
void play(const captured_client& c, udp_client& socket, repeater& listener)
{
    for (const captured_message& m : c.messages) {
        BOOST_TEST_CONTEXT(m.tag)
        {
            const std::size_t before = socket.received.size();
            const std::size_t heard = listener.heard.size();
            socket.send(m.tag == "RPTK" ? answer_to_challenge(c, socket.received.back()) : m.bytes);
            if (const std::string expected = expected_answer(m.tag); !expected.empty()) {
                BOOST_REQUIRE(socket.has_received(before + 1));
                BOOST_TEST(is(socket.received.back(), expected));
            } else if (m.tag == "DMRD") {
                BOOST_REQUIRE(listener.has_heard(heard + 1));
                BOOST_TEST((listener.heard.back() == m.bytes));
            }
        }
    }
}

}

BOOST_FIXTURE_TEST_CASE(the_captured_clients_log_in_talk_and_leave, world)
{
    const auto clients = captured_clients("clients.json");
    BOOST_REQUIRE(clients.size() >= 3U);
    auto c = configuration(port);
    c["repeater_configurations"].as_object()["default"].as_object()["passphrase"] =
        boost::json::string_view{clients.front().password};
    server s{stage, file, c};
    BOOST_REQUIRE(s.started());
    std::uint32_t id = 900;
    for (const captured_client& captured : clients) {
        BOOST_TEST_CONTEXT(captured.name)
        {
            BOOST_REQUIRE(captured.password == clients.front().password);
            // A new one each time: nothing of the last call keeps its slot.
            repeater listener{stage, ++id, ipv4, captured.password};
            BOOST_REQUIRE(listener.log_in());
            udp_client socket{stage, ipv4};
            const std::size_t gone = s.count("repeater_disconnected");
            play(captured, socket, listener);
            BOOST_TEST(s.logged("repeater_disconnected", gone + 1)); // RPTCL
            const std::size_t answers = socket.received.size();
            socket.send(wire::write_keep_alive(dmr::repeater_id{captured.id}));
            BOOST_REQUIRE(socket.has_received(answers + 1));
            BOOST_TEST(is(socket.received[answers], "MSTNAK")); // RPTCL was not answered
            BOOST_TEST(socket.strays == 0U);
        }
    }
    BOOST_TEST(s.stop(SIGTERM) == 0);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/client.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using sim::client_state;
using test::from_hex;
using test::from_text;
using test::to_hex;
using test::operator+;

namespace hblink::sim {
std::ostream& operator<<(std::ostream& out, client_state s) { return out << to_string(s); }
}

namespace {

// A client, and time in the test's hand.
struct conversation
{
    wire::sha256 sha;
    sim::time_point now{};
    sim::client client{profile(""), sha};

    static sim::client_profile profile(const std::string& options)
    {
        sim::client_profile p;
        p.id = dmr::repeater_id{312200};
        p.passphrase = "labpass";
        p.station.callsign = "N0LAB";
        p.options = options;
        return p;
    }

    std::string start() { return to_hex(client.start(now)); }
    std::string tick() { return to_hex(client.tick(now)); }
    std::string tick_after(std::chrono::seconds s)
    {
        now += s;
        return tick();
    }
    std::string hear(const std::vector<std::byte>& bytes) { return to_hex(client.receive(bytes, now).reply); }
    std::string hear(std::string_view text) { return hear(from_text(text)); }

    void connect()
    {
        start();
        hear("RPTACKsalt");
        hear("RPTACK1234");
        hear("RPTACK1234");
        if (!client.profile().options.empty())
            hear("RPTACK1234");
        BOOST_REQUIRE_EQUAL(client.state(), client_state::connected);
    }
};

struct conversation_with_options : conversation
{
    conversation_with_options() { client = sim::client{profile("TS2=3120"), sha}; }
};

const std::string login = "5250544c0004c388";
const std::string ping = "52505450494e470004c388";

}

BOOST_AUTO_TEST_SUITE(clients)

BOOST_FIXTURE_TEST_CASE(a_client_says_nothing_before_it_is_started, conversation)
{
    BOOST_TEST(tick_after(100s) == "");
    BOOST_TEST(hear("RPTACKsalt") == "");
    BOOST_TEST(client.state() == client_state::off);
}

BOOST_FIXTURE_TEST_CASE(a_login_is_what_a_real_gateway_sends, conversation)
{
    BOOST_TEST(start() == login);
    // The digest that a DMRGateway was captured with for this salt and passphrase.
    BOOST_TEST(hear(from_text("RPTACK") + from_hex("0a0b0c0d")) ==
               "5250544b0004c388a0054ebfc585296485fa769ecd7c47b0c742d00512ea4c221c594faa56d25317");
    BOOST_TEST(client.state() == client_state::proving);
    const std::string description = hear("RPTACK1234");
    BOOST_TEST(description.size() == 604u);
    BOOST_TEST(description.starts_with("525054430004c3884e304c4142202020"));
    BOOST_TEST(client.state() == client_state::describing);
    BOOST_TEST(hear("RPTACK1234") == "");
    BOOST_TEST(client.connected());
    BOOST_TEST(client.logins() == 1u);
}

BOOST_FIXTURE_TEST_CASE(options_follow_the_description, conversation_with_options)
{
    start();
    hear("RPTACKsalt");
    hear("RPTACK1234");
    BOOST_TEST(hear("RPTACK1234") == "5250544f0004c3885453323d33313230");
    BOOST_TEST(client.state() == client_state::opting);
    BOOST_TEST(!client.connected());
    hear("RPTACK1234");
    BOOST_TEST(client.connected());
}

BOOST_FIXTURE_TEST_CASE(an_unanswered_message_is_repeated_byte_for_byte_every_ten_seconds,
                        conversation_with_options)
{
    std::string said = start();
    for (const client_state expected :
         {client_state::asking, client_state::proving, client_state::describing, client_state::opting}) {
        BOOST_TEST(client.state() == expected);
        for (int again = 0; again < 20; ++again) {
            BOOST_TEST(tick_after(9s) == "");
            BOOST_TEST(tick_after(1s) == said);
            BOOST_TEST(tick() == "");
        }
        said = hear("RPTACKsalt");
    }
    BOOST_TEST(client.connected());
}

BOOST_FIXTURE_TEST_CASE(a_refusal_in_any_state_means_ten_seconds_of_silence_and_a_new_login,
                        conversation_with_options)
{
    for (const std::string_view no : {"MSTNAK1234", "MSTNAK", "MSTCL1234", "MSTCL"}) {
        for (int acknowledged = 0; acknowledged <= 4; ++acknowledged) {
            BOOST_TEST_CONTEXT(no << " after " << acknowledged)
            {
                start();
                for (int i = 0; i < acknowledged; ++i)
                    hear("RPTACK1234");
                BOOST_TEST(hear(no) == "");
                BOOST_TEST(client.state() == client_state::silent);
                now += 5s;
                hear(no); // a second one makes it no longer
                BOOST_TEST(hear("RPTACK1234") == "");
                BOOST_TEST(tick_after(4s) == "");
                BOOST_TEST(tick_after(1s) == login);
                BOOST_TEST(client.state() == client_state::asking);
            }
        }
    }
    BOOST_TEST(client.refusals() == 20u);
    BOOST_TEST(client.farewells() == 20u);
}

BOOST_FIXTURE_TEST_CASE(a_connected_client_pings_every_ten_seconds, conversation)
{
    connect();
    for (int i = 0; i < 50; ++i) {
        BOOST_TEST(tick_after(9s) == "");
        BOOST_TEST(tick_after(1s) == ping);
        hear("MSTPONG1234");
    }
    BOOST_TEST(client.pongs() == 50u);
    BOOST_TEST(client.logins() == 1u);
}

BOOST_FIXTURE_TEST_CASE(sixty_seconds_without_a_pong_mean_a_new_login_whatever_voice_comes, conversation)
{
    connect();
    tick_after(10s);
    hear("MSTPONG1234");
    const auto voice = from_text("DMRD") + std::vector<std::byte>(51);
    for (int i = 0; i < 5; ++i) {
        BOOST_TEST(tick_after(10s) == ping);
        BOOST_TEST(client.receive(voice, now).voice.has_value());
    }
    BOOST_TEST(tick_after(10s) == login);
    BOOST_TEST(client.state() == client_state::asking);
}

BOOST_FIXTURE_TEST_CASE(voice_is_heard_when_connected_only, conversation)
{
    const auto voice = from_text("DMRD") + std::vector<std::byte>(51);
    BOOST_TEST(!client.receive(voice, now).voice.has_value());
    start();
    BOOST_TEST(!client.receive(voice, now).voice.has_value());
    connect();
    const auto heard = client.receive(voice, now).voice;
    BOOST_REQUIRE(heard.has_value());
    BOOST_TEST(heard->datagram().data() == voice.data());
    hear("MSTNAK");
    BOOST_TEST(!client.receive(voice, now).voice.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_salt_that_is_too_short_is_no_answer, conversation)
{
    start();
    for (const std::string_view broken : {"RPTACK", "RPTACK1", "RPTACK123", "RPTAC", "", "xyz"})
        BOOST_TEST(hear(broken) == "");
    BOOST_TEST(client.state() == client_state::asking);
    BOOST_TEST(client.malformed() == 6u);
    BOOST_TEST(tick_after(10s) == login);
    // What follows the salt is of no account.
    const std::string proof = hear("RPTACKsaltpepper");
    start();
    BOOST_TEST(hear("RPTACKsalt") == proof);
}

BOOST_FIXTURE_TEST_CASE(an_acknowledgement_too_many_changes_nothing_when_connected, conversation)
{
    connect();
    BOOST_TEST(hear("RPTACK1234") == "");
    BOOST_TEST(client.connected());
    BOOST_TEST(client.logins() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_pong_before_the_login_is_complete_is_nothing, conversation)
{
    start();
    BOOST_TEST(hear("MSTPONG1234") == "");
    BOOST_TEST(client.pongs() == 0u);
    BOOST_TEST(client.state() == client_state::asking);
}

BOOST_FIXTURE_TEST_CASE(a_goodbye_is_said_to_a_server_that_knows_us, conversation)
{
    start();
    BOOST_TEST(to_hex(client.stop()) == "");
    BOOST_TEST(client.state() == client_state::off);
    connect();
    BOOST_TEST(to_hex(client.stop()) == "525054434c0004c388");
    BOOST_TEST(to_hex(client.stop()) == "");
    BOOST_TEST(tick_after(100s) == "");
    connect();
    hear("MSTCL1234");
    BOOST_TEST(to_hex(client.stop()) == "");
}

BOOST_AUTO_TEST_SUITE_END()

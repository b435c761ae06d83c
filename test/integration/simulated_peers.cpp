// SPDX-License-Identifier: GPL-3.0-or-later
// hblink-sim as the other side of a link and of a trunk, as an operator would try it.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>

#include "integration/linking.hpp"
#include "integration/world.hpp"

using namespace hblink;
using namespace hblink::test;
namespace json = boost::json;

namespace {

// Of 0.36 s: a header, a superframe and a terminator.
constexpr std::size_t bursts_of_a_call = 8;

struct with_a_simulator : world
{
    std::uint16_t peer{free_port()};
    std::uint16_t local{free_port()}; // of a trunk
    json::object settings{configuration(port)};

    // Both sides hear each other; then the simulator ends, and answers what it has to say.
    json::object play(std::vector<std::string> simulator)
    {
        server s{stage, file, settings};
        BOOST_REQUIRE(s.started());
        repeater r{stage, 3120001, ipv4};
        BOOST_REQUIRE(r.log_in());
        simulator.insert(simulator.begin(), HBLINK_SIM_PROGRAM);
        for (const char* const more :
             {"--talkgroup", "91", "--every", "1", "--call-seconds", "0.36", "--json", "-", "--seconds", "0"})
            simulator.emplace_back(more);
        program p{stage, simulator};
        for (std::uint32_t call = 1; call <= 3; ++call) {
            // Between two of its calls, of which the next is some tenths of a second away.
            BOOST_TEST(r.has_heard(call * bursts_of_a_call), p.err.text());
            for (const datagram& burst : group_call{r, 91, call}.all())
                r.send(burst);
        }
        BOOST_TEST(r.has_heard(4 * bursts_of_a_call), p.err.text()); // so ours have arrived
        p.signal(SIGINT);
        BOOST_TEST(p.wait() == 0, p.err.text());
        BOOST_TEST(s.stop(SIGTERM) == 0);
        return json::parse(p.out.text()).as_object();
    }
};

// Has it heard our calls, and all of them that it has heard?
bool has_heard_us(const json::object& result)
{
    const json::array& heard = result.at("heard").as_array();
    return std::any_of(heard.begin(), heard.end(), [&](const json::value& v) {
        const json::object& h = v.as_object();
        return h.at("destination") == 91 && h.at("calls").to_number<std::int64_t>() > 0 &&
               h.at("missing").to_number<std::int64_t>() == 0 &&
               h.at("unfinished").to_number<std::int64_t>() == 0;
    });
}

}

BOOST_FIXTURE_TEST_CASE(a_simulated_master_and_a_server_with_a_link_hear_each_other, with_a_simulator)
{
    add_link(settings, "127.0.0.1", peer, "TS2=91");
    const json::object result =
        play({"--master", "127.0.0.1:" + std::to_string(peer), "--passphrase", std::string{passphrase}});
    BOOST_TEST(result.at("plays") == "master");
    BOOST_TEST(result.at("logins").to_number<std::int64_t>() == 1);
    BOOST_TEST(has_heard_us(result), json::serialize(result));
}

BOOST_FIXTURE_TEST_CASE(a_simulated_openbridge_peer_and_a_server_with_a_trunk_hear_each_other,
                        with_a_simulator)
{
    add_trunk(settings, local, "127.0.0.1", peer);
    const json::object result = play({"--openbridge", "127.0.0.1:" + std::to_string(peer), "--peer",
                                      "127.0.0.1:" + std::to_string(local), "--passphrase",
                                      std::string{passphrase}, "--network-id", "312099"});
    BOOST_TEST(result.at("plays") == "openbridge");
    BOOST_TEST(result.at("bad_hmac").to_number<std::int64_t>() == 0);
    BOOST_TEST(has_heard_us(result), json::serialize(result));
}

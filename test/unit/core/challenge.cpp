// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/challenge.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "support/core_world.hpp"

using namespace hblink;
using core::challenge;
using core::time_point;
using namespace std::chrono_literals;

namespace {

// Exactly where an epoch of 60 s begins.
constexpr time_point epoch{1h};
constexpr dmr::repeater_id id{3120001};

wire::endpoint endpoint_of(const std::string& address, std::uint16_t port = 62031)
{
    return {wire::parse_address(address).value(), port};
}
const wire::endpoint who = endpoint_of("192.0.2.7");

struct with_a_challenge
{
    test::seeded_random random{1};
    core::challenge challenge{random};
    wire::sha256 sha256;

    // Whether a digest over that salt would be accepted then.
    bool good(const wire::salt& salt, const wire::endpoint& from, time_point now)
    {
        return salt == challenge.salt(id, from, now) ||
               salt == challenge.salt(id, from, now - challenge.epoch);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(challenges, with_a_challenge)

BOOST_AUTO_TEST_CASE(who_asks_again_within_an_epoch_gets_the_same_salt)
{
    const auto salt = challenge.salt(id, who, epoch);
    BOOST_TEST((challenge.salt(id, who, epoch + 10s) == salt));
    BOOST_TEST((challenge.salt(id, endpoint_of("198.51.100.1"), epoch + 20s) != salt)); // another in between
    BOOST_TEST((challenge.salt(id, who, epoch + 60s - 1ns) == salt));
}

BOOST_AUTO_TEST_CASE(the_next_epoch_has_another_salt)
{
    const auto salt = challenge.salt(id, who, epoch);
    BOOST_TEST((challenge.salt(id, who, epoch + 60s) != salt));
    BOOST_TEST((challenge.salt(id, who, epoch - 1ns) != salt));
}

BOOST_AUTO_TEST_CASE(every_id_address_port_and_interface_has_a_salt_of_its_own)
{
    std::set<wire::salt> salts;
    const auto add = [&](std::uint32_t repeater, const wire::endpoint& e) {
        BOOST_TEST(salts.insert(challenge.salt(dmr::repeater_id{repeater}, e, epoch)).second,
                   repeater << " at " << e.to_string());
    };
    add(3120001, who);
    add(3120002, who);
    add(3120001 | 0x8000'0000, who);
    add(3120001, endpoint_of("192.0.2.7", 62032));
    add(3120001, endpoint_of("192.0.2.7", 62031 ^ 0x0100));
    add(3120001, endpoint_of("192.0.2.8"));
    add(3120001, endpoint_of("193.0.2.7"));
    add(3120001, endpoint_of("2001:db8::7"));
    add(3120001, endpoint_of("2001:db8:1::7"));
    add(3120001, endpoint_of("fe80::7%1"));
    add(3120001, endpoint_of("fe80::7%2"));
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_has_one_salt_however_it_is_written)
{
    BOOST_TEST(
        (challenge.salt(id, endpoint_of("::ffff:192.0.2.7"), epoch) == challenge.salt(id, who, epoch)));
}

BOOST_AUTO_TEST_CASE(the_salts_depend_on_the_secret_of_the_server)
{
    test::seeded_random same{1};
    test::seeded_random different{2};
    core::challenge twin{same};
    core::challenge stranger{different};
    const auto salt = challenge.salt(id, who, epoch);
    BOOST_TEST((twin.salt(id, who, epoch) == salt));
    BOOST_TEST((stranger.salt(id, who, epoch) != salt));
}

BOOST_AUTO_TEST_CASE(a_salt_is_good_until_the_end_of_the_next_epoch)
{
    for (const core::duration age : {0s, 30s, 59s}) {
        const auto salt = challenge.salt(id, who, epoch + age);
        BOOST_TEST(good(salt, who, epoch + age));
        BOOST_TEST(good(salt, who, epoch + 60s));
        BOOST_TEST(good(salt, who, epoch + 120s - 1ns));
        BOOST_TEST(!good(salt, who, epoch + 120s));
    }
}

BOOST_AUTO_TEST_CASE(a_salt_is_not_good_before_its_time)
{
    BOOST_TEST(!good(challenge.salt(id, who, epoch), who, epoch - 1ns));
}

BOOST_AUTO_TEST_CASE(a_salt_is_good_only_where_it_was_sent)
{
    const auto salt = challenge.salt(id, who, epoch);
    BOOST_TEST(!good(salt, endpoint_of("192.0.2.7", 62032), epoch));
    BOOST_TEST(!good(salt, endpoint_of("192.0.2.8"), epoch));
}

BOOST_AUTO_TEST_CASE(only_the_right_passphrase_over_the_right_salt_is_a_proof)
{
    const auto salt = challenge.salt(id, who, epoch);
    const auto proof = sha256.challenge_answer(salt, "secret");
    BOOST_TEST(challenge.proves(proof, salt, "secret"));
    BOOST_TEST(!challenge.proves(proof, salt, "Secret"));
    BOOST_TEST(!challenge.proves(proof, salt, "secre"));
    BOOST_TEST(!challenge.proves(proof, salt, ""));
    BOOST_TEST(!challenge.proves(proof, challenge.salt(id, who, epoch + 60s), "secret"));
    BOOST_TEST(challenge.proves(proof, salt, "secret")); // the failures left nothing behind
}

BOOST_AUTO_TEST_CASE(a_proof_with_any_bit_wrong_is_none)
{
    const auto salt = challenge.salt(id, who, epoch);
    const auto proof = sha256.challenge_answer(salt, "secret");
    for (std::size_t bit = 0; bit < 256; ++bit) {
        auto wrong = proof;
        wrong[bit / 8] ^= std::byte{1} << bit % 8;
        BOOST_TEST(!challenge.proves(wrong, salt, "secret"), "bit " << bit);
    }
    BOOST_TEST(!challenge.proves(wire::digest{}, salt, "secret"));
}

BOOST_AUTO_TEST_SUITE_END()

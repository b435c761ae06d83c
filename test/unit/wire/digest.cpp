// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/digest.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using test::from_hex;
using test::from_text;
using test::to_hex;

namespace {

wire::salt salt_of(std::string_view four)
{
    wire::salt s{};
    for (std::size_t i = 0; i < 4; ++i)
        s[i] = std::byte{static_cast<unsigned char>(four[i])};
    return s;
}

// 00 01 02 ... of `size` bytes.
std::vector<std::byte> counting(std::size_t size)
{
    std::vector<std::byte> out;
    for (std::size_t i = 0; i < size; ++i)
        out.push_back(std::byte(i));
    return out;
}

}

BOOST_AUTO_TEST_SUITE(digests)

BOOST_AUTO_TEST_CASE(the_answer_to_a_challenge_is_sha_256_of_salt_and_passphrase)
{
    // FIPS 180-2, B.2, with its first four letters as the salt.
    wire::sha256 sha;
    const std::string fips = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    const std::string_view rest = "bcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    BOOST_TEST(to_hex(sha.challenge_answer(salt_of("abcd"), rest)) == fips);
    // The context forgets what it has hashed.
    BOOST_TEST(to_hex(sha.challenge_answer(salt_of("abcd"), "other")) != fips);
    BOOST_TEST(to_hex(sha.challenge_answer(salt_of("abcd"), rest)) == fips);
}

BOOST_AUTO_TEST_CASE(an_empty_passphrase_is_hashed_like_any_other)
{
    wire::sha256 sha;
    BOOST_TEST(to_hex(sha.challenge_answer(salt_of("abcd"), {})) ==
               "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589");
}

BOOST_AUTO_TEST_CASE(hmac_sha_256_gives_the_first_eight_bytes)
{
    // RFC 4231, test case 2, twice: the context can be used again.
    wire::keyed_hash mac{wire::keyed_hash::algorithm::hmac_sha256, from_text("Jefe")};
    BOOST_TEST(mac(from_text("what do ya want for nothing?")) == 0x5bdcc146bf60754eu);
    BOOST_TEST(mac(from_text("something else")) != 0x5bdcc146bf60754eu);
    BOOST_TEST(mac(from_text("what do ya want for nothing?")) == 0x5bdcc146bf60754eu);
}

BOOST_AUTO_TEST_CASE(hmac_sha_256_and_sha_1_of_now_and_then_are_those_of_the_standards)
{
    // RFC 4231, test case 2; FIPS 180-2, A.1.
    BOOST_TEST(to_hex(wire::hmac_sha256(from_text("Jefe"), from_text("what do ya want for nothing?"))) ==
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    BOOST_TEST(to_hex(wire::sha1(from_text("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d");
}

BOOST_AUTO_TEST_CASE(siphash_gives_the_first_eight_bytes)
{
    // The vectors of the SipHash-2-4 reference implementation with 128 bits of output.
    wire::keyed_hash mac{wire::keyed_hash::algorithm::siphash, counting(16)};
    for (int again = 0; again < 3; ++again) {
        BOOST_TEST(mac({}) == 0xa3817f04ba25a8e6u);
        BOOST_TEST(mac(counting(1)) == 0xda87c1d86b99af44u);
    }
}

BOOST_AUTO_TEST_CASE(another_secret_is_another_code)
{
    using algorithm = wire::keyed_hash::algorithm;
    for (const algorithm which : {algorithm::hmac_sha256, algorithm::siphash}) {
        wire::keyed_hash one{which, std::vector<std::byte>(16, std::byte{1})};
        wire::keyed_hash two{which, std::vector<std::byte>(16, std::byte{2})};
        BOOST_TEST(one(from_text("message")) != two(from_text("message")));
    }
}

BOOST_AUTO_TEST_CASE(a_secret_that_does_not_fit_is_an_error_at_start)
{
    using algorithm = wire::keyed_hash::algorithm;
    BOOST_CHECK_THROW((wire::keyed_hash{algorithm::siphash, counting(15)}), std::runtime_error);
    BOOST_CHECK_THROW((wire::keyed_hash{algorithm::hmac_sha256, {}}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(hmac_sha_1_gives_what_rfc_2202_says)
{
    struct test_case
    {
        std::string key;
        std::string message;
        std::string_view code;
    };
    std::string one_to_25;
    for (char c = 1; c <= 25; ++c)
        one_to_25 += c;
    const std::vector<test_case> cases{
        {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
        {one_to_25, std::string(50, '\xcd'), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
        {std::string(20, '\x0c'), "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
        {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
         "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"}};
    for (const test_case& c : cases) {
        wire::hmac_sha1 hmac{c.key};
        for (int again = 0; again < 3; ++again) {
            BOOST_TEST(to_hex(hmac(from_text(c.message))) == c.code);
            BOOST_TEST(to_hex(hmac({})) != c.code);
        }
    }
}

BOOST_AUTO_TEST_CASE(equal_looks_at_every_byte)
{
    const auto check = [](auto a) {
        BOOST_TEST(wire::equal(a, decltype(a){}));
        for (std::size_t i = 0; i < a.size(); ++i) {
            decltype(a) b{};
            b[i] = std::byte{1};
            BOOST_TEST(!wire::equal(a, b));
        }
    };
    check(wire::digest{});
    check(wire::hmac_sha1::code{});
}

BOOST_AUTO_TEST_SUITE_END()

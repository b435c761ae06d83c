// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/openbridge.hpp"

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using test::to_hex;
using wire::openbridge_bytes;
using wire::openbridge_seal;

namespace {

// OpenSSL's own HMAC, in one piece.
std::string hmac_of(const std::string& passphrase, wire::bytes message)
{
    std::array<unsigned char, 20> code;
    HMAC(EVP_sha1(), passphrase.data(), static_cast<int>(passphrase.size()),
         reinterpret_cast<const unsigned char*>(message.data()), message.size(), code.data(), nullptr);
    return to_hex(std::as_bytes(std::span{code}));
}

// A frame of `size` random bytes after "DMRD", or of a part of it.
std::vector<std::byte> frame_of(std::size_t size, std::mt19937& dice)
{
    std::vector<std::byte> f = test::from_text("DMRD");
    while (f.size() < size)
        f.push_back(std::byte(dice() & 255));
    f.resize(size);
    return f;
}

openbridge_bytes signed_frame(openbridge_seal& seal, std::mt19937& dice)
{
    openbridge_bytes f;
    std::ranges::copy(frame_of(f.size(), dice), f.begin());
    seal.sign(f);
    return f;
}

struct with_dice
{
    std::mt19937 dice{53};
};

}

BOOST_FIXTURE_TEST_SUITE(openbridge_frames, with_dice)

BOOST_AUTO_TEST_CASE(a_frame_is_a_dmrd_of_53_bytes_and_its_hmac)
{
    BOOST_TEST(wire::openbridge_size == 73u);
    openbridge_seal seal{"passphrase"};
    openbridge_bytes frame;
    std::ranges::copy(frame_of(frame.size(), dice), frame.begin());
    const std::string before = to_hex(std::span{frame}.first(53));
    seal.sign(frame);
    BOOST_TEST(to_hex(std::span{frame}.first(53)) == before);
    BOOST_TEST(to_hex(std::span{frame}.last(20)) == hmac_of("passphrase", std::span{frame}.first(53)));
    BOOST_TEST(seal.is_genuine(frame));
}

BOOST_AUTO_TEST_CASE(a_passphrase_may_have_any_length_and_any_bytes)
{
    std::string passphrase;
    for (std::size_t length = 0; length <= 1024; ++length) {
        openbridge_seal seal{passphrase};
        const openbridge_bytes frame = signed_frame(seal, dice);
        BOOST_TEST(to_hex(std::span{frame}.last(20)) == hmac_of(passphrase, std::span{frame}.first(53)));
        BOOST_TEST(seal.is_genuine(frame));
        passphrase += static_cast<char>(dice() & 255);
    }
}

BOOST_AUTO_TEST_CASE(one_seal_does_for_many_frames_in_any_order)
{
    openbridge_seal seal{"passphrase"};
    std::vector<openbridge_bytes> frames;
    for (int i = 0; i < 1000; ++i) {
        frames.push_back(signed_frame(seal, dice));
        BOOST_TEST(to_hex(std::span{frames.back()}.last(20)) ==
                   hmac_of("passphrase", std::span{frames.back()}.first(53)));
        BOOST_TEST(seal.is_genuine(frames[dice() % frames.size()]));
        // One that is refused leaves nothing behind.
        openbridge_bytes forged = frames.back();
        forged.back() ^= std::byte{1};
        BOOST_TEST(!seal.is_genuine(forged));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_bit_anywhere_is_refused)
{
    openbridge_seal seal{"passphrase"};
    openbridge_bytes frame = signed_frame(seal, dice);
    for (std::size_t i = 0; i < frame.size() * 8; ++i) {
        frame[i / 8] ^= std::byte{1} << i % 8;
        BOOST_TEST(!seal.is_genuine(frame), "bit " << i);
        frame[i / 8] ^= std::byte{1} << i % 8;
    }
    BOOST_TEST(seal.is_genuine(frame));
}

BOOST_AUTO_TEST_CASE(no_other_length_is_accepted)
{
    openbridge_seal seal{"passphrase"};
    for (std::size_t length = 0; length <= 200; ++length) {
        std::vector<std::byte> frame = frame_of(length, dice);
        if (length >= 73) { // what a careless check would take for a signature
            const auto code = test::from_hex(hmac_of("passphrase", std::span{frame}.first(length - 20)));
            std::ranges::copy(code, frame.end() - 20);
        }
        BOOST_TEST(seal.is_genuine(frame) == (length == 73), "length " << length);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_dmrd_is_refused_even_if_it_is_signed)
{
    openbridge_seal seal{"passphrase"};
    for (std::size_t i = 0; i < 4; ++i) {
        openbridge_bytes frame = signed_frame(seal, dice);
        frame[i] ^= std::byte{0x20};
        seal.sign(frame);
        BOOST_TEST(!seal.is_genuine(frame));
    }
}

BOOST_AUTO_TEST_CASE(another_passphrase_is_another_seal)
{
    openbridge_seal seal{"passphrase"};
    const openbridge_bytes frame = signed_frame(seal, dice);
    for (const std::string other : {"Passphrase", "passphrase ", "passphras", "x", ""}) {
        openbridge_seal another{other};
        BOOST_TEST(!another.is_genuine(frame), other);
    }
    // Other servers cut a passphrase at 20 bytes; this one does not.
    openbridge_seal longer{std::string(21, 'p')};
    openbridge_seal cut{std::string(20, 'p')};
    BOOST_TEST(!cut.is_genuine(signed_frame(longer, dice)));
}

BOOST_AUTO_TEST_SUITE_END()

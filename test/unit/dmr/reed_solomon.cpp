// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/reed_solomon.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace hblink::dmr;

namespace {

using word = std::array<std::byte, 12>;

word random_word(std::minstd_rand& chance)
{
    std::array<std::byte, 9> data{};
    for (std::byte& b : data)
        b = std::byte(chance() & 0xFF);
    const std::uint32_t parity = reed_solomon_parity(data);
    word out{};
    std::copy(data.begin(), data.end(), out.begin());
    for (std::size_t i = 0; i < 3; ++i)
        out[9 + i] = std::byte(parity >> (16 - 8 * i) & 0xFF);
    return out;
}

}

BOOST_AUTO_TEST_SUITE(reed_solomon)

// One octet that is 1: the generator without its first term.
BOOST_AUTO_TEST_CASE(parity_is_the_remainder_by_the_generator)
{
    std::array<std::byte, 9> data{};
    BOOST_TEST(reed_solomon_parity(data) == 0u);
    data[8] = std::byte{1};
    BOOST_TEST(reed_solomon_parity(data) == 0x0E3840u);
}

BOOST_AUTO_TEST_CASE(any_wrong_octet_is_corrected)
{
    std::minstd_rand chance{1};
    bool all = true;
    for (int i = 0; i < 5; ++i) {
        const word sent = random_word(chance);
        BOOST_TEST((correct_reed_solomon(sent) == sent));
        for (std::size_t octet = 0; octet < sent.size(); ++octet)
            for (unsigned wrong = 1; wrong < 256; ++wrong) {
                word received = sent;
                received[octet] ^= std::byte(wrong);
                all = all && correct_reed_solomon(received) == sent;
            }
    }
    BOOST_TEST(all);
}

BOOST_AUTO_TEST_CASE(two_wrong_octets_are_noticed)
{
    std::minstd_rand chance{1};
    bool any = false;
    for (int i = 0; i < 20'000; ++i) {
        word received = random_word(chance);
        const std::size_t first = chance() % 12;
        const std::size_t second = (first + 1 + chance() % 11) % 12;
        received[first] ^= std::byte(1 + chance() % 255);
        received[second] ^= std::byte(1 + chance() % 255);
        any = any || correct_reed_solomon(received).has_value();
    }
    BOOST_TEST(!any);
}

BOOST_AUTO_TEST_SUITE_END()

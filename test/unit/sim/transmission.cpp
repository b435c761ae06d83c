// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/transmission.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "support/bytes.hpp"
#include "support/captured.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using sim::transmission;
using test::to_hex;

namespace {

sim::transmission_address address()
{
    return {dmr::repeater_id{312200}, dmr::radio_id{2345001}, dmr::talkgroup{3120}, dmr::slot::two,
            dmr::stream_id{0x7e679c4b}};
}

// H, A to F, T.
std::string shape(const transmission& t)
{
    std::string s;
    for (std::size_t i = 0; i < t.bursts(); ++i) {
        const wire::dmrd_bytes bytes = t.burst(i);
        const wire::dmrd d{bytes};
        if (d.is_terminator())
            s += 'T';
        else if (d.frame() == dmr::frame_type::data_sync)
            s += d.data() == dmr::data_type::voice_lc_header ? 'H' : '?';
        else
            s += static_cast<char>('A' + (d.bits() & 15));
    }
    return s;
}

}

BOOST_AUTO_TEST_SUITE(transmissions)

BOOST_AUTO_TEST_CASE(a_call_is_a_header_superframes_and_a_terminator)
{
    BOOST_TEST(shape(transmission{address(), 1}) == "HABCDEFT");
    BOOST_TEST(shape(transmission{address(), 2}) == "HABCDEFABCDEFT");
}

BOOST_AUTO_TEST_CASE(its_bytes_are_those_of_a_captured_call)
{
    const auto client = test::captured_clients("clients.json").at(0);
    std::vector<std::vector<std::byte>> captured;
    for (const auto& m : client.messages)
        if (m.tag == "DMRD")
            captured.push_back(m.bytes);
    const wire::dmrd first{captured.at(0)};
    sim::transmission_address a = address();
    a.source = first.source();
    const transmission t{a, 1};
    BOOST_REQUIRE(captured.size() == t.bursts());
    for (std::size_t i = 0; i + 1 < t.bursts(); ++i) {
        const wire::dmrd_bytes ours = t.burst(i);
        BOOST_TEST(to_hex(std::span{ours}.first(53)) == to_hex(std::span{captured[i]}.first(53)));
    }
    // The captured call had three superframes: only its number differs.
    const wire::dmrd_bytes last = t.burst(7);
    BOOST_TEST(to_hex(std::span{last}.subspan(5, 48)) == to_hex(std::span{captured[7]}.subspan(5, 48)));
}

BOOST_AUTO_TEST_CASE(the_sequence_number_counts_modulo_256)
{
    const transmission t{address(), 100};
    for (std::size_t i = 0; i < t.bursts(); ++i) {
        const wire::dmrd_bytes bytes = t.burst(i);
        BOOST_REQUIRE(wire::dmrd{bytes}.sequence() == i % 256);
    }
}

BOOST_AUTO_TEST_CASE(voice_lasts_at_least_as_long_as_wanted)
{
    BOOST_TEST(transmission::superframes_in(0s) == 1u);
    BOOST_TEST(transmission::superframes_in(360ms) == 1u);
    BOOST_TEST(transmission::superframes_in(361ms) == 2u);
    BOOST_TEST(transmission::superframes_in(3600ms) == 10u);
    BOOST_TEST(transmission::superframes_in(std::chrono::duration<double>{3.6000001}) == 10u);
    BOOST_TEST(transmission::superframes_in(10s) == 28u);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_cut_short_ends_with_its_superframe)
{
    for (const auto& [sent, bursts] : std::vector<std::pair<std::size_t, std::size_t>>{
             {0, 8}, {1, 8}, {2, 8}, {7, 8}, {8, 14}, {13, 14}, {14, 20}, {31, 32}, {32, 32}}) {
        transmission t{address(), 5};
        t.end_early(sent);
        BOOST_TEST(t.bursts() == bursts);
        const wire::dmrd_bytes last = t.burst(t.bursts() - 1);
        BOOST_TEST(wire::dmrd{last}.is_terminator());
    }
}

BOOST_AUTO_TEST_SUITE_END()

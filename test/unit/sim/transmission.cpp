// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/transmission.hpp"

#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

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
    return {dmr::repeater_id{312200}, dmr::radio_id{2345001}, 3120, dmr::slot::two,
            dmr::stream_id{0x7e679c4b}};
}

// What a superframe says between its voice.
std::optional<dmr::link_control> embedded(const transmission& t, std::size_t superframe)
{
    dmr::fragments all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const wire::dmrd_bytes bytes = t.burst(superframe * 6 + 2 + i);
        all[i] = dmr::read_fragment(wire::dmrd{bytes}.payload());
    }
    return dmr::decode_embedded(all);
}

std::optional<dmr::link_control> whole(const transmission& t, std::size_t index, dmr::data_type type)
{
    const wire::dmrd_bytes bytes = t.burst(index);
    return dmr::read_full_link_control(wire::dmrd{bytes}.payload(), type);
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

BOOST_AUTO_TEST_CASE(header_terminator_and_voice_say_who_speaks_to_whom)
{
    sim::transmission_address a = address();
    a.call = dmr::call_type::unit;
    a.destination = 2345678;
    const transmission t{a, 2, {.feature_set = 0x10, .service_options = 0x28}};
    const auto lc = dmr::link_control::voice(dmr::flco::unit_voice, 0x10, 0x28, 2345678, a.source);
    BOOST_TEST((whole(t, 0, dmr::data_type::voice_lc_header) == lc));
    BOOST_TEST((whole(t, 13, dmr::data_type::terminator_with_lc) == lc));
    BOOST_TEST((embedded(t, 0) == lc));
    BOOST_TEST((embedded(t, 1) == lc));
    const wire::dmrd_bytes bytes = t.burst(3);
    BOOST_TEST((wire::dmrd{bytes}.call() == dmr::call_type::unit));
}

BOOST_AUTO_TEST_CASE(an_alias_takes_turns_with_the_address)
{
    const transmission t{address(), 8, {.alias = "N0CALL Jo"}};
    for (const std::size_t superframe : {0U, 2U, 4U, 6U})
        BOOST_TEST((embedded(t, superframe)->opcode() == dmr::flco::group_voice));
    const auto header = embedded(t, 1);
    const auto block = embedded(t, 3);
    BOOST_TEST((header->opcode() == dmr::flco::talker_alias_header));
    BOOST_TEST(to_hex(std::span{header->octets}) == "040052"
                                                    "4e3043414c4c");
    BOOST_TEST((block->opcode() == dmr::flco::talker_alias_block_1));
    BOOST_TEST(to_hex(std::span{block->octets}) == "0500"
                                                   "204a6f00000000");
    BOOST_TEST((embedded(t, 5) == header)); // two pieces are all of it
}

BOOST_AUTO_TEST_CASE(a_long_alias_is_cut)
{
    const transmission t{address(), 10, {.alias = "abcdefghijklmnopqrstuvwxyz0123"}};
    BOOST_TEST(to_hex(std::span{embedded(t, 1)->octets}) == "040076"
                                                            "616263646566");
    BOOST_TEST(to_hex(std::span{embedded(t, 7)->octets}) == "0700"
                                                            "75767778797a30");
    BOOST_TEST((embedded(t, 9) == embedded(t, 1)));
}

BOOST_AUTO_TEST_CASE(its_bursts_say_the_colour_code)
{
    const transmission t{address(), 1, {.colour_code = 11}};
    for (const std::size_t index : {0U, 7U}) {
        const wire::dmrd_bytes bytes = t.burst(index);
        BOOST_TEST(dmr::read_slot_type(wire::dmrd{bytes}.payload())->colour_code == 11);
    }
    for (const std::size_t index : {2U, 3U, 4U, 5U, 6U}) {
        const wire::dmrd_bytes bytes = t.burst(index);
        BOOST_TEST(dmr::read_embedded_signalling(wire::dmrd{bytes}.payload())->colour_code == 11);
    }
}

BOOST_AUTO_TEST_CASE(readdressed_it_differs_in_address_and_link_control_only)
{
    const transmission t{address(), 4, {.service_options = 0x20, .alias = "N0CALL"}};
    sim::transmission_address b = address();
    b.destination = 9;
    b.slot = dmr::slot::one;
    b.source = dmr::radio_id{4};
    const transmission heard = t.readdressed(b);
    BOOST_REQUIRE(heard.bursts() == t.bursts());
    BOOST_TEST((whole(heard, 0, dmr::data_type::voice_lc_header) ==
                dmr::link_control::voice(dmr::flco::group_voice, 0, 0x20, 9, b.source)));
    BOOST_TEST((embedded(heard, 0) == whole(heard, 0, dmr::data_type::voice_lc_header)));
    BOOST_TEST((embedded(heard, 1) == embedded(t, 1))); // the alias
    for (const std::size_t index : {1U, 6U}) {          // bursts A and F
        const wire::dmrd_bytes before = t.burst(index);
        const wire::dmrd_bytes after = heard.burst(index);
        BOOST_TEST(to_hex(wire::dmrd{before}.payload()) == to_hex(wire::dmrd{after}.payload()));
        BOOST_TEST(wire::dmrd{after}.destination() == 9U);
        BOOST_TEST(wire::dmrd{after}.source().value() == 4U);
        BOOST_TEST((wire::dmrd{after}.slot() == dmr::slot::one));
    }
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

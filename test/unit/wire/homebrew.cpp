// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/homebrew.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using test::from_hex;
using test::from_text;
using test::to_hex;
using test::operator+;
using wire::message_error;
using wire::parse_client_message;
using wire::parse_server_message;

namespace {

constexpr dmr::repeater_id id{0x0102'0304};
const std::vector<std::byte> id_bytes = from_hex("01020304");

template <class Message>
Message client(const std::vector<std::byte>& datagram)
{
    const auto parsed = parse_client_message(datagram);
    BOOST_REQUIRE(parsed.has_value());
    BOOST_REQUIRE(std::holds_alternative<Message>(*parsed));
    return std::get<Message>(*parsed);
}

template <class Message>
Message server(const std::vector<std::byte>& datagram)
{
    const auto parsed = parse_server_message(datagram);
    BOOST_REQUIRE(parsed.has_value());
    BOOST_REQUIRE(std::holds_alternative<Message>(*parsed));
    return std::get<Message>(*parsed);
}

bool client_fails(const std::vector<std::byte>& datagram, message_error expected)
{
    const auto parsed = parse_client_message(datagram);
    return !parsed && parsed.error() == expected;
}

bool server_fails(const std::vector<std::byte>& datagram, message_error expected)
{
    const auto parsed = parse_server_message(datagram);
    return !parsed && parsed.error() == expected;
}

std::vector<std::byte> zeros(std::size_t size) { return std::vector<std::byte>(size); }

template <std::size_t Size>
std::vector<std::byte> vector_of(const std::array<std::byte, Size>& a)
{
    return {a.begin(), a.end()};
}

// A DMRD of 55 bytes in which every field has bytes of its own.
std::vector<std::byte> sample_dmrd()
{
    std::vector<std::byte> d = from_text("DMRD") + from_hex("070a0b0c0d0e0f01020304e2f1f2f3f4");
    for (unsigned i = 0; i < dmr::burst_size; ++i)
        d.push_back(std::byte(0x40 + i));
    return d + from_hex("0c5e");
}

}

BOOST_AUTO_TEST_SUITE(client_messages)

BOOST_AUTO_TEST_CASE(a_login_request_needs_its_four_bytes_of_id)
{
    BOOST_TEST((client<wire::login_request>(from_text("RPTL") + id_bytes).id == id));
    for (std::size_t n = 0; n < 4; ++n)
        BOOST_TEST(client_fails(from_text("RPTL") + zeros(n), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_challenge_carries_a_digest_of_32_bytes)
{
    std::vector<std::byte> proof(32, std::byte{0xAB});
    proof[31] = std::byte{0xCD};
    const std::vector<std::byte> datagram = from_text("RPTK") + id_bytes + proof;
    const auto answer = client<wire::challenge_answer>(datagram);
    BOOST_TEST((answer.id == id));
    BOOST_TEST(to_hex(answer.proof) == to_hex(proof));
    BOOST_TEST(client_fails(from_text("RPTK") + id_bytes + zeros(31), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(a_description_may_have_any_length)
{
    for (const std::size_t n : {0, 1, 293, 294, 296, 1400}) {
        const std::vector<std::byte> datagram = from_text("RPTC") + id_bytes + zeros(n);
        const auto report = client<wire::description_report>(datagram);
        BOOST_TEST((report.id == id));
        BOOST_TEST(report.fields.size() == n);
    }
    BOOST_TEST(client_fails(from_text("RPTC") + zeros(3), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(a_goodbye_is_not_taken_for_a_description)
{
    BOOST_TEST((client<wire::goodbye>(from_text("RPTCL") + id_bytes).id == id));
    BOOST_TEST(client_fails(from_text("RPTCL") + zeros(3), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(whatever_begins_with_rptp_is_a_keep_alive)
{
    BOOST_TEST((client<wire::keep_alive>(from_text("RPTPING") + id_bytes).id == id));
    BOOST_TEST((client<wire::keep_alive>(from_text("RPTPxyz") + id_bytes).id == id));
    BOOST_TEST(client_fails(from_text("RPTPING") + zeros(3), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(options_end_at_the_first_nul_and_at_300_bytes)
{
    const auto text_of = [](const std::vector<std::byte>& tail) {
        const std::vector<std::byte> datagram = from_text("RPTO") + id_bytes + tail;
        const auto request = client<wire::options_request>(datagram);
        BOOST_TEST((request.id == id));
        return std::string{request.text};
    };
    BOOST_TEST(text_of({}) == "");
    BOOST_TEST(text_of(from_text("TS1=8;TS2=3120")) == "TS1=8;TS2=3120");
    BOOST_TEST(text_of(from_text("TS1=8") + zeros(295)) == "TS1=8");
    BOOST_TEST(text_of(zeros(1) + from_text("TS1=8")) == "");
    BOOST_TEST(text_of(from_text(std::string(300, 'x'))) == std::string(300, 'x'));
    BOOST_TEST(text_of(from_text(std::string(301, 'x'))) == std::string(300, 'x'));
    BOOST_TEST(client_fails(from_text("RPTO") + zeros(3), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(talker_alias_and_position_have_the_lengths_of_real_clients_only)
{
    for (std::size_t n = 0; n < 40; ++n) {
        const std::vector<std::byte> alias = from_text("DMRA") + zeros(n);
        const std::vector<std::byte> position = from_text("DMRG") + zeros(n);
        if (n == 11 || n == 15)
            BOOST_TEST(client<wire::talker_alias>(alias).body.size() == n);
        else
            BOOST_TEST(client_fails(alias, message_error::quiet));
        if (n == 10 || n == 14)
            BOOST_TEST(client<wire::position>(position).body.size() == n);
        else
            BOOST_TEST(client_fails(position, message_error::quiet));
    }
}

BOOST_AUTO_TEST_CASE(what_follows_a_complete_message_is_ignored)
{
    BOOST_TEST((client<wire::login_request>(from_text("RPTL") + id_bytes + zeros(1000)).id == id));
    BOOST_TEST((client<wire::challenge_answer>(from_text("RPTK") + id_bytes + zeros(1000)).id == id));
    BOOST_TEST((client<wire::keep_alive>(from_text("RPTPING") + id_bytes + zeros(1000)).id == id));
    BOOST_TEST((client<wire::goodbye>(from_text("RPTCL") + id_bytes + zeros(1000)).id == id));
}

BOOST_AUTO_TEST_CASE(messages_of_other_protocols_are_quiet_or_unknown)
{
    BOOST_TEST(client_fails({}, message_error::empty));
    for (const std::string_view text :
         {"RPTG", "RPTG01234567890123456789", "RPTINTR", "RPTRSSI", "DTCx", "DTC"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(client_fails(from_text(text), message_error::quiet)); }
    for (const std::string_view text : {"R", "RP", "RPT", "RPTX", "RPTI", "RPTR", "RPTACK1234", "MSTNAK1234",
                                        "D", "DMR", "DMRX", "DT", "rptl1234", "GET / HTTP/1.1"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(client_fails(from_text(text), message_error::unknown)); }
}

BOOST_AUTO_TEST_CASE(random_datagrams_do_no_harm)
{
    std::mt19937 random{20240229};
    constexpr std::array<std::string_view, 16> tags{"",       "DMRD",    "RPTL",    "RPTK", "RPTC", "RPTCL",
                                                    "RPTO",   "RPTPING", "RPTP",    "DMRA", "DMRG", "RPTG",
                                                    "RPTACK", "MSTNAK",  "MSTPONG", "MSTCL"};
    std::uniform_int_distribution<std::size_t> any_tag{0, tags.size() - 1};
    std::uniform_int_distribution<std::size_t> any_size{0, 400};
    std::uniform_int_distribution<unsigned> any_byte{0, 255};
    std::size_t understood = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::byte> datagram = from_text(tags[any_tag(random)]);
        for (std::size_t n = any_size(random); n > 0; --n)
            datagram.push_back(std::byte(any_byte(random)));
        const auto parsed = parse_client_message(datagram);
        understood += parsed.has_value() ? 1u : 0u;
        understood += parse_server_message(datagram).has_value() ? 1u : 0u;
        if (parsed && std::holds_alternative<wire::options_request>(*parsed))
            BOOST_REQUIRE(std::get<wire::options_request>(*parsed).text.size() <= 300u);
    }
    BOOST_TEST(understood > 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dmr_data)

BOOST_AUTO_TEST_CASE(every_field_is_read_from_its_place)
{
    const std::vector<std::byte> datagram = sample_dmrd();
    const wire::dmrd d = client<wire::dmrd>(datagram);
    BOOST_TEST(d.sequence() == 7);
    BOOST_TEST((d.source() == dmr::radio_id{0x0A0B0C}));
    BOOST_TEST(d.destination() == 0x0D0E0Fu);
    BOOST_TEST((d.id() == id));
    BOOST_TEST(d.bits() == 0xE2);
    BOOST_TEST((d.slot() == dmr::slot::two));
    BOOST_TEST((d.call() == dmr::call_type::unit));
    BOOST_TEST((d.frame() == dmr::frame_type::data_sync));
    BOOST_TEST((d.data() == dmr::data_type::terminator_with_lc));
    BOOST_TEST(d.is_terminator());
    BOOST_TEST(!d.is_voice_sync());
    BOOST_TEST(!d.begins_data_call());
    BOOST_TEST((d.stream() == dmr::stream_id{0xF1F2F3F4}));
    BOOST_TEST(to_hex(d.payload()) == to_hex(std::span{datagram}.subspan(20, 33)));
    BOOST_TEST(int{d.bit_errors().value()} == 0x0C);
    BOOST_TEST(int{d.rssi().value()} == 0x5E);
}

BOOST_AUTO_TEST_CASE(byte_15_alone_says_what_a_burst_is)
{
    std::vector<std::byte> datagram = sample_dmrd();
    for (unsigned bits = 0; bits < 256; ++bits) {
        datagram[15] = std::byte(bits);
        const wire::dmrd d{datagram};
        const unsigned frame = (bits >> 4) & 3;
        const unsigned detail = bits & 15;
        BOOST_TEST(dmr::number_of(d.slot()) == (bits >= 128 ? 2 : 1));
        BOOST_TEST((d.call() == dmr::call_type::unit) == ((bits & 0x40) != 0));
        BOOST_TEST(d.is_voice_sync() == (frame == 1));
        BOOST_TEST(d.is_terminator() == (frame == 2 && detail == 2));
        BOOST_TEST(d.begins_data_call() == (frame == 2 && detail > 2));
    }
}

BOOST_AUTO_TEST_CASE(fewer_than_53_bytes_are_too_short)
{
    const std::vector<std::byte> whole = sample_dmrd();
    for (std::size_t n = 4; n < whole.size(); ++n) {
        const std::vector<std::byte> cut{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)};
        BOOST_TEST(client_fails(cut, message_error::too_short) == (n < 53));
        BOOST_TEST(server_fails(cut, message_error::too_short) == (n < 53));
    }
}

BOOST_AUTO_TEST_CASE(a_repeater_gets_55_bytes_whatever_came)
{
    const std::vector<std::byte> whole = sample_dmrd();
    const std::vector<std::byte> first_53{whole.begin(), whole.begin() + 53};

    const wire::dmrd short_one{first_53};
    BOOST_TEST(!short_one.bit_errors().has_value());
    BOOST_TEST(!short_one.rssi().has_value());
    BOOST_TEST(to_hex(short_one.to_55_bytes()) == to_hex(first_53) + "0000");

    const wire::dmrd exact{whole};
    BOOST_TEST(to_hex(exact.to_55_bytes()) == to_hex(whole));

    const std::vector<std::byte> long_one = whole + zeros(16);
    BOOST_TEST(to_hex(wire::dmrd{long_one}.to_55_bytes()) == to_hex(whole));
    const std::vector<std::byte> of_54 = first_53 + from_hex("99");
    BOOST_TEST(to_hex(wire::dmrd{of_54}.to_55_bytes()) == to_hex(of_54) + "00");
    BOOST_TEST(!wire::dmrd{of_54}.bit_errors().has_value());
}

BOOST_AUTO_TEST_CASE(the_writer_makes_what_the_view_reads)
{
    const std::vector<std::byte> datagram = sample_dmrd();
    const wire::dmrd d{datagram};
    wire::dmrd_header h;
    h.sequence = d.sequence();
    h.source = d.source();
    h.destination = d.destination();
    h.id = d.id();
    h.slot = d.slot();
    h.call = d.call();
    h.frame = d.frame();
    h.detail = static_cast<std::uint8_t>(d.data());
    h.stream = d.stream();
    BOOST_TEST(to_hex(wire::write_dmrd(h, d.payload(), 0x0C, 0x5E)) == to_hex(datagram));

    const wire::dmrd_bytes plain = wire::write_dmrd({}, d.payload());
    BOOST_TEST(to_hex(std::span{plain}.first(20)) == "444d5244" + std::string(32, '0'));
    BOOST_TEST(to_hex(std::span{plain}.last(2)) == "0000");
}

BOOST_AUTO_TEST_CASE(a_new_repeater_id_touches_nothing_else)
{
    std::vector<std::byte> datagram = sample_dmrd();
    std::vector<std::byte> expected = datagram;
    const std::vector<std::byte> other = from_hex("a1a2a3a4");
    std::copy(other.begin(), other.end(), expected.begin() + 11);
    wire::set_repeater_id(datagram, dmr::repeater_id{0xA1A2A3A4});
    BOOST_TEST(to_hex(datagram) == to_hex(expected));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server_messages)

BOOST_AUTO_TEST_CASE(an_acknowledgement_carries_four_bytes)
{
    BOOST_TEST(to_hex(server<wire::acknowledgement>(from_text("RPTACK") + id_bytes).value) == "01020304");
    for (std::size_t n = 0; n < 4; ++n)
        BOOST_TEST(server_fails(from_text("RPTACK") + zeros(n), message_error::too_short));
}

BOOST_AUTO_TEST_CASE(the_other_answers_are_known_by_their_tag_with_and_without_an_id)
{
    for (const auto& tail : {std::vector<std::byte>{}, id_bytes, id_bytes + zeros(9)}) {
        server<wire::refusal>(from_text("MSTNAK") + tail);
        server<wire::pong>(from_text("MSTPONG") + tail);
        server<wire::server_goodbye>(from_text("MSTCL") + tail);
    }
}

BOOST_AUTO_TEST_CASE(what_a_server_does_not_send_is_unknown)
{
    BOOST_TEST(server_fails({}, message_error::empty));
    for (const std::string_view text : {"MST", "MSTC", "MSTPON", "RPTL1234", "RPTAC", "RPTPING1234", "DMRA"})
        BOOST_TEST_CONTEXT(text) { BOOST_TEST(server_fails(from_text(text), message_error::unknown)); }
}

BOOST_AUTO_TEST_CASE(writers_make_the_bytes_of_the_specification)
{
    const wire::salt salt{std::byte{0x0A}, std::byte{0x0B}, std::byte{0x0C}, std::byte{0x0D}};
    BOOST_TEST(to_hex(wire::write_challenge(salt)) == "52505441434b0a0b0c0d");
    BOOST_TEST(to_hex(wire::write_acknowledgement(id)) == "52505441434b01020304");
    BOOST_TEST(to_hex(wire::write_refusal(id)) == "4d53544e414b01020304");
    BOOST_TEST(to_hex(wire::write_pong(id)) == "4d5354504f4e4701020304");
    BOOST_TEST(to_hex(wire::write_server_goodbye(id)) == "4d5354434c01020304");
    BOOST_TEST(to_hex(wire::write_login_request(id)) == "5250544c01020304");
    BOOST_TEST(to_hex(wire::write_keep_alive(id)) == "52505450494e4701020304");
    BOOST_TEST(to_hex(wire::write_goodbye(id)) == "525054434c01020304");

    wire::digest proof{};
    proof[0] = std::byte{0x11};
    proof[31] = std::byte{0x22};
    BOOST_TEST(to_hex(wire::write_challenge_answer(id, proof)) ==
               "5250544b0102030411" + std::string(60, '0') + "22");
}

BOOST_AUTO_TEST_CASE(options_are_written_unpadded_and_cut_at_300_bytes)
{
    BOOST_TEST(to_hex(wire::write_options(id, "TS1=8")) == "5250544f010203045453313d38");
    BOOST_TEST(to_hex(wire::write_options(id, "")) == "5250544f01020304");
    BOOST_TEST(wire::write_options(id, std::string(301, 'x')).size() == 308u);
}

BOOST_AUTO_TEST_CASE(what_the_writers_write_is_read_again)
{
    BOOST_TEST((client<wire::login_request>(vector_of(wire::write_login_request(id))).id == id));
    BOOST_TEST((client<wire::challenge_answer>(vector_of(wire::write_challenge_answer(id, {}))).id == id));
    BOOST_TEST((client<wire::keep_alive>(vector_of(wire::write_keep_alive(id))).id == id));
    BOOST_TEST((client<wire::goodbye>(vector_of(wire::write_goodbye(id))).id == id));
    server<wire::acknowledgement>(vector_of(wire::write_acknowledgement(id)));
    server<wire::refusal>(vector_of(wire::write_refusal(id)));
    server<wire::pong>(vector_of(wire::write_pong(id)));
    server<wire::server_goodbye>(vector_of(wire::write_server_goodbye(id)));
}

BOOST_AUTO_TEST_CASE(errors_have_a_text)
{
    BOOST_TEST(make_error_code(message_error::empty).message() == "empty datagram");
    BOOST_TEST(make_error_code(message_error::too_short).message() == "message too short");
    BOOST_TEST(make_error_code(message_error::unknown).message() == "unknown message");
    BOOST_TEST(make_error_code(message_error::quiet).message() == "message that does not concern us");
    BOOST_TEST(make_error_code(message_error{0}).message() == "unknown message error");
    BOOST_TEST(make_error_code(message_error::empty).category().name() == "hblink.message");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/station.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/bytes.hpp"
#include "support/captured.hpp"

using namespace hblink;
using test::from_text;
using test::to_hex;
using wire::station;
using wire::station_field;

namespace {

// The callsign that a station with this first field has.
std::string callsign_of(std::string field)
{
    field.resize(8, ' ');
    return std::string{station::read(from_text(field)).callsign()};
}

std::string written(const wire::station_report& r)
{
    const auto datagram = wire::write_description(dmr::repeater_id{0x0102'0304}, r);
    return {reinterpret_cast<const char*>(datagram.data()), datagram.size()};
}

}

BOOST_AUTO_TEST_SUITE(stations)

BOOST_AUTO_TEST_CASE(the_fields_of_a_real_description_are_read_from_their_places)
{
    const auto clients = test::captured_clients("clients.json");
    const auto& datagram = clients.at(2).first("RPTC");
    const station s = station::read(std::span{datagram}.subspan(8));
    BOOST_TEST(s.callsign() == "N0HOT");
    BOOST_TEST(s[station_field::rx_frequency] == "430000000");
    BOOST_TEST(s[station_field::tx_frequency] == "430000000");
    BOOST_TEST(s[station_field::tx_power] == "01");
    BOOST_TEST(s[station_field::colour_code] == "01");
    BOOST_TEST(s[station_field::latitude] == "50.50000");
    BOOST_TEST(s[station_field::longitude] == "-3.250000");
    BOOST_TEST(s[station_field::height] == "010");
    BOOST_TEST(s[station_field::location] == "Lab");
    BOOST_TEST(s[station_field::description] == "Real client lab");
    BOOST_TEST(s[station_field::slots] == "4");
    BOOST_TEST(s[station_field::url] == "http://localhost");
    BOOST_TEST(s[station_field::software_id] == "20220523");
    BOOST_TEST(s[station_field::package_id] == "MMDVM_MMDVM_HS_Hat");
}

BOOST_AUTO_TEST_CASE(a_description_of_any_length_is_read)
{
    const auto clients = test::captured_clients("clients.json");
    const auto& datagram = clients.at(0).first("RPTC");
    const std::span<const std::byte> fields = std::span{datagram}.subspan(8);
    const station whole = station::read(fields);
    for (std::size_t n = 0; n <= fields.size(); ++n) {
        const station cut = station::read(fields.first(n));
        BOOST_TEST(whole.callsign().starts_with(cut.callsign()));
        if (n <= 254)
            BOOST_TEST(cut[station_field::package_id] == "");
    }
    std::vector<std::byte> longer{fields.begin(), fields.end()};
    longer.resize(5000, std::byte{'x'});
    BOOST_TEST((station::read(longer) == whole));
    BOOST_TEST((station::read({}) == station{}));
    BOOST_TEST(station{}[station_field::package_id] == "");
}

BOOST_AUTO_TEST_CASE(fields_shifted_by_a_frequency_of_a_gigahertz_do_no_harm)
{
    // DMRGateway prints the frequencies without a limit: 304 bytes, all later fields two places on.
    const auto clients = test::captured_clients("clients.json");
    std::vector<std::byte> datagram = clients.at(0).first("RPTC");
    datagram.insert(datagram.begin() + 25, std::byte{'0'});
    datagram.insert(datagram.begin() + 35, std::byte{'0'});
    BOOST_REQUIRE(datagram.size() == 304u);
    const station s = station::read(std::span{datagram}.subspan(8));
    BOOST_TEST(s.callsign() == "N0LAB");
    BOOST_TEST(s[station_field::package_id] == "MMDVM");
}

BOOST_AUTO_TEST_CASE(texts_are_cut_at_nul_and_trimmed)
{
    BOOST_TEST(callsign_of("N0CALL") == "N0CALL");
    BOOST_TEST(callsign_of("  N0 AB ") == "N0 AB");
    BOOST_TEST(callsign_of(std::string{"N0\0CALL", 7}) == "N0");
    BOOST_TEST(callsign_of(std::string(8, '\0')) == "");
    BOOST_TEST(callsign_of("        ") == "");
    BOOST_TEST(callsign_of("\t N0\n") == "N0");
}

BOOST_AUTO_TEST_CASE(what_is_not_valid_utf_8_is_dropped)
{
    BOOST_TEST(callsign_of("K\xC3\xB6ln") == "K\xC3\xB6ln");           // o umlaut
    BOOST_TEST(callsign_of("\xE2\x82\xAC") == "\xE2\x82\xAC");         // euro
    BOOST_TEST(callsign_of("\xF0\x9F\x93\xBB") == "\xF0\x9F\x93\xBB"); // a radio
    BOOST_TEST(callsign_of("K\xF6ln") == "Kln");                       // Latin-1
    BOOST_TEST(callsign_of("1234567\xC3") == "1234567");               // split at the field's end
    BOOST_TEST(callsign_of("a\xC0\xAF"
                           "b") == "ab"); // overlong
    BOOST_TEST(callsign_of("a\xE0\x80\xAF"
                           "b") == "ab"); // overlong
    BOOST_TEST(callsign_of("a\xF0\x80\x80\xAF"
                           "b") == "ab"); // overlong
    BOOST_TEST(callsign_of("a\xED\xA0\x80"
                           "b") == "ab"); // surrogate
    BOOST_TEST(callsign_of("a\xF4\x90\x80\x80"
                           "b") == "ab"); // beyond U+10FFFF
    BOOST_TEST(callsign_of("a\xFF\xFE"
                           "b") == "ab");
    BOOST_TEST(callsign_of("a\xC3"
                           "b") == "ab"); // its second byte is missing
}

BOOST_AUTO_TEST_CASE(control_characters_are_dropped)
{
    BOOST_TEST(callsign_of("a\x1B[2Jb") == "a[2Jb");
    BOOST_TEST(callsign_of("a\x7F\xC2\x9B"
                           "b") == "ab"); // DEL, and CSI in its eight-bit form
    BOOST_TEST(callsign_of("a\xE2\x80\xA8"
                           "b") == "ab"); // line separator
    BOOST_TEST(callsign_of("a\xE2\x80\xAE"
                           "b") == "ab"); // right-to-left override
    BOOST_TEST(callsign_of("a\xE2\x81\xA6"
                           "b") == "ab"); // isolate
}

BOOST_AUTO_TEST_CASE(random_descriptions_become_clean_texts)
{
    std::mt19937 random{42};
    std::uniform_int_distribution<unsigned> any_byte{0, 255};
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::byte> fields;
        for (int i = 0; i < 294; ++i)
            fields.push_back(std::byte(any_byte(random)));
        const station s = station::read(fields);
        for (std::size_t f = 0; f < wire::station_fields; ++f) {
            const std::string_view text = s[station_field(f)];
            for (const char c : text)
                BOOST_REQUIRE((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
            BOOST_REQUIRE((text.empty() || (text.front() != ' ' && text.back() != ' ')));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_written_description_is_what_a_real_client_sends)
{
    const auto clients = test::captured_clients("clients.json");
    wire::station_report r;
    r.callsign = "N0HOT";
    r.rx_frequency = 430'000'000;
    r.tx_frequency = 430'000'000;
    r.tx_power = 1;
    r.colour_code = 1;
    r.latitude = 50.5;
    r.longitude = -3.25;
    r.height = 10;
    r.location = "Lab";
    r.description = "Real client lab";
    r.slots = '4';
    r.url = "http://localhost";
    r.software_id = "20220523";
    r.package_id = "MMDVM_MMDVM_HS_Hat";
    BOOST_TEST(to_hex(wire::write_description(dmr::repeater_id{3122000}, r)) ==
               to_hex(clients.at(2).first("RPTC")));

    // The second gateway does not know where it is.
    r.callsign = "N0LAB";
    r.rx_frequency = 430'000'000;
    r.tx_frequency = 435'000'000;
    r.latitude = 0;
    r.longitude = 0;
    r.slots = '3';
    r.software_id = "20260713";
    r.package_id = "MMDVM";
    const std::string ours = written(r);
    const auto& captured = clients.at(1).first("RPTC");
    const std::string theirs{reinterpret_cast<const char*>(captured.data()), captured.size()};
    BOOST_TEST(ours.substr(38, 17) == theirs.substr(38, 17));
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_keep_every_field_in_its_place)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double value : {nan, infinity, -infinity, 1e300, -1e300, -1e-9, 5e-324}) {
        wire::station_report r;
        r.callsign = "N0CALL";
        r.latitude = value;
        r.longitude = value;
        r.rx_frequency = 4'294'967'295;
        r.tx_frequency = 1'296'000'000;
        r.tx_power = 4'294'967'295;
        r.colour_code = 100;
        r.height = value > 0 ? std::numeric_limits<int>::max() : std::numeric_limits<int>::min();
        const std::string text = written(r);
        BOOST_REQUIRE(text.size() == 302u);
        BOOST_TEST(text.substr(16, 22) == "9999999999999999999999");
        for (const char c : text.substr(38, 20))
            BOOST_TEST(((c >= '0' && c <= '9') || c == '.' || c == '-'));
        BOOST_TEST(text[97] == '3');
    }
    wire::station_report pole;
    pole.latitude = -90;
    pole.longitude = -180;
    BOOST_TEST(written(pole).substr(38, 17) == "-90.0000-180.0000");
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_at_a_character)
{
    wire::station_report r;
    r.callsign = "1234567\xC3\xB6";
    r.location = std::string(50, 'x');
    const std::string text = written(r);
    BOOST_TEST(text.substr(8, 8) == "1234567 ");
    BOOST_TEST(text.substr(58, 20) == std::string(20, 'x'));
    BOOST_TEST(text.substr(78, 19) == std::string(19, ' '));
}

BOOST_AUTO_TEST_SUITE_END()

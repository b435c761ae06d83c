// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/talker_alias.hpp"

#include <boost/test/unit_test.hpp>

#include <string_view>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink::dmr;
using hblink::test::from_hex;
using hblink::test::from_text;

namespace {

using octets = std::vector<std::byte>;

constexpr std::array<flco, 4> parts{flco::talker_alias_header, flco::talker_alias_block_1,
                                    flco::talker_alias_block_2, flco::talker_alias_block_3};

// All 28 octets of an alias whose characters are octets; NULs behind.
octets alias(alias_format format, std::size_t length, const octets& text)
{
    octets out{std::byte(unsigned(format) << 6 | length << 1)};
    out.insert(out.end(), text.begin(), text.end());
    BOOST_REQUIRE(out.size() <= 28);
    out.resize(28);
    return out;
}
octets alias(alias_format format, std::size_t length, std::string_view text)
{
    return alias(format, length, from_text(text));
}

// 7 bits a character, from the last bit of the first octet on.
octets seven_bit_alias(std::size_t length, std::string_view text)
{
    octets out(28);
    out[0] = std::byte(length << 1);
    std::size_t bit = 7;
    for (const char c : text)
        for (int shift = 6; shift >= 0; --shift, ++bit)
            if ((static_cast<unsigned>(c) >> shift & 1) != 0)
                out[bit / 8] |= std::byte{0x80} >> static_cast<int>(bit % 8);
    return out;
}

std::span<const std::byte> part_of(const octets& whole, std::size_t i)
{
    return std::span{whole}.subspan(7 * i, 7);
}

}

BOOST_AUTO_TEST_SUITE(talker_aliases)

BOOST_AUTO_TEST_CASE(seven_bit_text)
{
    BOOST_TEST(decode_alias(seven_bit_alias(11, "DL1ABC Anna")) == "DL1ABC Anna");
    const std::string_view longest = "DL1ABC Anna-Sophia from Goslar.";
    BOOST_TEST(longest.size() == 31u);
    BOOST_TEST(decode_alias(seven_bit_alias(31, longest)) == longest);
}

BOOST_AUTO_TEST_CASE(iso_8859_1_text)
{
    BOOST_TEST(decode_alias(alias(alias_format::iso_8859_1, 13, "DL1ABC J\xF6rg \xA3")) == "DL1ABC Jörg £");
    BOOST_TEST(decode_alias(alias(alias_format::iso_8859_1, 27, "ABCDEFGHIJKLMNOPQRSTUVWXYZ1")) ==
               "ABCDEFGHIJKLMNOPQRSTUVWXYZ1");
}

BOOST_AUTO_TEST_CASE(utf_8_text)
{
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 11, "DL1ABC Jörg")) == "DL1ABC Jörg");
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 12, "DL1ABC Jörg")) ==
               "DL1ABC Jörg"); // bytes, then NUL
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 5, "Ω € 😀")) == "Ω € 😀");
}

BOOST_AUTO_TEST_CASE(utf_16_text)
{
    // "Ж €", and U+1F600 as a pair
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 4, from_hex("0416002020acd83dde00"))) == "Ж €😀");
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 13,
                                  from_hex("0041004200430044004500460047004800490"
                                           "04a004b004c004d"))) == "ABCDEFGHIJKLM");
}

BOOST_AUTO_TEST_CASE(the_length_is_in_characters)
{
    BOOST_TEST(decode_alias(seven_bit_alias(6, "DL1ABC Anna")) == "DL1ABC");
    BOOST_TEST(decode_alias(alias(alias_format::iso_8859_1, 1, "\xF6\xF6")) == "ö");
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 2, "öäü")) == "öä");
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 1, from_hex("d83dde000041"))) == "😀");
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 0, "DL1ABC")) == "");
}

BOOST_AUTO_TEST_CASE(a_nul_ends_the_text)
{
    using namespace std::string_view_literals;
    BOOST_TEST(decode_alias(seven_bit_alias(31, "DL1ABC\0Anna"sv)) == "DL1ABC");
    BOOST_TEST(decode_alias(alias(alias_format::iso_8859_1, 11, "DL1ABC\0Anna"sv)) == "DL1ABC");
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 11, "DL1ABC\0Anna"sv)) == "DL1ABC");
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 3, from_hex("004100000042"))) == "A");
}

BOOST_AUTO_TEST_CASE(spaces_around_are_cut)
{
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 14, "  DL1ABC Anna ")) == "DL1ABC Anna");
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 20, "                    ")) == "");
}

BOOST_AUTO_TEST_CASE(what_is_no_character_is_left_out)
{
    // Stray and missing continuation bytes, an overlong '/', a surrogate, beyond U+10FFFF
    BOOST_TEST(decode_alias(alias(alias_format::utf_8, 26,
                                  "A\x80"
                                  "B\xC3"
                                  "C\xC0\xAF"
                                  "D\xED\xA0\x80"
                                  "E\xF4\x90\x80\x80"
                                  "F\xE0\x80\xAF"
                                  "G")) == "ABCDEFG");
    // A second half without the first, and a first without the second
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 3, from_hex("0041dc000042d8000043"))) == "ABC");
    // A pair whose second half would be behind the end
    octets cut = alias(alias_format::utf_16, 13,
                       from_hex("00410041004100410041004100410041004100410041"
                                "0041d83d"));
    BOOST_TEST(decode_alias(cut) == "AAAAAAAAAAAA");
}

BOOST_AUTO_TEST_CASE(control_characters_are_left_out)
{
    BOOST_TEST(decode_alias(seven_bit_alias(8, "DL1\n\x1B"
                                               "ABC")) == "DL1ABC");
    BOOST_TEST(decode_alias(alias(alias_format::iso_8859_1, 5,
                                  "A\x85\x7F"
                                  "B\x9F")) == "AB");
    BOOST_TEST(decode_alias(alias(alias_format::utf_16, 6, from_hex("feff0041202e2028206600420000"))) ==
               "AB");
}

BOOST_AUTO_TEST_CASE(an_alias_grows_with_its_parts)
{
    const std::string_view text = "DL1ABC Anna-Sophia, Goslar ";
    const octets whole = alias(alias_format::iso_8859_1, 27, text);
    alias_assembly a;
    BOOST_TEST(a.text() == "");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        BOOST_TEST(!a.complete());
        BOOST_TEST(a.add(parts[i], part_of(whole, i)));
        BOOST_TEST(!a.add(parts[i], part_of(whole, i))); // nothing new
        BOOST_TEST(a.text() == decode_alias(std::span{whole}.first(7 * (i + 1))));
    }
    BOOST_TEST(a.complete());
    BOOST_TEST(a.text() == "DL1ABC Anna-Sophia, Goslar");
}

BOOST_AUTO_TEST_CASE(parts_come_in_any_order)
{
    const octets whole = alias(alias_format::utf_8, 22, "DL1ABC Anna-Sophia, GS");
    alias_assembly a;
    BOOST_TEST(a.add(parts[3], part_of(whole, 3)));
    BOOST_TEST(a.add(parts[1], part_of(whole, 1)));
    BOOST_TEST(a.text() == "");
    BOOST_TEST(a.add(parts[0], part_of(whole, 0)));
    BOOST_TEST(a.text() == "DL1ABC Anna-S");
    BOOST_TEST(!a.complete());
    BOOST_TEST(a.add(parts[2], part_of(whole, 2)));
    BOOST_TEST(a.text() == "DL1ABC Anna-Sophia, GS");
    BOOST_TEST(a.complete());
}

BOOST_AUTO_TEST_CASE(a_short_alias_is_complete_without_the_other_parts)
{
    alias_assembly a;
    a.add(parts[0], part_of(alias(alias_format::iso_8859_1, 6, "DL1ABC"), 0));
    BOOST_TEST(a.complete());
    alias_assembly padded;
    padded.add(parts[0], part_of(alias(alias_format::iso_8859_1, 31, "DL1AB"), 0));
    BOOST_TEST(padded.complete());
    alias_assembly seven;
    seven.add(parts[0], part_of(seven_bit_alias(7, "DL1ABCD"), 0));
    BOOST_TEST(seven.complete());
    BOOST_TEST(seven.text() == "DL1ABCD");
}

// A character may begin in one part and end in the next.
BOOST_AUTO_TEST_CASE(half_a_character_waits_for_the_rest)
{
    const octets whole = alias(alias_format::utf_8, 6, "ABCDEö");
    alias_assembly a;
    a.add(parts[0], part_of(whole, 0));
    BOOST_TEST(a.text() == "ABCDE");
    BOOST_TEST(!a.complete());
    a.add(parts[1], part_of(whole, 1));
    BOOST_TEST(a.text() == "ABCDEö");
    BOOST_TEST(a.complete());
}

BOOST_AUTO_TEST_CASE(three_octets_of_seven_leave_a_gap)
{
    const octets whole = alias(alias_format::iso_8859_1, 11, "DL1ABC Anna");
    alias_assembly a;
    BOOST_TEST(a.add(parts[0], part_of(whole, 0).first(3)));
    BOOST_TEST(a.add(parts[1], part_of(whole, 1).first(3)));
    BOOST_TEST(a.text() == "DL");
    BOOST_TEST(!a.complete());
    BOOST_TEST(a.add(parts[0], part_of(whole, 0))); // the rest of it
    BOOST_TEST(a.text() == "DL1ABC An");
    BOOST_TEST(!a.add(parts[0], part_of(whole, 0).first(3)));
    BOOST_TEST(a.text() == "DL1ABC An");
    BOOST_TEST(!a.add(parts[1], {}));
    BOOST_TEST(a.add(parts[1], part_of(whole, 1)));
    BOOST_TEST(a.text() == "DL1ABC Anna");
    BOOST_TEST(a.complete());
}

BOOST_AUTO_TEST_CASE(another_header_begins_another_alias)
{
    const octets one = alias(alias_format::iso_8859_1, 11, "DL1ABC Anna");
    const octets two = alias(alias_format::iso_8859_1, 13, "DL2DEF Berta ");
    alias_assembly a;
    a.add(parts[0], part_of(one, 0));
    a.add(parts[1], part_of(one, 1));
    BOOST_TEST(a.add(parts[0], part_of(two, 0)));
    BOOST_TEST(a.text() == "DL2DEF");
    BOOST_TEST(!a.complete());
    BOOST_TEST(a.add(parts[1], part_of(two, 1)));
    BOOST_TEST(a.text() == "DL2DEF Berta");
    BOOST_TEST(a.add(parts[1], part_of(one, 1))); // a block that contradicts takes the other's place
    BOOST_TEST(a.text() == "DL2DEF Anna");
}

BOOST_AUTO_TEST_CASE(other_link_controls_are_no_parts)
{
    const octets whole = alias(alias_format::iso_8859_1, 6, "DL1ABC");
    alias_assembly a;
    for (unsigned opcode = 0; opcode < 64; ++opcode)
        if (opcode < 4 || opcode > 7)
            BOOST_TEST(!a.add(flco(opcode), part_of(whole, 0)));
    BOOST_TEST(a.text() == "");
}

BOOST_AUTO_TEST_CASE(more_than_seven_octets_are_cut)
{
    const octets whole = alias(alias_format::iso_8859_1, 11, "DL1ABC Anna");
    alias_assembly a;
    BOOST_TEST(a.add(parts[0], whole));
    BOOST_TEST(a.text() == "DL1ABC");
}

BOOST_AUTO_TEST_SUITE_END()

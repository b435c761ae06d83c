// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>

using namespace hblink;
using namespace std::chrono_literals;
using feed::wall_time;

namespace {

// The body of the only frame in `bytes`, whose length must be right.
std::string body_of(const std::string& bytes)
{
    BOOST_REQUIRE(bytes.size() >= 4);
    BOOST_TEST(feed::end_of_frame(bytes) == bytes.size());
    return bytes.substr(4);
}

constexpr wall_time at{1795327226s + 456472us};

template <class F>
std::string data_of(F&& add)
{
    std::string out;
    feed::frame f{out, "t", wall_time{1s}};
    add(f);
    f.finish();
    const std::string body = body_of(out);
    const std::string envelope = R"({"type":"t","timestamp":1.000000,"data":{)";
    BOOST_REQUIRE(body.starts_with(envelope));
    return body.substr(envelope.size(), body.size() - envelope.size() - 2);
}

std::string duration(core::duration d)
{
    return data_of([&](feed::frame& f) { f.add_duration("d", d); });
}

}

BOOST_AUTO_TEST_SUITE(frame)

BOOST_AUTO_TEST_CASE(it_is_the_length_and_the_envelope)
{
    std::string out = "before";
    feed::frame f{out, "stream_start", at};
    f.finish();
    const std::string body = R"({"type":"stream_start","timestamp":1795327226.456472,"data":{}})";
    BOOST_TEST(out.substr(6) == (std::string{"\0\0\0", 3} + static_cast<char>(body.size()) + body));
}

BOOST_AUTO_TEST_CASE(the_length_is_big_endian)
{
    std::string out;
    feed::frame f{out, "t", at};
    f.add_text("x", std::string(0x10203, 'a'));
    f.finish();
    const std::size_t size = out.size() - 4;
    BOOST_TEST(static_cast<unsigned char>(out[0]) == 0);
    BOOST_TEST(static_cast<unsigned char>(out[1]) == size >> 16);
    BOOST_TEST(static_cast<unsigned char>(out[2]) == (size >> 8 & 255));
    BOOST_TEST(static_cast<unsigned char>(out[3]) == (size & 255));
    BOOST_TEST(feed::end_of_frame(out) == out.size());
}

BOOST_AUTO_TEST_CASE(fields_stand_in_their_order_without_white_space)
{
    BOOST_TEST(data_of([](feed::frame& f) {
                   f.add_number("id", 4294967295U);
                   f.add_text("name", "DB0XYZ");
                   f.add_flag("yes", true);
                   f.add_flag("no", false);
                   f.add_hex("stream", 0x0A1B2C3D);
                   f.add_time("time", at);
               }) == R"("id":4294967295,"name":"DB0XYZ","yes":true,"no":false,"stream":"0a1b2c3d",)"
                     R"("time":1795327226.456472)");
}

BOOST_AUTO_TEST_CASE(a_text_is_utf_8_and_what_json_forbids_in_it_is_escaped)
{
    const auto text = [](std::string_view s) { return data_of([&](feed::frame& f) { f.add_text("s", s); }); };
    BOOST_TEST(text("Bröcken") == "\"s\":\"Bröcken\"");
    BOOST_TEST(text(R"(a"b\c)") == R"("s":"a\"b\\c")");
    BOOST_TEST(text(std::string_view{"\0\n\x1f\x7f", 4}) == R"("s":"\u0000\u000a\u001f\u007f")");
}

BOOST_AUTO_TEST_CASE(a_duration_is_rounded_to_two_decimals_and_has_at_least_one)
{
    BOOST_TEST(duration(10s) == "\"d\":10.0");
    BOOST_TEST(duration(3600ms) == "\"d\":3.6");
    BOOST_TEST(duration(8050ms) == "\"d\":8.05");
    BOOST_TEST(duration(8054ms) == "\"d\":8.05");
    BOOST_TEST(duration(8056ms) == "\"d\":8.06");
    BOOST_TEST(duration(0s) == "\"d\":0.0");
    BOOST_TEST(duration(-1s) == "\"d\":0.0"); // a clock that cannot go backwards did
}

BOOST_AUTO_TEST_CASE(talkgroups_are_null_nothing_or_each_of_them_ascending)
{
    const auto list = [](const dmr::talkgroup_set& set, std::size_t most = 100) {
        return data_of([&](feed::frame& f) { f.add_talkgroups("t", set, most); });
    };
    dmr::talkgroup_set set{dmr::talkgroup{262}, dmr::talkgroup{91}};
    set.add({dmr::talkgroup{3100}, dmr::talkgroup{3102}});
    BOOST_TEST(list(dmr::talkgroup_set::everything()) == "\"t\":null");
    BOOST_TEST(list({}) == "\"t\":[]");
    BOOST_TEST(list(set) == "\"t\":[91,262,3100,3101,3102]");
    BOOST_TEST(list(set, 4) == "\"t\":[91,262,3100,3101]");
}

BOOST_AUTO_TEST_CASE(translations_are_written_out_from_their_stretches_the_repeaters_side_first)
{
    const auto list = [](const core::translation* t, std::size_t most = 100) {
        return data_of([&](feed::frame& f) { f.add_translations("t", t, most); });
    };
    const std::array<core::remap, 2> remaps{
        core::remap{
            dmr::slot::two, {dmr::talkgroup{2624}, dmr::talkgroup{2624}}, dmr::slot::two, dmr::talkgroup{9}},
        core::remap{dmr::slot::one, {dmr::talkgroup{10}, dmr::talkgroup{12}}, dmr::slot::two, std::nullopt}};
    const auto settled = core::settle(remaps);
    BOOST_TEST(list(nullptr) == "\"t\":[]");
    BOOST_TEST(list(&settled.translation) == "\"t\":[[2,9,2,2624],[2,10,1,10],[2,11,1,11],[2,12,1,12]]");
    BOOST_TEST(list(&settled.translation, 2) == "\"t\":[[2,9,2,2624],[2,10,1,10]]");
}

BOOST_AUTO_TEST_SUITE_END()

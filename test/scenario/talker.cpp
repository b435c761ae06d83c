// SPDX-License-Identifier: GPL-3.0-or-later
// What a radio tells of its user: spec routing.md, "Talker alias and position", and real-clients.md.
#include <boost/test/unit_test.hpp>

#include "support/spoken_call.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

dmr::link_control block(dmr::flco opcode, std::array<unsigned, 7> data)
{
    dmr::link_control lc;
    lc.octets[0] = static_cast<std::byte>(opcode);
    for (std::size_t i = 0; i < data.size(); ++i)
        lc.octets[2 + i] = static_cast<std::byte>(data[i]);
    return lc;
}

// ISO-8859-1, 8 characters: "DL1ABC K".
const dmr::link_control alias_header =
    block(dmr::flco::talker_alias_header, {0x40 | 8 << 1, 'D', 'L', '1', 'A', 'B', 'C'});
const dmr::link_control alias_block = block(dmr::flco::talker_alias_block_1, {' ', 'K', 0, 0, 0, 0, 0});
// 90 degrees east, 45 degrees north.
const dmr::link_control position = block(dmr::flco::gps, {0x00, 0x80, 0x00, 0x00, 0x40, 0x00, 0x00});

datagram message(const char* tag, std::optional<std::uint32_t> id, std::uint32_t radio,
                 std::optional<unsigned> type, const dmr::link_control& lc, std::size_t bytes)
{
    datagram d;
    for (const char* c = tag; *c != 0; ++c)
        d.push_back(static_cast<std::byte>(*c));
    const auto number = [&](std::uint32_t n, int size) {
        for (int i = size - 1; i >= 0; --i)
            d.push_back(static_cast<std::byte>(n >> (8 * i) & 0xFF));
    };
    if (id)
        number(*id, 4);
    number(radio, 3);
    if (type)
        number(*type, 1);
    for (std::size_t i = 0; i < bytes; ++i)
        d.push_back(lc.octets[2 + i]);
    return d;
}

}

BOOST_AUTO_TEST_SUITE(talker)

BOOST_AUTO_TEST_CASE(the_alias_in_the_voice_is_told_once_and_never_altered)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    spoken_call call{w, talker, {.source = 1001}};
    call.header();
    call.superframe();
    std::vector<sent> all = call.superframe(alias_header);
    for (auto& s : call.superframe(alias_block))
        all.push_back(s);
    for (int i = 0; i < 3; ++i) {
        call.superframe(alias_header);
        call.superframe(alias_block);
    }
    BOOST_TEST(w.events.count("talker 1 DL1ABC K") == 1U);
    const auto seen = shown_to(listener, all);
    BOOST_REQUIRE(seen.embedded.size() == 2U);
    BOOST_TEST((seen.embedded[0] == alias_header));
    BOOST_TEST((seen.embedded[1] == alias_block));
}

BOOST_AUTO_TEST_CASE(the_position_in_the_voice_is_told)
{
    world w;
    const client talker = w.connect(1);
    spoken_call call{w, talker, {.source = 1001}};
    call.header();
    call.superframe(position);
    BOOST_TEST(w.events.count("talker 1  position") == 1U);
}

BOOST_AUTO_TEST_CASE(mmdvmhosts_messages_with_and_without_an_id_are_read)
{
    for (const std::optional<std::uint32_t> id :
         {std::optional<std::uint32_t>{1}, std::optional<std::uint32_t>{}}) {
        world w;
        const client talker = w.connect(1);
        voice v{.source = 1001};
        w.header(talker, v);
        BOOST_TEST(w.receive(talker.path, message("DMRA", id, 1001, 0, alias_header, 7)).size() ==
                   1U); // RPTACK
        BOOST_TEST(w.receive(talker.path, message("DMRA", id, 1001, 1, alias_block, 7)).size() == 1U);
        BOOST_TEST(w.events.count("talker 1 DL1ABC K") == 1U);
        BOOST_TEST(w.receive(talker.path, message("DMRG", id, 1001, {}, position, 7)).empty());
        BOOST_TEST(w.events.count("talker 1 DL1ABC K position") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(dmrgateways_cut_messages_are_acknowledged_and_never_taken_for_a_whole_alias)
{
    world w;
    const client talker = w.connect(1);
    voice v{.source = 1001};
    w.header(talker, v);
    BOOST_TEST(w.receive(talker.path, message("DMRA", 1, 1001, 0, alias_header, 3)).size() == 1U);
    BOOST_TEST(w.receive(talker.path, message("DMRA", 1, 1001, 1, alias_block, 3)).size() == 1U);
    BOOST_TEST(w.receive(talker.path, message("DMRG", 1, 1001, {}, position, 3)).empty());
    BOOST_TEST(w.events.count("talker 1 DL1ABC K") == 0U);
}

BOOST_AUTO_TEST_CASE(an_alias_of_somebody_who_is_not_talking_is_nobodys)
{
    world w;
    const client talker = w.connect(1);
    voice v{.source = 1001};
    w.header(talker, v);
    w.events.take();
    w.receive(talker.path, message("DMRA", 1, 1002, 0, alias_header, 7));
    w.receive(talker.path, message("DMRA", 1, 1002, 1, alias_block, 7));
    BOOST_TEST(w.events.take().empty());
}

BOOST_AUTO_TEST_CASE(broken_text_is_doubted_and_not_shown)
{
    world w;
    const client talker = w.connect(1);
    spoken_call call{w, talker, {.source = 1001}};
    call.header();
    w.events.take();
    call.superframe(block(dmr::flco::talker_alias_header, {0x80 | 2 << 1, 0xFF, 0xFE, 0, 0, 0, 0}));
    BOOST_TEST(w.events.take() == std::vector<std::string>{"doubt 1 alias"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

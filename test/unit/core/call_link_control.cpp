// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/call_link_control.hpp"

#include "hblink/dmr/embedded.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <optional>

using namespace hblink;

namespace {

constexpr std::uint32_t talkgroup = 91;
const dmr::radio_id radio{1001};

dmr::link_control own() { return dmr::link_control::voice(dmr::flco::group_voice, 0, 0, talkgroup, radio); }

dmr::link_control alias(std::uint8_t letter)
{
    dmr::link_control lc{{std::byte{5}}};
    lc.octets.back() = std::byte{letter};
    return lc;
}

// Not the call's own, but its first piece is: it differs in the fifth bit of a row only.
dmr::link_control with_the_same_beginning()
{
    dmr::link_control lc = own();
    lc.octets[0] ^= std::byte{0x08};
    return lc;
}

struct heard_call
{
    heard_call()
    {
        reader.begin(talkgroup, radio, dmr::call_type::group);
        superframe(own(), {0, 1, 2, 3});
    }
    // Answers what the last of these pieces completed.
    std::optional<dmr::link_control> superframe(const dmr::link_control& lc,
                                                std::initializer_list<std::size_t> pieces)
    {
        const dmr::fragments all = dmr::encode_embedded(lc);
        std::optional<dmr::link_control> read;
        for (const std::size_t i : pieces)
            read = reader.read_fragment(i, all[i]);
        return read;
    }
    core::call_link_control reader;
};

}

BOOST_AUTO_TEST_SUITE(call_link_control)

BOOST_AUTO_TEST_CASE(a_superframe_of_another_kind_is_read_and_told_once)
{
    heard_call c;
    BOOST_TEST((c.superframe(alias('A'), {0, 1, 2, 3}) == alias('A')));
    BOOST_TEST(!c.superframe(alias('A'), {0, 1, 2, 3}));
    BOOST_TEST((c.superframe(alias('B'), {0, 1, 2, 3}) == alias('B')));
}

// Found by the simulation: pieces of the superframe before were taken for this one's.
BOOST_AUTO_TEST_CASE(a_superframe_whose_first_piece_is_as_expected_owes_nothing_to_the_one_before)
{
    heard_call c;
    const auto other = with_the_same_beginning();
    BOOST_REQUIRE((dmr::encode_embedded(other)[0] == dmr::encode_embedded(own())[0]));
    c.superframe(alias('A'), {0, 1, 2, 3});
    BOOST_TEST((c.superframe(other, {0, 1, 2, 3}) == other));
}

BOOST_AUTO_TEST_CASE(pieces_of_two_superframes_are_not_put_together)
{
    heard_call c;
    c.superframe(alias('A'), {0, 1});
    BOOST_TEST(!c.superframe(alias('A'), {1, 2, 3})); // its first one was lost
    BOOST_TEST(!c.superframe(alias('A'), {2, 3}));
    BOOST_TEST(!c.superframe(alias('A'), {0, 2, 3}));
    BOOST_TEST((c.superframe(alias('A'), {0, 1, 2, 3}) == alias('A')));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/translation.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <random>
#include <vector>

#include "support/plain_translation.hpp"

// A repeater's own words for talkgroups (spec routing.md, "RPTO: options").

using namespace hblink;
using core::channel;
using core::remap;
using core::stretch;

namespace {

constexpr auto one = dmr::slot::one;
constexpr auto two = dmr::slot::two;

dmr::talkgroup_range range(std::uint32_t first, std::uint32_t last)
{
    return {dmr::talkgroup{first}, dmr::talkgroup{last}};
}
remap exact(dmr::slot network_slot, std::uint32_t network, dmr::slot local_slot, std::uint32_t local)
{
    return {network_slot, range(network, network), local_slot, dmr::talkgroup{local}};
}
remap to_slot(dmr::slot network_slot, dmr::talkgroup_range network, dmr::slot local_slot)
{
    return {network_slot, network, local_slot, std::nullopt};
}
core::settled_translation settle(const std::vector<remap>& remaps) { return core::settle(remaps); }

std::vector<stretch> stretches(const core::translation& t)
{
    std::vector<stretch> all;
    t.for_each([&](const stretch& s) { all.push_back(s); });
    return all;
}

using places = std::vector<std::size_t>;

}

BOOST_AUTO_TEST_SUITE(translations)

BOOST_AUTO_TEST_CASE(without_entries_nothing_is_translated)
{
    const auto t = settle({}).translation;
    BOOST_TEST(t.size() == 0U);
    BOOST_TEST(t.stretches() == 0U);
    BOOST_TEST(!t.to_network({two, 9}));
    BOOST_TEST(!t.to_local({two, 9}));
}

BOOST_AUTO_TEST_CASE(one_talkgroup_has_another_name_there_and_back)
{
    const auto settled = settle({exact(two, 2624, two, 9)});
    const auto& t = settled.translation;
    BOOST_TEST((t.to_network({two, 9}) == channel{two, 2624}));
    BOOST_TEST((t.to_local({two, 2624}) == channel{two, 9}));
    BOOST_TEST(!t.to_network({two, 2624})); // the network's side, keyed by the repeater
    BOOST_TEST(!t.to_local({two, 9}));      // another talkgroup of the network
    BOOST_TEST(!t.to_network({one, 9}));
    BOOST_TEST(!t.to_local({one, 2624}));
    BOOST_TEST(t.size() == 1U);
    BOOST_TEST(settled.lost.empty());
}

BOOST_AUTO_TEST_CASE(a_range_goes_to_the_other_slot_in_one_stretch)
{
    const auto t = settle({to_slot(two, range(1, 10'000), one)}).translation;
    BOOST_TEST(t.size() == 10'000U);
    BOOST_TEST((stretches(t) == std::vector<stretch>{{{one, 1}, {two, 1}, 10'000}}));
    BOOST_TEST((t.to_network({one, 10'000}) == channel{two, 10'000}));
    BOOST_TEST((t.to_local({two, 1}) == channel{one, 1}));
    BOOST_TEST(!t.to_network({one, 10'001}));
    BOOST_TEST(!t.to_network({one, 0}));
}

BOOST_AUTO_TEST_CASE(an_exact_entry_comes_before_a_range_wherever_it_stands)
{
    const auto settled = settle({to_slot(two, range(1, 10), one), exact(two, 5, two, 9)});
    const auto& t = settled.translation;
    BOOST_TEST((t.to_local({two, 5}) == channel{two, 9}));
    BOOST_TEST((t.to_local({two, 4}) == channel{one, 4}));
    BOOST_TEST(!t.to_network({one, 5}));
    BOOST_TEST((t.to_network({two, 9}) == channel{two, 5}));
    BOOST_TEST((settled.lost == places{0})); // one of its ten
    BOOST_TEST(t.size() == 10U);
}

BOOST_AUTO_TEST_CASE(among_equals_the_first_wins)
{
    const auto network = settle({exact(two, 5, two, 9), exact(two, 5, two, 8)});
    BOOST_TEST((network.translation.to_local({two, 5}) == channel{two, 9}));
    BOOST_TEST(!network.translation.to_network({two, 8}));
    BOOST_TEST((network.lost == places{1}));

    const auto local = settle({exact(two, 5, two, 9), exact(one, 6, two, 9)});
    BOOST_TEST((local.translation.to_network({two, 9}) == channel{two, 5}));
    BOOST_TEST(!local.translation.to_local({one, 6}));
    BOOST_TEST((local.lost == places{1}));

    const auto ranges =
        settle({to_slot(one, range(1, 10), two), remap{one, range(5, 15), one, dmr::talkgroup{9}}});
    BOOST_TEST((ranges.translation.to_local({one, 10}) == channel{two, 10}));
    BOOST_TEST((ranges.translation.to_local({one, 11}) == channel{one, 9}));
    BOOST_TEST((ranges.lost == places{1}));
}

BOOST_AUTO_TEST_CASE(of_a_range_that_goes_to_one_talkgroup_the_first_free_one_wins)
{
    const remap many_to_one{one, range(3100, 3109), one, dmr::talkgroup{9}};
    const auto settled = settle({many_to_one});
    BOOST_TEST((stretches(settled.translation) == std::vector<stretch>{{{one, 9}, {one, 3100}, 1}}));
    BOOST_TEST((settled.lost == places{0}));
    BOOST_TEST((stretches(settle({many_to_one, exact(one, 3100, two, 1)}).translation) ==
                std::vector<stretch>{{{one, 9}, {one, 3101}, 1}, {{two, 1}, {one, 3100}, 1}}));
    BOOST_TEST(settle({many_to_one, exact(two, 1, one, 9)}).translation.size() == 1U);
}

// TS2=91:2:91,92:2:91 - the first one says that 91 is 91, so 92 cannot be called 91.
BOOST_AUTO_TEST_CASE(what_stays_as_it_is_keeps_its_place_and_is_no_translation)
{
    const auto settled =
        settle({exact(two, 91, two, 91), exact(two, 92, two, 91), to_slot(one, range(1, 9), one)});
    BOOST_TEST(settled.translation.size() == 0U);
    BOOST_TEST(!settled.translation.to_network({two, 91}));
    BOOST_TEST(!settled.translation.to_local({two, 91}));
    BOOST_TEST((settled.lost == places{1}));
}

BOOST_AUTO_TEST_CASE(two_talkgroups_can_change_places)
{
    const auto t = settle({exact(one, 1, two, 2), exact(two, 2, one, 1)}).translation;
    BOOST_TEST((t.to_network({two, 2}) == channel{one, 1}));
    BOOST_TEST((t.to_network({one, 1}) == channel{two, 2}));
    BOOST_TEST((t.to_local({two, 2}) == channel{one, 1}));
}

BOOST_AUTO_TEST_CASE(neighbours_are_one_stretch_and_never_reach_from_slot_to_slot)
{
    const auto melted =
        settle({exact(one, 2, two, 2), exact(one, 1, two, 1), to_slot(one, range(3, 9), two)});
    BOOST_TEST(melted.translation.stretches() == 1U);
    const auto ends = settle({exact(one, 0xFF'FFFF, one, 0xFF'FFFE), exact(two, 0, one, 0xFF'FFFF),
                              exact(one, 5, one, 0xFF'FFFD), exact(one, 6, two, 0)});
    BOOST_TEST(ends.translation.stretches() == 4U);
    BOOST_TEST((ends.translation.to_local({two, 0}) == channel{one, 0xFF'FFFF}));
    BOOST_TEST((ends.translation.to_network({two, 0}) == channel{one, 6}));
}

BOOST_AUTO_TEST_CASE(more_than_24_bits_are_no_talkgroup)
{
    const auto t = settle({exact(two, 0, two, 9)}).translation;
    BOOST_TEST(!t.to_local({one, 0x100'0000}));
    BOOST_TEST(!t.to_network({one, 0x100'0009}));
}

// Against every range written out. Few numbers, so that entries get in each other's way.
BOOST_AUTO_TEST_CASE(random_entries_are_settled_as_if_every_range_were_written_out)
{
    std::size_t lost = 0;
    std::size_t translated = 0;
    for (unsigned seed = 1; seed <= 3'000; ++seed) {
        std::mt19937 random{seed};
        const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
        const auto slot = [&] { return dmr::slot_at(below(2)); };
        const std::uint32_t numbers = 2 + below(40);
        std::vector<remap> remaps;
        for (auto i = below(12); i > 0; --i) {
            remap r{slot(), {}, slot(), std::nullopt};
            const std::uint32_t first = below(numbers);
            r.network = range(first, first + (below(2) == 0 ? 0 : below(numbers)));
            if (below(2) == 0)
                r.local = dmr::talkgroup{below(numbers)};
            remaps.push_back(r);
        }
        const auto settled = core::settle(remaps);
        const auto& t = settled.translation;
        const test::plain_translation plain{remaps};

        BOOST_TEST_CONTEXT("seed " << seed)
        {
            BOOST_TEST((settled.lost == places{plain.lost.begin(), plain.lost.end()}));
            std::size_t size = 0;
            for (const auto s : {one, two})
                for (std::uint32_t n = 0; n < 2 * numbers + 1; ++n) {
                    const channel c{s, n};
                    const auto network = t.to_network(c);
                    const auto in = plain.inbound.find(test::key_of(c));
                    const bool alias = in != plain.inbound.end() && in->second != in->first;
                    BOOST_TEST(network.has_value() == alias);
                    BOOST_TEST((!network || test::key_of(*network) == in->second));
                    BOOST_TEST((!network || t.to_local(*network) == c)); // inverse to each other
                    const auto local = t.to_local(c);
                    const auto out = plain.outbound.find(test::key_of(c));
                    const bool aliased = out != plain.outbound.end() && out->second != out->first;
                    BOOST_TEST(local.has_value() == aliased);
                    BOOST_TEST((!local || t.to_network(*local) == c));
                    size += network ? 1 : 0;
                }
            BOOST_TEST(t.size() == size);
            BOOST_TEST(t.stretches() <= 4 * (2 * remaps.size() + 1));
            lost += settled.lost.size();
            translated += size;
        }
    }
    BOOST_TEST(lost > 2'000U); // else this test would prove nothing
    BOOST_TEST(translated > 20'000U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: GPL-3.0-or-later
// Translations in stretches against every range written out.
#include "hblink/core/translation.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "support/plain_translation.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::uint32_t top = dmr::largest_24_bit;

// Close to each other, or close to one of the ends.
std::uint32_t talkgroup(fuzz::input& in)
{
    const std::uint32_t b = in.byte();
    return b < 0x80 ? b & 0x1F : b < 0xC0 ? top - (b & 0x1F) : b - 0xC0 + 0x1000;
}

core::remap remap(fuzz::input& in)
{
    const std::uint8_t how = in.byte();
    const std::uint32_t first = talkgroup(in);
    const std::uint32_t more = (how & 4) != 0 ? in.byte() : 0;
    core::remap r{dmr::slot_at(how & 1),
                  {dmr::talkgroup{first}, dmr::talkgroup{std::min(first + more, top)}},
                  dmr::slot_at(how >> 1 & 1),
                  std::nullopt};
    if ((how & 8) != 0)
        r.local = dmr::talkgroup{talkgroup(in)};
    return r;
}

// A talkgroup that the plain maps know, or one beside it.
void check(const core::translation& t, const test::plain_translation& plain, const core::channel& c)
{
    const auto network = t.to_network(c);
    const auto in = plain.inbound.find(test::key_of(c));
    const bool alias = in != plain.inbound.end() && in->second != in->first;
    require(network.has_value() == alias, "what has an alias is translated to the network");
    require(!network || test::key_of(*network) == in->second, "to the right talkgroup of the network");
    require(!network || t.to_local(*network) == c, "and back");

    const auto local = t.to_local(c);
    const auto out = plain.outbound.find(test::key_of(c));
    const bool aliased = out != plain.outbound.end() && out->second != out->first;
    require(local.has_value() == aliased, "what has an alias is translated to the repeater");
    require(!local || test::key_of(*local) == out->second, "to the right talkgroup of the repeater");
    require(!local || t.to_network(*local) == c, "and back again");
}

void check_stretches(const core::translation& t)
{
    std::size_t size = 0;
    std::size_t number = 0;
    core::stretch last;
    t.for_each([&](const core::stretch& s) {
        require(s.count > 0 && s.local != s.network, "a stretch translates something");
        const auto end = [](const core::channel& c, std::uint32_t n) {
            return core::channel{c.slot, c.talkgroup + n};
        };
        if (number != 0) {
            require(test::key_of(last.local) < test::key_of(s.local), "stretches ascend");
            require(last.local.slot != s.local.slot || last.local.talkgroup + last.count <= s.local.talkgroup,
                    "stretches do not overlap");
            require(end(last.local, last.count) != s.local || end(last.network, last.count) != s.network,
                    "neighbours are one stretch");
        }
        require(t.to_network(end(s.local, s.count - 1)) == end(s.network, s.count - 1),
                "a stretch reaches to its end");
        size += s.count;
        ++number;
        last = s;
    });
    require(size == t.size() && number == t.stretches(), "what is translated is counted");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    std::vector<core::remap> remaps;
    while (!in.done() && remaps.size() < 40)
        remaps.push_back(remap(in));
    const auto settled = core::settle(remaps);
    const test::plain_translation plain{remaps};

    require(settled.lost == std::vector<std::size_t>{plain.lost.begin(), plain.lost.end()},
            "who loses is named");
    require(settled.translation.stretches() <= 4 * (2 * remaps.size() + 1), "ranges stay ranges");
    for (const auto slot : {dmr::slot::one, dmr::slot::two})
        for (std::uint32_t n = 0; n <= 0x100; ++n)
            for (const std::uint32_t t : {n, 0x1000 + n, top - n})
                check(settled.translation, plain, {slot, t});
    check_stretches(settled.translation);
    return 0;
}

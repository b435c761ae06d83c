// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an RPTO.
#include "hblink/core/options.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "fuzz/bytes.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::array<std::uint64_t, 5> limits{20'000, 50, 1, 0, 0x200'0000};
constexpr std::uint32_t widest_range = 10'000;

// As an operator would write it, in ranges that are not too wide.
std::string written(const dmr::talkgroup_set& set)
{
    std::string out;
    for (const dmr::talkgroup_range& r : set.ranges())
        for (std::uint64_t first = r.first.value(); first <= r.last.value(); first += widest_range) {
            const std::uint64_t last = std::min<std::uint64_t>(first + widest_range - 1, r.last.value());
            out += std::to_string(first) + '-' + std::to_string(last) + ',';
        }
    return out;
}

void check_again(const core::options& o, std::uint64_t most)
{
    std::string text;
    for (const std::size_t i : {0U, 1U})
        if (o.talkgroups[i])
            text += (i == 0 ? "TS1=" : "TS2=") + written(*o.talkgroups[i]) + ";";
    if (o.unit_calls)
        text += *o.unit_calls ? "UNIT=1" : "UNIT=0";
    const auto again = core::parse_options(text, most);
    require(again.talkgroups == o.talkgroups, "talkgroups that are written are read as the same");
    require(again.unit_calls == o.unit_calls, "UNIT that is written is read as the same");
    require(again.bad_entries.empty() && again.unknown_keys.empty(), "what is written well is no complaint");
}

void check_case(std::string_view text, const core::options& o, std::uint64_t most)
{
    std::string capitals{text};
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto again = core::parse_options(capitals, most);
    require(again.talkgroups == o.talkgroups && again.unit_calls == o.unit_calls,
            "capitals make no difference");
    require(again.bad_entries.size() == o.bad_entries.size(), "capitals make nothing worse");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const std::uint64_t most = in.one_of(limits);
    const std::string_view text = in.rest();
    const auto o = core::parse_options(text, most);
    for (const auto& wanted : o.talkgroups)
        require(!wanted || wanted->size() <= most, "talkgroups are limited");
    for (const auto& complaints : {o.bad_entries, o.unknown_keys})
        for (const std::string_view c : complaints)
            require(fuzz::is_within(c, text), "a complaint names a part of the text");
    require(!o.cut || !o.bad_entries.empty(), "what is cut is named");
    check_again(o, most);
    check_case(text, o, most);
    return 0;
}

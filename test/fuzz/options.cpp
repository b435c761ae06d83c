// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an RPTO.
#include "hblink/config/options.hpp"

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

void check_again(const config::options& o, const config::options_dialect& dialect)
{
    std::string text;
    for (const std::size_t i : {0U, 1U})
        if (o.talkgroups[i])
            text += (i == 0 ? "TS1=" : "TS2=") + written(*o.talkgroups[i]) + ";";
    if (o.unit_calls)
        text += *o.unit_calls ? "UNIT=1;" : "UNIT=0;";
    if (o.source)
        text += "SRC=" + std::to_string(o.source->value()) + ";";
    const auto again = config::parse_options(text, dialect);
    require(again.talkgroups == o.talkgroups, "talkgroups that are written are read as the same");
    require(again.unit_calls == o.unit_calls, "UNIT that is written is read as the same");
    require(again.source == o.source, "SRC that is written is read as the same");
    require(again.bad_entries.empty() && again.cut.empty() && again.unknown_keys.empty(),
            "what is written well is no complaint");
}

void check_case(std::string_view text, const config::options& o, const config::options_dialect& dialect)
{
    std::string capitals{text};
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto again = config::parse_options(capitals, dialect);
    require(again.talkgroups == o.talkgroups && again.unit_calls == o.unit_calls,
            "capitals make no difference");
    require(again.bad_entries.size() == o.bad_entries.size() && again.cut.size() == o.cut.size(),
            "capitals make nothing worse");
    require(again.translations.size() == o.translations.size() && again.source == o.source,
            "capitals translate the same");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const std::uint8_t how = in.byte();
    const config::options_dialect dialect{limits[how % limits.size()], how >= 0x80};
    const std::string_view text = in.rest();
    const auto o = config::parse_options(text, dialect);
    for (const auto& wanted : o.talkgroups)
        require(!wanted || wanted->size() <= dialect.most_talkgroups, "talkgroups are limited");
    for (const auto& complaints : {o.bad_entries, o.cut, o.unknown_keys})
        for (const std::string_view c : complaints)
            require(fuzz::is_within(c, text), "a complaint names a part of the text");
    for (const auto& entry : o.translations) {
        const auto& wanted = o.talkgroups[dmr::index_of(entry.remap.network_slot)];
        require(fuzz::is_within(entry.text, text), "a translation is a part of the text");
        require(wanted && wanted->admits(entry.remap.network.first) &&
                    wanted->admits(entry.remap.network.last),
                "what is translated is asked for");
        require(!entry.remap.local || entry.remap.local->value() <= dmr::largest_24_bit,
                "a repeater's word for a talkgroup is a talkgroup");
    }
    require(!o.source || (o.source->value() != 0 && o.source->value() <= dmr::largest_24_bit),
            "SRC is a radio");
    check_again(o, dialect);
    check_case(text, o, dialect);
    return 0;
}

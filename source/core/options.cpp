// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/options.hpp"

#include <algorithm>
#include <charconv>

namespace hblink::core {
namespace {

constexpr std::uint64_t widest_range = 10'000;

std::string_view trim(std::string_view s)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = s.find_first_not_of(blanks);
    if (first == s.npos)
        return {};
    return s.substr(first, s.find_last_not_of(blanks) - first + 1);
}

bool same_word(std::string_view a, std::string_view upper_case)
{
    return std::equal(a.begin(), a.end(), upper_case.begin(), upper_case.end(), [](char x, char y) {
        return (x >= 'a' && x <= 'z' ? static_cast<char>(x - 'a' + 'A') : x) == y;
    });
}

// Cuts the part before `separator` off the front of `rest`.
std::string_view next_part(std::string_view& rest, char separator)
{
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    return trim(part);
}

std::optional<dmr::talkgroup> parse_talkgroup(std::string_view s)
{
    std::uint32_t value{};
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (error != std::errc{} || end != s.data() + s.size() || value > dmr::largest_24_bit)
        return std::nullopt;
    return dmr::talkgroup{value};
}

// `N` or `N-M`.
std::optional<dmr::talkgroup_range> parse_range(std::string_view s)
{
    const bool is_range = s.find('-') != s.npos;
    const auto first = parse_talkgroup(next_part(s, '-'));
    const auto last = is_range ? parse_talkgroup(trim(s)) : first;
    if (!first || !last || *last < *first || last->value() - first->value() >= widest_range)
        return std::nullopt;
    return dmr::talkgroup_range{*first, *last};
}

struct entry
{
    dmr::talkgroup_range network;
    bool translated{false};
};

// `net[:slot[:tgid]]`; a slot or tgid that is empty or `*` stays as net has it.
std::optional<entry> parse_entry(std::string_view s)
{
    const auto colons = std::count(s.begin(), s.end(), ':');
    if (colons > 2)
        return std::nullopt;
    const auto network = parse_range(next_part(s, ':'));
    const auto slot = next_part(s, ':');
    const auto talkgroup = trim(s);
    const bool slot_is_good = slot.empty() || slot == "*" || slot == "1" || slot == "2";
    const bool talkgroup_is_good = talkgroup.empty() || talkgroup == "*" || parse_talkgroup(talkgroup);
    if (!network || !slot_is_good || !talkgroup_is_good)
        return std::nullopt;
    return entry{*network, colons > 0};
}

void parse_list(options& o, std::size_t slot, std::string_view list, std::uint64_t most_talkgroups)
{
    if (list == "*")
        return; // as if the slot were not mentioned
    auto& wanted = o.talkgroups[slot];
    if (!wanted)
        wanted.emplace();
    while (!list.empty()) {
        const auto text = next_part(list, ',');
        if (text.empty())
            continue; // a comma too many
        const auto parsed = parse_entry(text);
        if (!parsed) {
            o.bad_entries.push_back(text);
            continue;
        }
        const std::uint64_t more = parsed->network.last.value() - parsed->network.first.value() + 1;
        if (wanted->size() + more > most_talkgroups) {
            o.cut = true;
            o.bad_entries.push_back(text);
            continue;
        }
        wanted->add(parsed->network);
        o.translations += parsed->translated ? 1 : 0;
    }
}

std::optional<bool> parse_switch(std::string_view s)
{
    for (const auto word : {"TRUE", "1", "YES", "ON"})
        if (same_word(s, word))
            return true;
    for (const auto word : {"FALSE", "0", "NO", "OFF"})
        if (same_word(s, word))
            return false;
    return std::nullopt;
}

void parse_unit(options& o, std::string_view part, std::string_view value)
{
    if (const auto on = parse_switch(value))
        o.unit_calls = on;
    else
        o.bad_entries.push_back(part);
}

void parse_source(options& o, std::string_view part, std::string_view value)
{
    const auto source = parse_talkgroup(value); // a radio id has the range of a talkgroup
    if (source && source->value() != 0)
        o.source = true;
    else
        o.bad_entries.push_back(part);
}

}

options parse_options(std::string_view text, std::uint64_t most_talkgroups)
{
    options o;
    while (!text.empty()) {
        const auto part = next_part(text, ';');
        if (part.empty())
            continue;
        const auto equals = part.find('=');
        const auto key = trim(part.substr(0, equals));
        const auto value = equals == part.npos ? std::string_view{} : trim(part.substr(equals + 1));
        if (equals == part.npos)
            o.unknown_keys.push_back(key);
        else if (same_word(key, "TS1"))
            parse_list(o, 0, value, most_talkgroups);
        else if (same_word(key, "TS2"))
            parse_list(o, 1, value, most_talkgroups);
        else if (same_word(key, "UNIT"))
            parse_unit(o, part, value);
        else if (same_word(key, "SRC"))
            parse_source(o, part, value);
        else
            o.unknown_keys.push_back(key);
    }
    return o;
}

}

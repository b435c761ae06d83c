// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/options.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace hblink::config {
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
    config::remap remap;
    bool translated{false};
};

bool is_wildcard(std::string_view s) { return s.empty() || s == "*"; }

// `net[:slot[:tgid]]`; a slot or tgid that is empty or `*` stays as net has it.
std::optional<entry> parse_entry(std::string_view s, dmr::slot network_slot)
{
    const auto colons = std::count(s.begin(), s.end(), ':');
    if (colons > 2)
        return std::nullopt;
    const auto network = parse_range(next_part(s, ':'));
    const auto slot = next_part(s, ':');
    const auto talkgroup = trim(s);
    const auto local = is_wildcard(talkgroup) ? std::nullopt : parse_talkgroup(talkgroup);
    const bool slot_is_good = is_wildcard(slot) || slot == "1" || slot == "2";
    if (!network || !slot_is_good || (!is_wildcard(talkgroup) && !local))
        return std::nullopt;
    const dmr::slot local_slot = is_wildcard(slot) ? network_slot
                                 : slot == "1"     ? dmr::slot::one
                                                   : dmr::slot::two;
    return entry{{network_slot, *network, local_slot, local}, colons > 0};
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

// Reads the parts of one text, in their order.
class reader
{
public:
    explicit reader(const options_dialect& dialect) : dialect_{dialect} {}

    options read(std::string_view text)
    {
        while (!text.empty())
            if (const auto part = next_part(text, ';'); !part.empty())
                read_part(part);
        return std::move(found_);
    }

private:
    void read_part(std::string_view part)
    {
        const auto equals = part.find('=');
        const auto key = trim(part.substr(0, equals));
        if (equals == part.npos)
            return found_.unknown_keys.push_back(key);
        const auto value = trim(part.substr(equals + 1));
        if (same_word(key, "TS1"))
            read_list(dmr::slot::one, value);
        else if (same_word(key, "TS2"))
            read_list(dmr::slot::two, value);
        else if (same_word(key, "UNIT"))
            read_unit(part, value);
        else if (same_word(key, "SRC"))
            read_source(part, value);
        else if (const auto slot = slot_of_dmrplus(key); slot && dialect_.dmrplus)
            read_dmrplus(*slot, part, value);
        else
            found_.unknown_keys.push_back(key);
    }

    void read_list(dmr::slot slot, std::string_view list)
    {
        if (list == "*") {
            found_.starred[dmr::index_of(slot)] = true;
            return;
        }
        mention(slot);
        while (!list.empty()) {
            const auto text = next_part(list, ',');
            if (text.empty())
                continue; // a comma too many
            const auto parsed = parse_entry(text, slot);
            if (!parsed)
                found_.bad_entries.push_back(text);
            else if (ask_for(slot, parsed->remap.network, text) && parsed->translated)
                found_.translations.push_back({text, parsed->remap});
        }
    }

    dmr::talkgroup_set& mention(dmr::slot slot)
    {
        auto& wanted = found_.talkgroups[dmr::index_of(slot)];
        return wanted ? *wanted : wanted.emplace();
    }

    bool ask_for(dmr::slot slot, dmr::talkgroup_range range, std::string_view text)
    {
        auto& wanted = mention(slot);
        const std::uint64_t more = range.last.value() - range.first.value() + 1;
        if (wanted.size() + more > dialect_.most_talkgroups) {
            found_.cut.push_back(text);
            return false;
        }
        wanted.add(range);
        return true;
    }

    // TS1_1 ... TS2_9.
    static std::optional<dmr::slot> slot_of_dmrplus(std::string_view key)
    {
        if (key.size() != 5 || key[3] != '_' || key[4] < '1' || key[4] > '9')
            return std::nullopt;
        if (same_word(key.substr(0, 3), "TS1"))
            return dmr::slot::one;
        if (same_word(key.substr(0, 3), "TS2"))
            return dmr::slot::two;
        return std::nullopt;
    }

    void read_dmrplus(dmr::slot slot, std::string_view part, std::string_view value)
    {
        if (value.empty())
            return; // clients of DMR+ send all nine, whether there is something in them or not
        if (const auto t = parse_talkgroup(value))
            ask_for(slot, {*t, *t}, part);
        else
            found_.bad_entries.push_back(part);
    }

    void read_unit(std::string_view part, std::string_view value)
    {
        if (const auto on = parse_switch(value))
            found_.unit_calls = on;
        else
            found_.bad_entries.push_back(part);
    }

    void read_source(std::string_view part, std::string_view value)
    {
        const auto source = parse_talkgroup(value); // a radio id has the range of a talkgroup
        if (source && source->value() != 0)
            found_.source = dmr::radio_id{source->value()};
        else
            found_.bad_entries.push_back(part);
    }

    options_dialect dialect_;
    options found_;
};

}

options parse_options(std::string_view text, const options_dialect& dialect)
{
    return reader{dialect}.read(text);
}

}

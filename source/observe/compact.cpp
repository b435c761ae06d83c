// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/compact.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace hblink::observe {

namespace {

// Appends entries with f(out, i), separated by commas, at most most_entries of them.
template <class F>
std::string list(std::size_t size, F f)
{
    std::string out;
    const std::size_t shown = std::min(size, most_entries);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i != 0)
            out += ',';
        f(out, i);
    }
    if (shown < size)
        out += ",...+" + std::to_string(size - shown);
    return out;
}

void add_range(std::string& out, std::uint32_t first, std::uint32_t last)
{
    out += std::to_string(first);
    if (last != first)
        (out += '-') += std::to_string(last);
}

void add_channels(std::string& out, const core::channel& first, std::uint32_t count)
{
    out += std::to_string(dmr::number_of(first.slot)) + ':';
    add_range(out, first.talkgroup, first.talkgroup + count - 1);
}

bool begins_with(wire::bytes datagram, std::string_view text) noexcept
{
    return datagram.size() >= text.size() &&
           std::equal(text.begin(), text.end(), datagram.begin(), [](char c, std::byte b) {
               return static_cast<unsigned char>(c) == std::to_integer<unsigned>(b);
           });
}

// How much of a datagram may be shown. RPTACK carries a salt, RPTK a digest over passphrase and salt.
std::size_t harmless(wire::bytes datagram) noexcept
{
    constexpr std::size_t most = 16;
    if (begins_with(datagram, "RPTACK"))
        return 6;
    if (begins_with(datagram, "RPTK"))
        return 8;
    return most;
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// PASS is what clients of other networks send (spec routing.md, "RPTO").
bool is_secret(std::string_view key)
{
    std::string word{key};
    std::transform(word.begin(), word.end(), word.begin(), lower);
    return word.find("pass") != word.npos || word.find("pwd") != word.npos;
}

}

std::string compact(const dmr::talkgroup_set& set)
{
    if (set.empty())
        return "none";
    if (set.is_everything())
        return "all";
    const auto ranges = set.ranges();
    return list(ranges.size(), [&](std::string& out, std::size_t i) {
        add_range(out, ranges[i].first.value(), ranges[i].last.value());
    });
}

std::string compact(const core::translation& t)
{
    std::vector<core::stretch> all;
    t.for_each([&](const core::stretch& s) { all.push_back(s); });
    return list(all.size(), [&](std::string& out, std::size_t i) {
        add_channels(out, all[i].local, all[i].count);
        out += '=';
        add_channels(out, all[i].network, all[i].count);
    });
}

std::string compact(std::span<const std::string_view> texts)
{
    return list(texts.size(), [&](std::string& out, std::size_t i) { out += without_secrets(texts[i]); });
}

std::string first_bytes(wire::bytes datagram)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::byte b : datagram.first(std::min(datagram.size(), harmless(datagram)))) {
        const auto v = std::to_integer<std::size_t>(b);
        out += digits[v >> 4];
        out += digits[v & 15];
    }
    return out;
}

std::string without_secrets(std::string_view options)
{
    std::string out;
    for (bool first = true; !options.empty() || first; first = false) {
        const auto end = std::min(options.find(';'), options.size());
        const auto part = options.substr(0, end);
        const auto equals = part.find('=');
        if (equals != part.npos && is_secret(part.substr(0, equals)))
            (out += part.substr(0, equals + 1)) += "***";
        else
            out += part;
        if (end == options.size())
            break;
        out += ';';
        options.remove_prefix(end + 1);
    }
    return out;
}

}

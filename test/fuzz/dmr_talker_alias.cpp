// SPDX-License-Identifier: GPL-3.0-or-later
// Talker aliases that come in parts, long and short, and contradict each other; against a plain reading of
// all octets that are known without a gap.
#include "hblink/dmr/talker_alias.hpp"

#include <algorithm>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using fuzz::require;

// All characters that are there, NUL included.
std::vector<char32_t> characters_of(const std::vector<std::byte>& octets)
{
    const auto octet = [&octets](std::size_t i) { return std::to_integer<unsigned>(octets[i]); };
    std::vector<char32_t> out;
    switch (octet(0) >> 6) {
    case 0:
        for (std::size_t bit = 7; bit + 7 <= 8 * octets.size(); bit += 7) {
            char32_t c = 0;
            for (std::size_t i = bit; i < bit + 7; ++i)
                c = 2 * c + (octet(i / 8) >> (7 - i % 8)) % 2;
            out.push_back(c);
        }
        break;
    case 1:
        for (std::size_t i = 1; i < octets.size(); ++i)
            out.push_back(octet(i));
        break;
    case 2: {
        std::string text;
        for (std::size_t i = 1; i < octets.size(); ++i)
            text += static_cast<char>(octet(i));
        for (std::string_view rest = text; !rest.empty();) {
            char32_t c{};
            const std::size_t length = fuzz::first_character(rest, c);
            if (length != 0)
                out.push_back(c);
            rest.remove_prefix(std::max<std::size_t>(length, 1));
        }
        break;
    }
    default:
        for (std::size_t i = 1; i + 1 < octets.size(); i += 2) {
            const char32_t unit = octet(i) * 256 + octet(i + 1);
            const char32_t next = i + 3 < octets.size() ? octet(i + 2) * 256 + octet(i + 3) : 0;
            if (unit < 0xD800 || unit > 0xDFFF) {
                out.push_back(unit);
            } else if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) {
                out.push_back(0x1'0000 + (unit - 0xD800) * 0x400 + (next - 0xDC00));
                i += 2;
            }
        }
    }
    return out;
}

std::string plain_reading(const std::vector<std::byte>& octets)
{
    if (octets.empty())
        return {};
    auto characters = characters_of(octets);
    const auto length = std::to_integer<std::size_t>(octets[0]) / 2 % 32;
    if (characters.size() > length)
        characters.resize(length);
    characters.erase(std::find(characters.begin(), characters.end(), U'\0'), characters.end());
    std::erase_if(characters, [](char32_t c) {
        return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E && c != 0x202F) ||
               (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
    });
    while (!characters.empty() && characters.front() == ' ')
        characters.erase(characters.begin());
    while (!characters.empty() && characters.back() == ' ')
        characters.pop_back();
    std::string out;
    for (const char32_t c : characters)
        out += fuzz::encoded(c).text();
    return out;
}

// The parts as vectors: what is known of each.
class model
{
public:
    bool add(std::size_t part, std::vector<std::byte> data)
    {
        data.resize(std::min(data.size(), dmr::alias_part_size));
        std::vector<std::byte>& have = parts_[part];
        const std::size_t common = std::min(data.size(), have.size());
        const bool agrees =
            std::equal(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(common), have.begin());
        if (agrees && data.size() <= have.size())
            return false;
        if (!agrees && part == 0)
            parts_ = {};
        parts_[part] = std::move(data);
        return true;
    }

    std::vector<std::byte> without_gap() const
    {
        std::vector<std::byte> out;
        for (const auto& part : parts_) {
            out.insert(out.end(), part.begin(), part.end());
            if (part.size() < dmr::alias_part_size)
                break;
        }
        return out;
    }

private:
    std::array<std::vector<std::byte>, dmr::alias_parts> parts_;
};

void check(const std::string& text)
{
    require(fuzz::is_utf8(text), "an alias is UTF-8");
    require(!fuzz::has_control_characters(text), "an alias has no control characters");
    require(text.empty() || (text.front() != ' ' && text.back() != ' '), "no spaces around");
    require(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }) <= 31,
            "at most 31 characters");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    dmr::alias_assembly alias;
    model second_opinion;
    while (!in.done()) {
        const std::uint8_t what = in.byte();
        const std::size_t part = what % 4;
        const auto taken = in.take(what % 8 == 7 ? what / 8 % 10 : 7);
        std::vector<std::byte> octets;
        for (const std::uint8_t b : taken)
            octets.push_back(std::byte{b});

        const bool was_complete = alias.complete();
        const std::string before = alias.text();
        const bool news = alias.add(dmr::flco(4 + part), octets);
        require(news == second_opinion.add(part, octets), "it tells whether something is new");
        require(!alias.add(dmr::flco(4 + part), octets), "the same again is nothing new");
        const std::string text = alias.text();
        check(text);
        require(text == plain_reading(second_opinion.without_gap()), "it reads what was sent");
        require(news || (text == before && alias.complete() == was_complete), "without news nothing changes");
    }
    if (!alias.complete())
        return 0;
    // Whatever comes now, it is not part of the text.
    const std::string text = alias.text();
    auto whole = second_opinion.without_gap();
    whole.resize(dmr::alias_parts * dmr::alias_part_size, std::byte{'x'});
    require(dmr::decode_alias(whole) == text, "nothing adds to a complete text");
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/talker_alias.hpp"

#include <algorithm>
#include <optional>

namespace hblink::dmr {

namespace {

constexpr char32_t no_character = 0xFFFF'FFFF; // something that is none stands there

// The characters of an alias, one after the other. Nothing: the octets end here, perhaps within a character.
class alias_reader
{
public:
    explicit alias_reader(std::span<const std::byte> octets) noexcept : octets_{octets} {}

    alias_format format() const noexcept { return alias_format(octet(0) >> 6); }
    unsigned length() const noexcept { return octet(0) >> 1 & 0x1F; }

    std::optional<char32_t> next() noexcept
    {
        switch (format()) {
        case alias_format::seven_bit:
            return next_seven_bit();
        case alias_format::iso_8859_1:
            return next_octets(1);
        case alias_format::utf_8:
            return next_utf_8();
        case alias_format::utf_16:
            return next_utf_16();
        }
        return std::nullopt;
    }

private:
    unsigned octet(std::size_t i) const noexcept { return std::to_integer<unsigned>(octets_[i]); }
    bool has(std::size_t count) const noexcept { return next_ + count <= octets_.size(); }

    std::optional<char32_t> next_seven_bit() noexcept
    {
        if (bit_ + 7 > 8 * octets_.size())
            return std::nullopt;
        char32_t c = 0;
        for (const std::size_t end = bit_ + 7; bit_ < end; ++bit_)
            c = c << 1 | (octet(bit_ / 8) >> (7 - bit_ % 8) & 1);
        return c;
    }

    // A number of one or two octets.
    std::optional<char32_t> next_octets(std::size_t count) noexcept
    {
        if (!has(count))
            return std::nullopt;
        char32_t c = 0;
        for (const std::size_t end = next_ + count; next_ < end; ++next_)
            c = c << 8 | octet(next_);
        return c;
    }

    // RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
    std::optional<char32_t> next_utf_8() noexcept
    {
        const auto lead = next_octets(1);
        if (!lead || *lead < 0x80)
            return lead;
        if (*lead < 0xC2 || *lead > 0xF4)
            return no_character;
        const std::size_t tail = *lead >= 0xF0 ? 3 : *lead >= 0xE0 ? 2 : 1;
        char32_t c = *lead & (0x3Fu >> tail);
        for (std::size_t i = 0; i < tail; ++i) {
            if (!has(i + 1))
                return std::nullopt;
            const unsigned more = octet(next_ + i);
            if ((more & 0xC0) != 0x80)
                return no_character;
            c = c << 6 | (more & 0x3F);
        }
        constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x1'0000};
        if (c < least[tail] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10'FFFF)
            return no_character;
        next_ += tail;
        return c;
    }

    std::optional<char32_t> next_utf_16() noexcept
    {
        const auto unit = next_octets(2);
        if (!unit || *unit < 0xD800 || *unit > 0xDFFF)
            return unit;
        if (*unit >= 0xDC00)
            return no_character; // the second half of a pair without the first
        if (!has(2))
            return std::nullopt;
        const char32_t second = octet(next_) << 8 | octet(next_ + 1);
        if (second < 0xDC00 || second > 0xDFFF)
            return no_character;
        next_ += 2;
        return 0x1'0000 + ((*unit & 0x3FF) << 10 | (second & 0x3FF));
    }

    std::span<const std::byte> octets_;
    std::size_t next_ = 1; // octet
    std::size_t bit_ = 7;  // of 7-bit text
};

// Gives each character to `use`. True: the text ends here, whatever octets may follow.
template <class Use>
bool each_character(std::span<const std::byte> octets, Use use)
{
    if (octets.empty())
        return false;
    alias_reader reader{octets};
    for (unsigned left = reader.length(); left > 0;) {
        const auto c = reader.next();
        if (!c)
            return octets.size() >= alias_parts * alias_part_size; // no more can come
        if (*c == 0)
            return true;
        if (*c != no_character) {
            use(*c);
            --left;
        }
    }
    return true;
}

// Control characters, and those that break or turn round the line that a log or a page shows.
bool is_unwanted(char32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void append_utf_8(std::string& out, char32_t c)
{
    const auto append = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto tail = [&](unsigned shift) { append(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
        append(c);
    } else if (c < 0x800) {
        append(0xC0 | c >> 6);
        tail(0);
    } else if (c < 0x1'0000) {
        append(0xE0 | c >> 12);
        tail(6);
        tail(0);
    } else {
        append(0xF0 | c >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

}

std::string decode_alias(std::span<const std::byte> octets)
{
    std::string text;
    each_character(octets, [&text](char32_t c) {
        if (!is_unwanted(c) && !(c == ' ' && text.empty()))
            append_utf_8(text, c);
    });
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

bool alias_assembly::add(flco part, std::span<const std::byte> data) noexcept
{
    if (part < flco::talker_alias_header || part > flco::talker_alias_block_3)
        return false;
    const auto index = std::size_t(part) - std::size_t(flco::talker_alias_header);
    data = data.first(std::min(data.size(), alias_part_size));
    const auto have = std::span{octets_}.subspan(index * alias_part_size, alias_part_size);
    const std::size_t common = std::min<std::size_t>(data.size(), known_[index]);
    const bool agrees =
        std::equal(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(common), have.begin());
    if (agrees && data.size() <= known_[index])
        return false;
    if (!agrees && part == flco::talker_alias_header)
        known_ = {};
    std::copy(data.begin(), data.end(), have.begin());
    known_[index] = static_cast<std::uint8_t>(data.size());
    return true;
}

std::span<const std::byte> alias_assembly::without_gap() const noexcept
{
    std::size_t count = 0;
    for (const std::uint8_t known : known_) {
        count += known;
        if (known < alias_part_size)
            break;
    }
    return std::span{octets_}.first(count);
}

std::string alias_assembly::text() const { return decode_alias(without_gap()); }

bool alias_assembly::complete() const noexcept
{
    return each_character(without_gap(), [](char32_t) {});
}

}

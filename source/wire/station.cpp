// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/station.hpp"

#include "hblink/wire/utf_8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hblink::wire {

namespace {

// In the order of station_field (spec hbp.md, "RPTC layout").
constexpr std::array<std::size_t, station_fields> widths{8, 9, 9, 2, 2, 8, 9, 3, 20, 19, 1, 124, 40, 40};

void append_clean(std::string& out, std::string_view field)
{
    field = field.substr(0, field.find('\0'));
    const std::size_t begin = out.size();
    while (!field.empty()) {
        const character c = first_character(field);
        const std::size_t length = std::max<std::size_t>(c.length, 1);
        const bool leading_space = c.code == ' ' && out.size() == begin;
        if (c.length != 0 && !is_control(c.code) && !leading_space)
            out += field.substr(0, length);
        field.remove_prefix(length);
    }
    while (out.size() > begin && out.back() == ' ')
        out.pop_back();
}

// A number in exactly `width` characters, as printf's %0*u.
std::string zero_padded(std::uint64_t number, std::size_t width)
{
    std::uint64_t largest = 1;
    for (std::size_t i = 0; i < width; ++i)
        largest *= 10;
    const std::string digits = std::to_string(std::min(number, largest - 1));
    return std::string(width - digits.size(), '0') + digits;
}

// As printf's %0*f cut to the width, but whatever the locale is, and never more than `limit` degrees.
std::string degrees(double value, double limit, std::size_t width)
{
    const double safe = std::isfinite(value) ? std::clamp(value, -limit, limit) : 0.0;
    std::array<char, 32> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(safe),
                                            std::chars_format::fixed, 6);
    (void)error; // 32 characters hold any number up to 180
    std::string digits{buffer.data(), end};
    const std::string sign = safe < 0 ? "-" : "";
    if (sign.size() + digits.size() < width)
        digits.insert(0, width - sign.size() - digits.size(), '0');
    return (sign + digits).substr(0, width);
}

// Exactly `width` bytes, cut at the end of a character.
std::string space_padded(std::string_view text, std::size_t width)
{
    std::size_t end = std::min(text.size(), width);
    while (end > 0 && end < text.size() && is_continuation(text[end]))
        --end;
    std::string out{text.substr(0, end)};
    out.resize(width, ' ');
    return out;
}

}

std::string_view station::operator[](station_field f) const noexcept
{
    const auto i = static_cast<std::size_t>(f);
    const std::size_t begin = i == 0 ? 0 : end_[i - 1];
    return std::string_view{text_}.substr(begin, end_[i] - begin);
}

station station::read(bytes fields)
{
    std::string_view rest{reinterpret_cast<const char*>(fields.data()), fields.size()};
    station s;
    for (std::size_t i = 0; i < station_fields; ++i) {
        const std::string_view field = rest.substr(0, widths[i]);
        rest.remove_prefix(field.size());
        append_clean(s.text_, field);
        s.end_[i] = static_cast<std::uint16_t>(s.text_.size());
    }
    s.text_.shrink_to_fit();
    return s;
}

std::array<std::byte, rptc_size> write_description(dmr::repeater_id id, const station_report& r)
{
    std::string text{"RPTC"};
    for (int shift = 24; shift >= 0; shift -= 8)
        text += static_cast<char>(static_cast<std::uint8_t>(id.value() >> shift));
    text += space_padded(r.callsign, 8);
    text += zero_padded(r.rx_frequency, 9);
    text += zero_padded(r.tx_frequency, 9);
    text += zero_padded(r.tx_power, 2);
    text += zero_padded(r.colour_code, 2);
    text += degrees(r.latitude, 90, 8);
    text += degrees(r.longitude, 180, 9);
    text += zero_padded(static_cast<std::uint64_t>(std::max(r.height, 0)), 3);
    text += space_padded(r.location, 20);
    text += space_padded(r.description, 19);
    text += r.slots;
    text += space_padded(r.url, 124);
    text += space_padded(r.software_id, 40);
    text += space_padded(r.package_id, 40);

    std::array<std::byte, rptc_size> out;
    std::transform(text.begin(), text.end(), out.begin(),
                   [](char c) { return std::byte{static_cast<unsigned char>(c)}; });
    return out;
}

}

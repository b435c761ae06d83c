// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/frame.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hblink::feed {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_number(std::string& out, std::uint64_t n)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    out.append(digits.data(), end);
}

// `n` with leading zeros.
void append_digits(std::string& out, std::uint64_t n, std::size_t width)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    const auto size = static_cast<std::size_t>(end - digits.data());
    out.append(width - std::min(width, size), '0');
    out.append(digits.data(), size);
}

void append_time(std::string& out, wall_time t)
{
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch()).count();
    const auto micros = static_cast<std::uint64_t>(std::max<decltype(since)>(since, 0));
    append_number(out, micros / 1'000'000);
    out += '.';
    append_digits(out, micros % 1'000'000, 6);
}

// At least one decimal, at most two: 10.0, 3.6, 8.05.
void append_duration(std::string& out, core::duration d)
{
    using hundredths = std::chrono::duration<std::int64_t, std::centi>;
    const auto rounded = std::max<std::int64_t>(std::chrono::round<hundredths>(d).count(), 0);
    const auto n = static_cast<std::uint64_t>(rounded);
    append_number(out, n / 100);
    out += '.';
    append_digits(out, n % 100, 2);
    if (out.back() == '0')
        out.pop_back();
}

void append_text(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (code < 0x20 || code == 0x7F) {
            out += "\\u00";
            out += hex_digits[code >> 4];
            out += hex_digits[code & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_channel(std::string& out, const core::channel& c)
{
    append_number(out, static_cast<std::uint64_t>(dmr::number_of(c.slot)));
    out += ',';
    append_number(out, c.talkgroup);
}

}

frame::frame(std::string& out, std::string_view type, wall_time at) : out_{out}, begin_{out.size()}
{
    out_.append(length_bytes, '\0');
    out_ += R"({"type":")";
    out_ += type;
    out_ += R"(","timestamp":)";
    append_time(out_, at);
    out_ += R"(,"data":{)";
}

void frame::begin_field(std::string_view name)
{
    if (has_fields_)
        out_ += ',';
    has_fields_ = true;
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

void frame::add_number(std::string_view name, std::uint64_t n)
{
    begin_field(name);
    append_number(out_, n);
}

void frame::add_text(std::string_view name, std::string_view text)
{
    begin_field(name);
    append_text(out_, text);
}

void frame::add_flag(std::string_view name, bool b)
{
    begin_field(name);
    out_ += b ? "true" : "false";
}

void frame::add_duration(std::string_view name, core::duration d)
{
    begin_field(name);
    append_duration(out_, d);
}

void frame::add_time(std::string_view name, wall_time t)
{
    begin_field(name);
    append_time(out_, t);
}

void frame::add_hex(std::string_view name, std::uint32_t n)
{
    begin_field(name);
    out_ += '"';
    for (int shift = 28; shift >= 0; shift -= 4)
        out_ += hex_digits[n >> shift & 15];
    out_ += '"';
}

void frame::add_talkgroups(std::string_view name, const dmr::talkgroup_set& set, std::size_t most)
{
    begin_field(name);
    if (set.is_everything()) {
        out_ += "null";
        return;
    }
    out_ += '[';
    std::size_t listed = 0;
    for (const auto& range : set.ranges())
        for (std::uint32_t t = range.first.value(); t <= range.last.value() && listed != most; ++t) {
            if (listed++ != 0)
                out_ += ',';
            append_number(out_, t);
        }
    out_ += ']';
}

void frame::add_translations(std::string_view name, const core::translation* translation, std::size_t most)
{
    begin_field(name);
    out_ += '[';
    std::size_t listed = 0;
    const auto list = [&](const core::stretch& s) {
        for (std::uint32_t i = 0; i < s.count && listed != most; ++i) {
            out_ += listed++ == 0 ? "[" : ",[";
            append_channel(out_, {s.local.slot, s.local.talkgroup + i});
            out_ += ',';
            append_channel(out_, {s.network.slot, s.network.talkgroup + i});
            out_ += ']';
        }
    };
    if (translation != nullptr)
        translation->for_each(list);
    out_ += ']';
}

void frame::finish()
{
    out_ += "}}";
    const std::size_t size = out_.size() - begin_ - length_bytes;
    for (std::size_t i = 0; i < length_bytes; ++i)
        out_[begin_ + i] = static_cast<char>(size >> (24 - 8 * i) & 0xFF);
}

std::size_t end_of_frame(std::string_view bytes) noexcept
{
    std::size_t size = 0;
    for (const char c : bytes.substr(0, length_bytes))
        size = size << 8 | static_cast<unsigned char>(c);
    return length_bytes + size;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/frame.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

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

// Collects the entries of a long list before they are appended: appending them one by one takes five times as
// long, and nobody is served meanwhile.
class long_list
{
public:
    explicit long_list(std::string& out) : out_{out} {}
    long_list(const long_list&) = delete;
    long_list& operator=(const long_list&) = delete;
    ~long_list() { out_.append(text_.data(), used_); }

    void begin_entry() // of at most longest_entry characters
    {
        if (text_.size() - used_ < longest_entry) {
            out_.append(text_.data(), used_);
            used_ = 0;
        }
        if (!std::exchange(first_, false))
            put(',');
    }
    void put(char c) { text_[used_++] = c; }
    void put(std::uint32_t n)
    {
        const auto end = std::to_chars(text_.data() + used_, text_.data() + text_.size(), n).ptr;
        used_ = static_cast<std::size_t>(end - text_.data());
    }
    void put(const core::channel& c)
    {
        put(c.slot == dmr::slot::one ? '1' : '2');
        put(',');
        put(c.talkgroup);
    }

private:
    static constexpr std::size_t longest_entry = 32; // ",[1,16777215,2,16777215]"

    std::string& out_;
    std::array<char, 2048> text_;
    std::size_t used_{0};
    bool first_{true};
};

void list_talkgroups(std::string& out, const dmr::talkgroup_set& set, std::size_t most)
{
    long_list list{out};
    for (const auto& range : set.ranges())
        for (std::uint32_t t = range.first.value(); t <= range.last.value() && most != 0; ++t, --most) {
            list.begin_entry();
            list.put(t);
        }
}

void list_translations(std::string& out, const core::translation& translation, std::size_t most)
{
    long_list list{out};
    translation.for_each([&](const core::stretch& s) {
        for (std::uint32_t i = 0; i < s.count && most != 0; ++i, --most) {
            list.begin_entry();
            list.put('[');
            list.put(core::channel{s.local.slot, s.local.talkgroup + i});
            list.put(',');
            list.put(core::channel{s.network.slot, s.network.talkgroup + i});
            list.put(']');
        }
    });
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
    list_talkgroups(out_, set, most);
    out_ += ']';
}

void frame::add_translations(std::string_view name, const core::translation* translation, std::size_t most)
{
    begin_field(name);
    out_ += '[';
    if (translation != nullptr)
        list_translations(out_, *translation, most);
    out_ += ']';
}

void frame::add_slots(std::string_view name, const std::map<dmr::talkgroup, dmr::slot>& slots,
                      std::size_t most)
{
    begin_field(name);
    out_ += '{';
    bool first = true;
    for (const auto& [talkgroup, slot] : slots) {
        if (most-- == 0)
            break;
        out_ += std::exchange(first, false) ? "\"" : ",\"";
        (out_ += std::to_string(talkgroup.value())) += "\":";
        out_ += std::to_string(dmr::number_of(slot));
    }
    out_ += '}';
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/line.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace hblink::observe {

namespace {

using namespace std::chrono;

template <class... Args>
void append_format(std::string& out, const char* format, Args... args)
{
    std::array<char, 64> text;
    const int n = std::snprintf(text.data(), text.size(), format, args...);
    out.append(text.data(), static_cast<std::size_t>(n));
}

// "2026-01-01T12:00:00.000000Z"
void append_utc(std::string& out, wall_time t)
{
    const auto day = floor<days>(t);
    const year_month_day date{day};
    const hh_mm_ss time{floor<microseconds>(t - day)};
    append_format(out, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
}

// "2026-01-01 12:00:00,000"
void append_local(std::string& out, wall_time t)
{
    const auto second = floor<seconds>(t);
    const std::time_t time = system_clock::to_time_t(second);
    std::tm local{};
    localtime_r(&time, &local);
    append_format(out, "%04d-%02d-%02d %02d:%02d:%02d,%03d", local.tm_year + 1900, local.tm_mon + 1,
                  local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                  static_cast<int>(floor<milliseconds>(t - second).count()));
}

std::string_view in_capitals(config::log_level l) noexcept
{
    switch (l) {
    case config::log_level::debug:
        return "DEBUG";
    case config::log_level::info:
        return "INFO";
    case config::log_level::warning:
        return "WARNING";
    case config::log_level::error:
        return "ERROR";
    case config::log_level::critical:
        return "CRITICAL";
    }
    return "ERROR";
}

template <class Number>
void append_number(std::string& out, Number n)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), n);
    out.append(text.data(), end.ptr);
}

void append_double(std::string& out, double v)
{
    if (std::isfinite(v))
        append_format(out, "%.3f", v); // seconds and ratios: thousandths are enough
    else
        out += "null";
}

// A text that needs no quotes to be one word of a text line.
bool is_word(std::string_view text) noexcept
{
    constexpr std::string_view others = "-_.,:/+*[]%@#";
    if (text.empty())
        return false;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!plain && others.find(c) == others.npos)
            return false;
    }
    return true;
}

struct value_writer
{
    std::string& out;
    bool quote_words;

    void operator()(std::int64_t v) const { append_number(out, v); }
    void operator()(std::uint64_t v) const { append_number(out, v); }
    void operator()(double v) const { append_double(out, v); }
    void operator()(bool v) const { out += v ? "true" : "false"; }
    void operator()(std::string_view v) const
    {
        if (!quote_words && is_word(v))
            out += v;
        else
            append_quoted(out, v);
    }
};

std::string render_json(const record& r)
{
    std::string out;
    out.reserve(256);
    out += R"({"time":")";
    append_utc(out, r.time);
    out += R"(","level":")";
    out += to_string(r.level);
    out += R"(","event":")";
    out += to_string(r.event);
    out += '"';
    for (const field& f : r.fields) {
        out += ",\"";
        out += f.name;
        out += "\":";
        std::visit(value_writer{out, true}, f.value.get());
    }
    out += '}';
    return out;
}

std::string render_text(const record& r)
{
    std::string out;
    out.reserve(256);
    append_local(out, r.time);
    out += " - ";
    out += in_capitals(r.level);
    out += " - ";
    out += phrase(r.event);
    const char* before = ": ";
    for (const field& f : r.fields) {
        out += before;
        out += f.name;
        out += '=';
        std::visit(value_writer{out, false}, f.value.get());
        before = " ";
    }
    return out;
}

// The character at the beginning of `text`, and how many bytes it takes; 0 bytes when it is no UTF-8
// (overlong forms, surrogates and numbers beyond U+10FFFF included; RFC 3629, section 4).
struct decoded
{
    char32_t character{};
    std::size_t size{};
};

decoded decode(std::string_view text) noexcept
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = at(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size)
        return {};
    char32_t c = lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xC0u) != 0x80u)
            return {};
        c = c << 6 | (at(i) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (c < least[size] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return {};
    return {c, size};
}

bool must_be_escaped(char32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

}

std::string_view to_string(config::log_level l) noexcept
{
    switch (l) {
    case config::log_level::debug:
        return "debug";
    case config::log_level::info:
        return "info";
    case config::log_level::warning:
        return "warning";
    case config::log_level::error:
        return "error";
    case config::log_level::critical:
        return "critical";
    }
    return "error";
}

void append_quoted(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        const auto [c, size] = decode(text);
        if (size == 0)
            out += "\xEF\xBF\xBD"; // U+FFFD
        else if (c == '"' || c == '\\')
            (out += '\\') += text[0];
        else if (must_be_escaped(c))
            append_format(out, "\\u%04x", static_cast<unsigned>(c));
        else
            out += text.substr(0, size);
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out += '"';
}

std::string render(const record& r, config::log_format format)
{
    return format == config::log_format::json ? render_json(r) : render_text(r);
}

std::string with_newline(std::string_view line, bool after_a_torn_one)
{
    std::string text;
    text.reserve(line.size() + 2);
    if (after_a_torn_one)
        text += '\n';
    text += line;
    text += '\n';
    return text;
}

}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/csv.hpp"

#include "hblink/wire/utf_8.hpp"

#include <algorithm>
#include <charconv>

namespace hblink::config {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

bool is_plain(char c) noexcept { return c >= ' ' && c <= '~'; }

std::string_view trimmed(std::string_view text) noexcept
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// Letters and digits only, in capitals.
std::string as_name(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z')
            name += static_cast<char>(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            name += c;
    }
    return name;
}

}

void names_report::skip(std::size_t line, std::string_view why)
{
    if (skipped++ != 0)
        return;
    problem_line = line;
    problem = why;
}

// --- Lines -----------------------------------------------------------------------------------------

csv_lines::csv_lines(std::string_view text) noexcept : rest_{text}
{
    if (rest_.starts_with(byte_order_mark))
        rest_.remove_prefix(byte_order_mark.size());
}

std::optional<std::string_view> csv_lines::next() noexcept
{
    while (!rest_.empty()) {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!std::all_of(line.begin(), line.end(), is_blank))
            return line;
    }
    return std::nullopt;
}

// --- Fields ----------------------------------------------------------------------------------------

std::string_view csv_row::read(std::string_view line)
{
    used_ = 0;
    if (line.size() > longest_csv_line)
        return "the line is too long";
    for (;;) {
        if (used_ == most_csv_fields)
            return "too many fields";
        if (used_ == fields_.size())
            fields_.emplace_back();
        std::string& field = fields_[used_++];
        field.clear();
        if (const auto problem = read_field(field, line); !problem.empty())
            return problem;
        if (line.empty())
            return "";
        line.remove_prefix(1); // the comma
    }
}

// Takes a field off the line, up to the comma or the end.
std::string_view csv_row::read_field(std::string& to, std::string_view& rest)
{
    if (rest.starts_with('"')) {
        for (;;) {
            rest.remove_prefix(1);
            const std::size_t quote = rest.find('"');
            if (quote == rest.npos)
                return "a quote is not closed";
            to += rest.substr(0, quote);
            rest.remove_prefix(quote + 1);
            if (!rest.starts_with('"'))
                break;
            to += '"';
        }
    }
    // What stands behind a closing quote is no CSV; it is taken as it is.
    const std::size_t end = std::min(rest.find(','), rest.size());
    to += rest.substr(0, end);
    rest.remove_prefix(end);
    return "";
}

std::string_view csv_row::operator[](std::size_t i) const noexcept
{
    return i < used_ ? std::string_view{fields_[i]} : std::string_view{};
}

column column_named(const csv_row& row, std::initializer_list<std::string_view> names)
{
    for (std::size_t i = 0; i < row.size(); ++i)
        if (std::find(names.begin(), names.end(), as_name(row[i])) != names.end())
            return i;
    return std::nullopt;
}

// --- Texts -----------------------------------------------------------------------------------------

cleaning append_clean(std::string& to, std::string_view text, std::size_t most)
{
    cleaning done;
    text = trimmed(text);
    if (text.size() <= most && std::all_of(text.begin(), text.end(), is_plain)) {
        to += text; // nearly all of them
        return done;
    }
    const std::size_t begin = to.size();
    while (!text.empty()) {
        const wire::character c = wire::first_character(text);
        const std::size_t length = std::max<std::size_t>(c.length, 1);
        const bool control = c.length != 0 && wire::is_control(c.code);
        const std::string_view piece = c.length == 0 ? replacement : control ? " " : text.substr(0, length);
        done.repaired = done.repaired || c.length == 0 || control;
        text.remove_prefix(length);
        if (piece == " " && to.size() == begin)
            continue;
        if (to.size() - begin + piece.size() > most) {
            done.cut = true;
            break;
        }
        to += piece;
    }
    while (to.size() > begin && to.back() == ' ')
        to.pop_back();
    return done;
}

std::optional<std::uint32_t> read_number(std::string_view text, std::uint32_t least, std::uint32_t largest)
{
    text = trimmed(text);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > largest)
        return std::nullopt;
    return value;
}

}

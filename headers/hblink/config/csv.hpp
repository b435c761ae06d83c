// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Lists that others keep: fields between commas, one row a line (RFC 4180).
namespace hblink::config {

inline constexpr std::size_t longest_csv_line = 4096; // bytes
inline constexpr std::size_t most_csv_fields = 64;

// What came of reading such a list.
struct names_report
{
    std::size_t rows{};         // that are kept
    std::size_t skipped{};      // lines or entries that no row could be made of
    std::size_t repeated{};     // rows that gave way to a later one of the same number
    std::size_t repaired{};     // rows with control characters, bytes that are no UTF-8, or a text too long
    std::size_t problem_line{}; // of the first one that was skipped; 0: nowhere
    std::string problem;        // what is wrong with it; "" = nothing was skipped

    void skip(std::size_t line, std::string_view why);
};

// The lines of a text, without their ends (LF or CRLF). A byte order mark is passed over.
class csv_lines
{
public:
    explicit csv_lines(std::string_view text) noexcept;
    // The next line that is not blank; nothing: that was all.
    std::optional<std::string_view> next() noexcept;
    std::size_t number() const noexcept { return number_; } // of that line; the first is 1

private:
    std::string_view rest_;
    std::size_t number_{0};
};

// The fields of one line. In quotes a field may contain commas, and `""` for a quote; it may not go on in the
// next line, because then one stray quote would swallow the rest of the file.
class csv_row
{
public:
    // Answers what is wrong with the line, or "".
    std::string_view read(std::string_view line);

    std::size_t size() const noexcept { return used_; }
    // As it stands there, with the quotes resolved; "" when the line has fewer fields.
    std::string_view operator[](std::size_t i) const noexcept;

private:
    std::string_view read_field(std::string& to, std::string_view& rest);

    std::vector<std::string> fields_; // kept from line to line, to allocate once
    std::size_t used_{0};
};

// In which column something stands. Nothing: in none.
using column = std::optional<std::size_t>;

// The first column with one of these names; names are in capitals, and letters and digits are what counts in
// the row ("Radio ID", "RADIO_ID" and "radioId" are RADIOID).
column column_named(const csv_row&, std::initializer_list<std::string_view> names);

// What was done to a text.
struct cleaning
{
    bool repaired{false};
    bool cut{false};
};

// Appends a text from outside, fit to be shown: without blanks at its ends; control characters are blanks,
// bytes that are no UTF-8 are U+FFFD; cut at the end of a character when it is longer than `most` bytes.
cleaning append_clean(std::string& to, std::string_view text, std::size_t most);

// A decimal number without sign or blanks around it, `least` to `largest`.
std::optional<std::uint32_t> read_number(std::string_view text, std::uint32_t least, std::uint32_t largest);

}
